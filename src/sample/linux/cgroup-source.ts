import type { Clock } from '../../host/clock.ts';
import type { HostInfo, KilledProcess } from '../../recording/records.ts';
import type { WatchFigures, WatchSample, WatchSource } from '../watch-source.ts';
import { CgroupUsage, type NamedCgroup, usageFile } from './cgroup.ts';
import { CgroupHeld, type CgroupParts, type MemberSums } from './cgroup-held.ts';
import { CgroupTree } from './cgroup-tree.ts';
import { Introductions } from './introductions.ts';
import { Machine } from './machine.ts';
import { machineFigures } from './machine-source.ts';
import { field } from './oom.ts';
import { readPressure } from './pressure.ts';
import { type ProcFiles, readText } from './proc-files.ts';
import type { ProcessEntry } from './process-entry.ts';
import { PssReader, type TreePss } from './pss.ts';
import { PssPace } from './pss-pace.ts';
import { largestProcesses } from './tree-total.ts';

/** USER_HZ, the unit of times in /proc. */
const MILLISECONDS_PER_TICK = 10;

/** Where the figures stand; in v1 the plain lines of memory.stat are those of the cgroup alone. */
const NAMES = {
  1: {
    cache: ['total_active_file', 'total_inactive_file'],
    anon: 'total_rss',
    shmem: 'total_shmem',
    kills: 'memory.oom_control',
    peak: 'memory.max_usage_in_bytes',
  },
  2: {
    cache: ['active_file', 'inactive_file'],
    anon: 'anon',
    shmem: 'shmem',
    kills: 'memory.events',
    peak: 'memory.peak',
  },
} as const;

/**
 * A cgroup and its processes. The curve is its usage without page cache, which the kernel takes back before it kills: anonymous
 * and shared memory and the kernel's own. Each page counts once, so that a process has its share in it by what belongs to no file.
 */
export class CgroupSource implements WatchSource {
  readonly metrics = ['rss', 'anon', 'shmem'] as const;
  readonly missing: Readonly<Record<string, string>>;
  readonly host: HostInfo;
  readonly measure: string;
  readonly #files: ProcFiles;
  readonly #clock: Clock;
  readonly #cgroup: NamedCgroup;
  readonly #usage: CgroupUsage;
  readonly #machine: Machine;
  readonly #tree: CgroupTree;
  readonly #introductions: Introductions;
  readonly #pss: PssReader | undefined;
  readonly #pace: PssPace;
  readonly #shares = new CgroupHeld();
  readonly #peakBefore: number | undefined;
  #kills = Number.NaN;
  /** Kills whose process is not known yet. */
  #owed = 0;
  /** What each process held when it was last seen, bytes. */
  #held = new Map<number, Held>();

