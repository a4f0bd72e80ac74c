import type { OomCounts } from '../oom-counts.ts';
import { memoryCgroupFolders } from './cgroup.ts';
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
  // v1 counts every time that a limit was hit, even if enough could be reclaimed.
  const hits = cgroups.folders.map((folder) =>
    cgroups.version === 2
      ? field(read(folder, 'memory.events'), 'oom')
      : number(read(folder, 'memory.failcnt')),
  );
  return { killedHere, limitHits: hits.reduce<number>((sum, hit) => sum + (hit ?? 0), 0) };
}

function field(text: string | undefined, name: string): number | undefined {
  const line = text?.split('\n').find((one) => one.startsWith(`${name} `));
  return line === undefined ? undefined : number(line.slice(name.length + 1));
}

function number(text: string | undefined): number | undefined {
  const match = /^\d+/.exec(text?.trim() ?? '');
  return match === null ? undefined : Number(match[0]);
}
