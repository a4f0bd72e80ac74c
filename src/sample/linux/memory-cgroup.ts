import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { memoryCgroupFolders } from './cgroup.ts';
import { nodeProcFiles, type ProcFiles } from './proc-files.ts';

/** A memory cgroup made for one command. */
export interface MemoryCgroup {
  /** A process that writes its pid into this file is in it. */
  readonly join: string;
  /** What has happened in it so far. */
  facts(): { readonly peak?: number; readonly oomKills: number };
  /** Removes it; who still lives in it goes back to where it would have been. */
  close(): void;
}

/** What a file system is asked for here; a test passes its own. */
export interface CgroupFiles {
  makeFolder(folder: string): void;
  removeFolder(folder: string): void;
  read(file: string): string;
  write(file: string, text: string): void;
}

const nodeFiles: CgroupFiles = {
  makeFolder: (folder) => mkdirSync(folder),
  removeFolder: (folder) => rmdirSync(folder),
  read: (file) => readFileSync(file, 'utf8'),
  write: (file, text) => writeFileSync(file, text),
};

export type Made =
  | { readonly kind: 'made'; readonly cgroup: MemoryCgroup }
  | { readonly kind: 'impossible'; readonly why: string };

/** Makes a memory cgroup with a hard limit in bytes beside or below our own; `name` has to be new there. */
export function makeMemoryCgroup(
  name: string,
  limit: number,
  proc: ProcFiles = nodeProcFiles,
  files: CgroupFiles = nodeFiles,
): Made {
  const found = memoryCgroupFolders(proc, 'self');
  const own = found?.folders[0];
  if (found === undefined || own === undefined) return no('there is no memory cgroup here');
  if (found.version === 1) return make(files, path.join(own, name), own, V1, limit);
  // A cgroup with processes in it, like ours, cannot hand its controllers down, unless it is the root.
  const below = handsDown(files, own);
  if (below) return make(files, path.join(own, name), own, V2, limit);
  const above = path.dirname(own);
  if (!handsDown(files, above)) {
    return no('the memory controller of its cgroup was not delegated to us');
  }
  return make(files, path.join(above, name), own, V2, limit);
}

interface Version {
  readonly limit: string;
  /** Memory and swap together in v1, swap alone in v2: a hard limit is none if the rest goes to swap. */
  readonly swap: readonly [file: string, value: 'limit' | '0'];
  readonly peak: string;
  readonly kills: string;
}
const V1: Version = {
  limit: 'memory.limit_in_bytes',
  swap: ['memory.memsw.limit_in_bytes', 'limit'],
  peak: 'memory.max_usage_in_bytes',
  kills: 'memory.oom_control',
};
const V2: Version = {
  limit: 'memory.max',
  swap: ['memory.swap.max', '0'],
  peak: 'memory.peak',
  kills: 'memory.events',
};

function make(
  files: CgroupFiles,
  folder: string,
  home: string,
  version: Version,
  limit: number,
): Made {
  try {
    files.makeFolder(folder);
  } catch (error) {
    return no(`no cgroup can be made in ${path.dirname(folder)} (${codeOf(error)})`);
  }
  try {
    files.write(path.join(folder, version.limit), String(limit));
  } catch (error) {
    attempt(() => files.removeFolder(folder));
    return no(`${version.limit} cannot be set (${codeOf(error)})`);
  }
  const [swap, value] = version.swap;
  // Absent where swap is not accounted for.
  attempt(() => files.write(path.join(folder, swap), value === 'limit' ? String(limit) : value));
  const join = path.join(folder, 'cgroup.procs');
  const peak = (): number =>
    Number(attempt(() => files.read(path.join(folder, version.peak))) ?? Number.NaN);
  return {
    kind: 'made',
    cgroup: {
      join,
      facts() {
        const kills = attempt(() => files.read(path.join(folder, version.kills))) ?? '';
        const bytes = peak();
        return {
          ...(Number.isFinite(bytes) && { peak: bytes }),
          oomKills: Number(/^oom_kill (\d+)/m.exec(kills)?.[1] ?? 0),
        };
      },
      close() {
        // One write moves one process, and while they are moved they may fork.
        for (let pass = 0; pass < 10; pass++) {
          const pids =
            attempt(() => files.read(join))
              ?.split('\n')
              .filter(Boolean) ?? [];
          for (const pid of pids) attempt(() => files.write(path.join(home, 'cgroup.procs'), pid));
          const removed = attempt(() => {
            files.removeFolder(folder);
            return true;
          });
          if (removed) return;
        }
      },
    },
  };
}

function handsDown(files: CgroupFiles, folder: string): boolean {
  const file = path.join(folder, 'cgroup.subtree_control');
  const has = (): boolean =>
    (attempt(() => files.read(file)) ?? '').split(/\s+/).includes('memory');
  if (has()) return true;
  attempt(() => files.write(file, '+memory'));
  return has();
}

function no(why: string): Made {
  return { kind: 'impossible', why };
}

/** A cgroup file that is not there, or not ours, is an answer too. */
function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}