  constructor(files: ProcFiles, clock: Clock, cgroup: NamedCgroup) {
    this.#files = files;
    this.#clock = clock;
    this.#cgroup = cgroup;
    const { version, folder } = cgroup;
    this.#usage = new CgroupUsage(files, { version, usagePath: usageFile(cgroup) });
    this.#machine = new Machine(files);
    this.#tree = new CgroupTree(files, folder);
    const uptime = Number.parseFloat(readText(files, '/proc/uptime') ?? '') * 1000;
    const epoch = clock.wall() - uptime;
    this.#introductions = new Introductions(files, (ticks) =>
      Number.isNaN(epoch) ? undefined : epoch + ticks * MILLISECONDS_PER_TICK,
    );
    const reader = new PssReader(files);
    this.#pss = reader.available ? reader : undefined;
    this.#pace = new PssPace(clock.monotonic());
    const { total } = this.#machine.reading;
    this.host = {
      ...(total >= 0 && { machineTotal: total }),
      ...(cgroup.limit !== undefined && { cgroupLimit: cgroup.limit }),
    };
    const hasPressure = Object.keys(this.#pressure()).length > 0;
    this.measure = this.#stat().cgroupCache === undefined ? 'cgroup' : 'cgroup without cache';
    this.missing = {
      ...(this.#pss === undefined && { pss: 'no /proc/PID/smaps_rollup in this kernel' }),
      ...(!hasPressure && { pressure: 'the cgroup has no memory.pressure' }),
    };
    this.#peakBefore = this.#number(NAMES[version].peak);
  }

  sample(): WatchSample | undefined {
    const usage = this.#usage.read();
    // A read through a descriptor of a cgroup that was removed fails, or goes on for ever with what it was.
    if (usage < 0 || !this.#files.exists(usageFile(this.#cgroup))) return undefined;
    const now = this.#clock.monotonic();
    const tree = this.#tree;
    tree.update(now);
    const { rss, ...members } = sumOf(tree.entries.values());
    const stat = this.#stat();
    const { cgroupCache, ...parts } = stat;
    const size = this.#shares.at(usage, stat, members);
    const largest = largestProcesses(tree.entries.values(), rss);
    const seen = this.#introductions.of(tree.arrived, largest, rss);
    const { gone } = tree;
    const killed = this.#killed(gone);
    tree.reported();
    const pss = this.#readPss(rss, now);
    this.#machine.read();
    const figures: WatchFigures = {
      rss: size,
      ...(this.#shares.fresh && parts),
      procs: tree.entries.size,
      ...machineFigures(this.#machine),
      ...this.#pressure(),
      cgroup: usage,
      ...(cgroupCache !== undefined && { cgroupCache: usage - size }),
      membersRss: rss,
      ...(pss?.kind === 'read' && { membersPss: pss.pss }),
      ...(tree.entries.size > 0 && { top: largest.map(share).sort((a, b) => b[1] - a[1]) }),
    };
    const unread = pss?.kind === 'partial' ? pss.unread : [];
    return { size, figures, seen, gone, unread, killed };
  }

  peak(): number | undefined {
    const peak = this.#number(NAMES[this.#cgroup.version].peak);
    // What was higher before belongs to another time.
    return peak !== undefined && peak > (this.#peakBefore ?? Number.POSITIVE_INFINITY)
      ? peak
      : undefined;
  }

  close(): void {
    this.#usage.close();
    this.#machine.close();
    this.#tree.close();
  }

  #stat(): CgroupParts {
    const { version, folder } = this.#cgroup;
    const names = NAMES[version];
    const text = readText(this.#files, `${folder}/memory.stat`);
    const [active, inactive] = names.cache.map((name) => field(text, name));
    const anon = field(text, names.anon);
    const shmem = field(text, names.shmem);
    return {
      ...(anon !== undefined && { anon }),
      ...(shmem !== undefined && { shmem }),
      ...(active !== undefined && inactive !== undefined && { cgroupCache: active + inactive }),
    };
  }

  #pressure() {
    return readPressure(this.#files, `${this.#cgroup.folder}/memory.pressure`);
  }

  #number(file: string): number | undefined {
    const value = Number.parseInt(
      readText(this.#files, `${this.#cgroup.folder}/${file}`) ?? '',
      10,
    );
    return Number.isNaN(value) ? undefined : value;
  }

  /** A v1 cgroup does not count those of the cgroups below it. */
  #killCount(): number {
    const { version, folder } = this.#cgroup;
    const folders = version === 1 ? this.#tree.folders : [folder];
    return folders
      .map((one) => field(readText(this.#files, `${one}/${NAMES[version].kills}`), 'oom_kill'))
      .reduce<number>((sum, count) => sum + (count ?? 0), 0);
  }

  /** The kernel counts kills and does not say whom: the largest of those that went. */
  #killed(gone: WatchSample['gone']): readonly KilledProcess[] {
    const kills = this.#killCount();
    // NaN at first. A kill is counted before its process is gone.
    this.#owed += Math.max(0, kills - this.#kills) || 0;
    this.#kills = kills;
    const before = this.#held;
    this.#held = new Map(
      [...this.#tree.entries.values()].map(({ pid, name, rss, anon }) => [
        pid,
        { name, size: anon < 0 ? rss : anon, metric: anon < 0 ? 'rss' : 'anon' },
      ]),
    );
    const count = Math.min(this.#owed, gone.length);
    if (count === 0) return [];
    this.#owed -= count;
    const { limit } = this.#cgroup;
    return gone
      .flatMap(({ pid }) => {
        const held = before.get(pid);
        return held === undefined ? [] : [{ pid, ...held }];
      })
      .sort((a, b) => b.size - a.size)
      .slice(0, count)
      .map((one) => ({
        ...one,
        cause: 'cgroup-oom',
        ...(limit !== undefined && { limit }),
        ...(gone.length > count && { probably: true }),
      }));
  }

  #readPss(rss: number, now: number): TreePss | undefined {
    if (this.#pss === undefined || this.#tree.entries.size === 0) return undefined;
    const size = { rss, processes: this.#tree.entries.size, forks: 0 };
    if (this.#pace.postponed(now, size) !== undefined) return undefined;
    const before = this.#clock.monotonic();
    const reading = this.#pss.read(this.#tree);
    const after = this.#clock.monotonic();
    this.#pace.read(after, after - before, size, reading.kind !== 'thrown away');
    return reading;
  }
}

interface Held {
  readonly name: string;
  readonly size: number;
  readonly metric: 'rss' | 'anon';
}

function sumOf(entries: Iterable<ProcessEntry>): { readonly rss: number } & MemberSums {
  let rss = 0;
  let anon = 0;
  let own = 0;
  let forks = 0;
  for (const entry of entries) {
    rss += entry.rss;
    anon = entry.anon < 0 ? Number.NaN : anon + entry.anon;
    if (entry.forked) forks = (forks + Math.imul(entry.pid, entry.started | 1)) | 0;
    else own += Math.max(0, entry.anon);
  }
  return { rss, own, forks, ...(!Number.isNaN(anon) && { anon }) };
}

/** What of a process is in the curve: not the pages of files, and shared memory only once. */
function share({ pid, rss, anon }: ProcessEntry): readonly [number, number] {
  return [pid, anon < 0 ? rss : anon];
}
