import type { OomCounts } from '../oom-counts.ts';
import { type CgroupFolders, memoryCgroupFolders } from './cgroup.ts';
import { nodeProcFiles, type ProcFiles, readText } from './proc-files.ts';

/** Reads the counts for the cgroup that process `pid` is in. */
export function readOomCounts(
  files: ProcFiles = nodeProcFiles,
  pid: number | 'self' = 'self',
): OomCounts {
  const cgroups = memoryCgroupFolders(files, pid);
  const read = (folder: string, file: string): string | undefined =>
    readText(files, `${folder}/${file}`);
  const own = cgroups?.folders[0];
  const killedFile = cgroups?.version === 2 ? 'memory.events' : 'memory.oom_control';
  const killedHere = own === undefined ? undefined : field(read(own, killedFile), 'oom_kill');
  if (cgroups === undefined || killedHere === undefined) {
    const anywhere = field(readText(files, '/proc/vmstat'), 'oom_kill');
    return anywhere === undefined ? {} : { killedAnywhere: anywhere };
  }
  return { killedHere, limitHits: limitHits(files, cgroups) };
}

/**
 * In v1 each limit has a file of its own: that of memory and swap together counts alone where both are the same. They count
 * every time that a limit was hit, even if enough could be reclaimed.
 */
const V1_HITS = ['memory.failcnt', 'memory.memsw.failcnt', 'memory.kmem.failcnt'];

/** How often the limits of a cgroup and of those above it were hit. */
export function limitHits(files: ProcFiles, { version, folders }: CgroupFolders): number {
  const hits = folders.flatMap((folder) =>
    version === 2
      ? [field(readText(files, `${folder}/memory.events`), 'oom')]
      : V1_HITS.map((file) => number(readText(files, `${folder}/${file}`))),
  );
  return hits.reduce<number>((sum, hit) => sum + (hit ?? 0), 0);
}

/** The number after a name at the beginning of a line; undefined without it. */
export function field(text: string | undefined, name: string): number | undefined {
  const line = text?.split('\n').find((one) => one.startsWith(`${name} `));
  return line === undefined ? undefined : number(line.slice(name.length + 1));
}

function number(text: string | undefined): number | undefined {
  const match = /^\d+/.exec(text?.trim() ?? '');
  return match === null ? undefined : Number(match[0]);
}
