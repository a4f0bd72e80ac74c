import {
  accessSync,
  closeSync,
  constants,
  createReadStream,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { userId } from '../host/user.ts';
import type { World } from '../host/world.ts';
import { printable } from '../text/printable.ts';
import { UserError } from '../text/user-error.ts';
import { type RecordingFolder, recordingFolders } from './recording-folders.ts';

/** Something to read a run from. */
export interface Recording {
  /** Its name in messages: safe to print. */
  readonly label: string;
  /** Absent for stdin, which can be read only once. */
  readonly path?: string;
}

const SUFFIX = '.jsonl';
/** What a recording without a name of its own begins with. */
const STAMPED = /^\d{8}-\d{6}-/;
const CHUNK_BYTES = 256 * 1024;

/**
 * The runs recorded here, the newest first: those of the first folder that has any. Where that folder cannot be written any
 * more, newer runs are in the next one: they belong to the list too.
 */
export function recordedRuns(world: World): string[] {
  const runs: string[] = [];
  for (const folder of recordingFolders(world)) {
    const files = recordingsIn(folder);
    runs.push(...files.map((file) => path.join(folder.path, file)));
    if (files.length > 0 && isWritable(folder.path)) break;
  }
  return runs.sort((a, b) => newestFirst(path.basename(a), path.basename(b)));
}

function recordingsIn({ path: folder, shared }: RecordingFolder): string[] {
  try {
    const files = readdirSync(folder).filter((file) => file.endsWith(SUFFIX));
    if (!shared) return files;
    return files.filter((file) => STAMPED.test(file) && isOurs(path.join(folder, file)));
  } catch {
    return [];
  }
}

/** Whether this user owns it. */
function isOurs(file: string): boolean {
  try {
    const info = lstatSync(file);
    return info.isFile() && info.uid === (userId() ?? info.uid);
  } catch {
    return false;
  }
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Names begin with the time of their start, so that their order is that of the runs; others come after. */
function newestFirst(a: string, b: string): number {
  const stamped = (file: string): number => (STAMPED.test(file) ? 0 : 1);
  return stamped(a) - stamped(b) || compare(stampOf(b), stampOf(a)) || attempt(b) - attempt(a);
}

/** The recording that an argument means: '-', a file, or the name of a run; without one, the newest run. Throws UserError. */
export function findRecording(world: World, argument: string | undefined): Recording {
  if (argument === '-' || argument === '/dev/stdin') return { label: 'stdin' };
  if (argument === undefined) {
    const newest = recordedRuns(world)[0];
    if (newest !== undefined) return { label: label(world, newest), path: newest };
    throw new UserError('no run recorded here yet', 'try: memwrap <command>');
  }
  const file = path.resolve(world.cwd(), argument);
  if (isThere(file)) return { label: label(world, file), path: file };
  const named = recordedRuns(world).find((run) => namesOf(run).includes(argument));
  if (named !== undefined) return { label: label(world, named), path: named };
  const shown = printable(argument);
  if (/[/\\]|\.jsonl$/.test(argument)) throw new UserError(`${shown}: there is no such file`);
  throw new UserError(
    `${shown}: neither a file nor the name of a run recorded here`,
    'memwrap list shows the runs',
  );
}

/** The names that a run has by its file: what follows the time, with and without the number of a run in the same second. */
function namesOf(file: string): string[] {
  const base = path.basename(file, SUFFIX).replace(/^\d{8}-\d{6}-/, '');
  return [base, base.replace(/-\d{1,2}$/, '')];
}

/** A recording's bytes. Throws UserError, naming the file, if it cannot be read; a pipe is read only by its name in /dev/fd or /proc. */
export function openRecording(
  recording: Recording,
): AsyncIterable<Uint8Array> | Iterable<Uint8Array> {
  if (recording.path === undefined) return createReadStream('', { fd: 0, autoClose: false });
  const { path: file, label } = recording;
  const descriptor = opened(file, label);
  const info = fstatSync(descriptor);
  if (info.isFile()) return fileChunks(descriptor, label);
  if (info.isFIFO() && /^\/(dev\/fd|proc\/\w+\/fd)\/\d+$/.test(file)) {
    closeSync(descriptor);
    return createReadStream(file);
  }
  closeSync(descriptor);
  const kind = info.isDirectory() ? 'a directory' : info.isFIFO() ? 'a named pipe' : 'a device';
  throw new UserError(
    `${label}: is ${kind}, not a recording`,
    info.isFIFO() ? `feed it in: memwrap report - < ${label}` : 'name a file that memwrap wrote',
  );
}

/** The size in bytes, where it is known without reading. */
export function sizeOf({ path: file }: Recording): number | undefined {
  if (file === undefined) return undefined;
  try {
    const info = statSync(file);
    return info.isFile() ? info.size : undefined;
  } catch {
    // openRecording reports the reason.
    return undefined;
  }
}

// Not blocking: a pipe without a writer is refused instead of waited for.
function opened(file: string, label: string): number {
  try {
    return openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw new UserError(`${label}: ${reasonOf(error)}`);
  }
}

function* fileChunks(descriptor: number, label: string): Generator<Uint8Array> {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  try {
    for (;;) {
      const length = readSome(descriptor, buffer, label);
      if (length === 0) return;
      yield buffer.subarray(0, length);
    }
  } finally {
    closeSync(descriptor);
  }
}

function readSome(descriptor: number, buffer: Buffer, label: string): number {
  try {
    return readSync(descriptor, buffer, 0, buffer.length, null);
  } catch (error) {
    throw new UserError(`${label}: ${reasonOf(error)}`);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EIO: 'cannot be read from its disk',
  EISDIR: 'is a directory, not a recording',
  ELOOP: 'is a link to itself',
  ENOENT: 'there is no such file',
  ENOTDIR: 'a part of the path is not a folder',
  ENXIO: 'is a socket or a device, not a recording',
  EPERM: 'permission denied',
};

/** Why a file cannot be read, in words. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS[code ?? ''] ?? printable(message);
}

/** Whether anything of that name exists. */
export function isThere(file: string): boolean {
  try {
    closeSync(openSync(file, constants.O_RDONLY | constants.O_NONBLOCK));
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code !== 'ENOENT' && code !== 'ENOTDIR';
  }
}

function label(world: World, file: string): string {
  const relative = path.relative(world.cwd(), file);
  return printable(relative.startsWith('..') || relative === '' ? file : relative);
}

function stampOf(file: string): string {
  return file.slice(0, -SUFFIX.length).replace(/-\d{1,2}$/, '');
}

/** Runs of one name that began in the same second are numbered. */
function attempt(file: string): number {
  return Number(/-(\d{1,2})\.jsonl$/.exec(file)?.[1] ?? 1);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
