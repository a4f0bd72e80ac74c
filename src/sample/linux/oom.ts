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

/** How often the limits of a cgroup and of those above it were hit. */
export function limitHits(files: ProcFiles, { version, folders }: CgroupFolders): number {
  // v1 counts every time that a limit was hit, even if enough could be reclaimed.
  const hits = folders.map((folder) =>
    version === 2
      ? field(readText(files, `${folder}/memory.events`), 'oom')
      : number(readText(files, `${folder}/memory.failcnt`)),
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
