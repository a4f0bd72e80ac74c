import type { OomKills } from '../oom-counts.ts';
import { type CgroupFolders, foldersOf, limitOf } from './cgroup.ts';
import { field, limitHits } from './oom.ts';
import { type ProcFiles, readText } from './proc-files.ts';

/** A process may move to another cgroup at any time: how often a pid is looked at again. */
const FOLLOW_EVERY_MS = 250;
/** Pids whose time of the last look is remembered. */
const MAX_FOLLOWED = 64;
/** A job that makes a cgroup for each of its parts: the first ones are watched. */
const MAX_WATCHED = 32;

interface Watched {
  readonly cgroups: CgroupFolders;
  /** Of the file with the number of kills; stays open. */
  readonly descriptor: number;
  kills: number;
  hits: number;
}

/** Counts what out-of-memory killers do in the cgroups of a process tree, at the cost of one short read a sample. */
export class OomWatch {
  readonly #files: ProcFiles;
  readonly #machineTotal: number;
  readonly #watched = new Map<string, Watched>();
  readonly #followed = new Map<number, number>();
  #lastMembership = '';
  readonly #bytes = Buffer.allocUnsafe(1024);
  /** Of the machine, where no cgroup counts. */
  #anywhere: number | undefined;

  /** `machineTotal`: bytes, -1 where unknown. */
  constructor(files: ProcFiles, machineTotal: number) {
    this.#files = files;
    this.#machineTotal = machineTotal;
  }

  /** Watches the memory cgroup of a process from now on; `now` in monotonic milliseconds. */
  follow(pid: number, now: number): void {
    if (now - (this.#followed.get(pid) ?? Number.NEGATIVE_INFINITY) < FOLLOW_EVERY_MS) return;
    if (this.#followed.size >= MAX_FOLLOWED) this.#followed.clear();
    this.#followed.set(pid, now);
    const membership = readText(this.#files, `/proc/${pid}/cgroup`);
    if (membership === undefined || membership === this.#lastMembership) return;
    this.#lastMembership = membership;
    const cgroups = foldersOf(this.#files, membership);
    const own = cgroups?.folders[0];
    if (cgroups === undefined || own === undefined || this.#watched.size >= MAX_WATCHED) return;
    if (!this.#watched.has(own)) this.#watch(own, cgroups);
  }

  /** The kills since the last call. `ended`: some process ended, so that it is worth asking a counter that is slow to read. */
  kills(ended: boolean): readonly OomKills[] {
    if (this.#watched.size === 0) {
      return ended || this.#anywhere === undefined ? this.#killsAnywhere() : NONE;
    }
    let rises: Map<string, number> | undefined;
    for (const [folder, watched] of this.#watched) {
      const kills = this.#read(watched.descriptor);
      if (kills > watched.kills) {
        rises ??= new Map();
        rises.set(folder, kills - watched.kills);
      }
      if (kills >= 0) watched.kills = kills;
    }
    return rises === undefined ? NONE : this.#tell(rises);
  }

  /** In v2 a kill counts in the victim's cgroup and in all above it: it is told once, for the lowest. */
  #tell(rises: Map<string, number>): readonly OomKills[] {
    const deepest = [...rises.keys()].sort((a, b) => b.length - a.length);
    return deepest.flatMap((folder) => {
      const watched = this.#watched.get(folder);
      const kills = rises.get(folder) ?? 0;
      if (watched === undefined || kills <= 0) return [];
      const { version, folders } = watched.cgroups;
      for (const above of version === 2 ? folders.slice(1) : []) {
        const counted = rises.get(above);
        if (counted !== undefined) rises.set(above, counted - kills);
      }
      const largest = largestIn(this.#files, folder);
      return [{ kills, folder, ...this.#killer(watched), ...(largest > 0 && { largest }) }];
    });
  }

  /** The kernel counts a kill for the victim's cgroup, whoever ordered it: if one of its limits was hit, it was the cgroup's own. */
  #killer(watched: Watched): Pick<OomKills, 'by' | 'limit'> {
    const hits = limitHits(this.#files, watched.cgroups);
    const reached = hits > watched.hits || wasFull(this.#files, watched.cgroups);
    const by = reached ? 'cgroup' : 'system';
    watched.hits = hits;
    const limit = limitOf(this.#files, watched.cgroups, this.#machineTotal);
    return { by, ...(by === 'cgroup' && limit !== undefined && { limit }) };
  }

  #watch(own: string, cgroups: CgroupFolders): void {
    const file = cgroups.version === 2 ? 'memory.events' : 'memory.oom_control';
    const descriptor = this.#files.open(`${own}/${file}`);
    const kills = descriptor < 0 ? -1 : this.#read(descriptor);
    if (kills < 0) {
      if (descriptor >= 0) this.#files.close(descriptor);
      return;
    }
    const hits = limitHits(this.#files, cgroups);
    this.#watched.set(own, { cgroups, descriptor, kills, hits });
  }

  /** The number of kills, which stands in the last of a few short lines; -1 where it cannot be read. */
  #read(descriptor: number): number {
    const length = this.#files.read(descriptor, this.#bytes);
    return length <= 0 ? -1 : (field(this.#bytes.toString('latin1', 0, length), 'oom_kill') ?? -1);
  }

  #killsAnywhere(): readonly OomKills[] {
    const count = field(readText(this.#files, '/proc/vmstat'), 'oom_kill');
    const before = this.#anywhere;
    this.#anywhere = count;
    if (count === undefined || before === undefined || count <= before) return NONE;
    return [{ kills: count - before, by: 'system' }];
  }

  close(): void {
    for (const { descriptor } of this.#watched.values()) this.#files.close(descriptor);
    this.#watched.clear();
  }
}

/** Limits of v1, each with the most that was ever charged. */
const V1_PEAKS = [
  ['memory.limit_in_bytes', 'memory.max_usage_in_bytes'],
  ['memory.memsw.limit_in_bytes', 'memory.memsw.max_usage_in_bytes'],
] as const;
/** Pages are charged in batches: a full cgroup may be that much below its limit. */
const FULL = 0.97;

/** Whether a cgroup of v1, or one above it, was ever full: where a limit holds memory and swap, recent kernels do not count its hits. */
function wasFull(files: ProcFiles, { version, folders }: CgroupFolders): boolean {
  if (version === 2) return false;
  const sizeIn = (file: string): number => Number(readText(files, file) ?? Number.NaN);
  return folders.some((folder) =>
    V1_PEAKS.some(
      ([limit, peak]) => sizeIn(`${folder}/${peak}`) >= FULL * sizeIn(`${folder}/${limit}`),
    ),
  );
}

/** So many processes of a cgroup are looked at. */
const MAX_LOOKED_AT = 512;
const KIB = 1024;

/** RSS of the largest process in a cgroup that the killer would have taken as gladly as any, bytes; 0 without one. */
function largestIn(files: ProcFiles, folder: string): number {
  const pids = (readText(files, `${folder}/cgroup.procs`) ?? '').split('\n').filter(Boolean);
  const sizes = pids.slice(0, MAX_LOOKED_AT).map((pid) => {
    const protection = readText(files, `/proc/${pid}/oom_score_adj`) ?? '0';
    if (protection.startsWith('-')) return 0;
    const rss = /^VmRSS:\s*(\d+)/m.exec(readText(files, `/proc/${pid}/status`) ?? '')?.[1];
    return Number(rss ?? 0) * KIB;
  });
  return Math.max(0, ...sizes);
}

const NONE: readonly OomKills[] = [];
