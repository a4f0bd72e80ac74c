import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { memoryCgroupFolders } from './cgroup.ts';
import { nodeProcFiles, type ProcFiles } from './proc-files.ts';

/** A memory cgroup made for one command. */
export interface MemoryCgroup {
  /** A process joins by writing its pid to this file. */
  readonly join: string;
  readonly folder: string;
  /** Peak in bytes and number of OOM kills so far. */
  facts(): { readonly peak?: number; readonly oomKills: number };
  /** Removes it, after moving the processes left in it back to the cgroup it was made from. */
  close(): void;
}

/** The file system calls that are needed; a test passes its own. */
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

/** Makes a memory cgroup with a hard limit in bytes below or beside our own; `name` must not exist there. */
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
  // A cgroup that holds processes, like ours, cannot delegate its controllers unless it is the root.
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
  /** v1 limits memory and swap together, v2 swap alone: a limit is not hard if the rest goes to swap. */
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
  // The file is absent where swap is not accounted for.
  attempt(() => files.write(path.join(folder, swap), value === 'limit' ? String(limit) : value));
  const join = path.join(folder, 'cgroup.procs');
  const peak = (): number =>
    Number(attempt(() => files.read(path.join(folder, version.peak))) ?? Number.NaN);
  return {
    kind: 'made',
    cgroup: {
      join,
      folder,
      facts() {
        const kills = attempt(() => files.read(path.join(folder, version.kills))) ?? '';
        const bytes = peak();
        return {
          ...(Number.isFinite(bytes) && { peak: bytes }),
          oomKills: Number(/^oom_kill (\d+)/m.exec(kills)?.[1] ?? 0),
        };
      },
      close() {
        // Each write moves one process, and processes may fork meanwhile.
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

/** A cgroup file that is missing, or not ours to use, is a valid answer. */
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
