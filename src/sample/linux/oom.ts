import { memoryCgroupFolders } from './cgroup.ts';
import { nodeProcFiles, type ProcFiles, readText } from './proc-files.ts';

/** What the out-of-memory killers have done up to a moment; absent: it cannot be told here. */
export interface OomCounts {
  /** Processes of our cgroup that any of them killed. */
  readonly killedHere?: number;
  /** How often a limit of our cgroup, or of one above it, was hit with nothing left to reclaim. */
  readonly limitHits?: number;
  /** Processes of the whole machine that any of them killed; told only where our cgroup tells nothing. */
  readonly killedAnywhere?: number;
}

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
  // v1 counts every time that a limit was hit, also when enough could be reclaimed.
  const hits = cgroups.folders.map((folder) =>
    cgroups.version === 2
      ? field(read(folder, 'memory.events'), 'oom')
      : number(read(folder, 'memory.failcnt')),
  );
  return { killedHere, limitHits: hits.reduce<number>((sum, hit) => sum + (hit ?? 0), 0) };
}

/**
 * Which out-of-memory killer was at work between two readings. A kill counts for the cgroup of the victim, whoever gave the
 * order: it was the cgroup's own limit if one of those was hit meanwhile, else the system was out of memory. The machine's
 * count alone says little, because others live there too; it decides where the cgroup cannot be read.
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
