import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { makeFolder } from '../host/make-folder.ts';

/** A run and where it was recorded; paths are absolute. */
export interface RecentRun {
  /** When it began, epoch milliseconds. */
  readonly time: number;
  readonly name: string;
  /** The folder it was run in; absent where that had been deleted. */
  readonly cwd?: string;
  readonly file: string;
}

type Env = Readonly<Record<string, string | undefined>>;

const PRIVATE = 0o600;
/** From here on the list is put aside and a new one is begun; what was put aside before that is gone. Bytes. */
const MOST_BYTES = 128 * 1024;
/** Whoever puts it aside takes milliseconds. */
const STALE_LOCK_MS = 10_000;
const { O_WRONLY, O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK } = constants;

/**
 * The private list of recent recordings, in the user's state folder: a line of JSON each, the newest last. undefined without
 * such a folder. The XDG Base Directory Specification has a relative path ignored.
 */
function listFile(env: Env): string | undefined {
  const state = env['XDG_STATE_HOME'];
  if (state !== undefined && path.isAbsolute(state)) return path.join(state, 'memwrap/recent');
  const home = env['HOME'];
  // A home that does not exist is not made: some accounts have none on purpose.
  if (home === undefined || !path.isAbsolute(home) || !isFolder(home)) return undefined;
  return path.join(home, '.local/state/memwrap/recent');
}

/**
 * Adds a run to the list of recent ones; does nothing where there is no place for it. Each entry is one appending write,
 * which the kernel does not mix with another's.
 */
export function noteRun(run: RecentRun, env: Env): void {
  const list = listFile(env);
  if (list === undefined) return;
  try {
    makeFolder(path.dirname(list));
    const flags = O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK;
    const descriptor = openSync(list, flags, PRIVATE);
    try {
      if (!fstatSync(descriptor).isFile()) return;
      writeSync(descriptor, `${JSON.stringify(run)}\n`);
      if (fstatSync(descriptor).size > MOST_BYTES) putAside(list, run.time);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // A read-only or full home: the run is found by its file.
  }
}

/**
 * Renames the list, so that the next entry begins a new one: an entry that is being written meanwhile goes to the file that
 * was put aside, and is read there. One at a time, or the second would put the new list over the old one.
 */
function putAside(list: string, now: number): void {
  const lock = `${list}.lock`;
  try {
    closeSync(openSync(lock, O_WRONLY | O_CREAT | O_EXCL, PRIVATE));
  } catch {
    if (now - statSync(lock).mtimeMs > STALE_LOCK_MS) unlinkSync(lock);
    return;
  }
  try {
    if (statSync(list).size > MOST_BYTES) renameSync(list, `${list}.1`);
  } finally {
    unlinkSync(lock);
  }
}

/** The recent runs whose recordings are still there, the newest first, each file once. */
export function recentRuns(env: Env): readonly RecentRun[] {
  const list = listFile(env);
  if (list === undefined) return [];
  const runs = new Map<string, RecentRun>();
  for (const run of [...entriesOf(`${list}.1`), ...entriesOf(list)]) runs.set(run.file, run);
  return [...runs.values()]
    .flatMap((run) => {
      // It may have been compressed since.
      const file = ['', '.gz', '.zst'].map((suffix) => run.file + suffix).find(isFile);
      return file === undefined ? [] : [{ ...run, file }];
    })
    .toSorted((one, other) => other.time - one.time);
}

function entriesOf(file: string): RecentRun[] {
  let text: string;
  try {
    // A list that somebody made so large, or no file, is not read.
    const info = statSync(file);
    if (!info.isFile() || info.size > 16 * MOST_BYTES) return [];
    text = readFileSync(file, 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => entryOf(line) ?? []);
}

function entryOf(line: string): RecentRun | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { time, name, cwd, file } = value as Readonly<Record<string, unknown>>;
  if (typeof time !== 'number' || typeof name !== 'string') return undefined;
  if (typeof file !== 'string' || !path.isAbsolute(file)) return undefined;
  return { time, name, ...(typeof cwd === 'string' && { cwd }), file };
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

function isFolder(folder: string): boolean {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
