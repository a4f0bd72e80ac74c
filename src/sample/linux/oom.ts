import { memoryCgroupFolders } from './cgroup.ts';
import { nodeProcFiles, type ProcFiles, readText } from './proc-files.ts';

/** What the out-of-memory killers have done so far; absent where unknown. */
export interface OomCounts {
  /** Processes of our cgroup killed by any of them. */
  readonly killedHere?: number;
  /** How often a limit of our cgroup, or of one above it, was hit with nothing left to reclaim. */
  readonly limitHits?: number;
  /** Processes killed on the whole machine; given only where our cgroup has no count. */
  readonly killedAnywhere?: number;
}

/** Reads the counts for the cgroup of process `pid`. */
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

/**
 * Which out-of-memory killer acted between two readings. A kill counts for the victim's cgroup, no matter who
 * ordered it: if a limit of our cgroups was hit meanwhile it was that limit, else the system was out of memory. The
 * machine's count alone is weak evidence, because others run there too; it decides only where the cgroup cannot be
 * read.
 */
export function oomBetween(before: OomCounts, after: OomCounts): 'cgroup' | 'system' | undefined {
  const rose = (name: keyof OomCounts): boolean => (after[name] ?? 0) > (before[name] ?? 0);
  if (after.killedHere === undefined) return rose('killedAnywhere') ? 'system' : undefined;
  if (!rose('killedHere')) return undefined;
  return rose('limitHits') ? 'cgroup' : 'system';
}

function field(text: string | undefined, name: string): number | undefined {
  const line = text?.split('\n').find((one) => one.startsWith(`${name} `));
  return line === undefined ? undefined : number(line.slice(name.length + 1));
}

function number(text: string | undefined): number | undefined {
  const match = /^\d+/.exec(text?.trim() ?? '');
  return match === null ? undefined : Number(match[0]);
}
