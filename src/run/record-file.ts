import { constants, fstatSync, openSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeFolder } from '../host/make-folder.ts';
import { type RecordingFolder, recordingFolders } from '../read/recording-folders.ts';
import { UserError } from '../text/user-error.ts';

export interface RecordFile {
  readonly descriptor: number;
  /** Absolute, so that it means the same to the command. */
  readonly path: string;
  readonly regular: boolean;
  /** It could not be written in the working directory and is in another folder instead. */
  readonly elsewhere: boolean;
  /** The folders that could not be written, each with the reason. */
  readonly refused: readonly { readonly folder: string; readonly why: string }[];
}

export interface RecordPlace {
  readonly output?: string;
  readonly force: boolean;
  readonly append: boolean;
  /** '<time>-<name>', for a file in a default folder; called only there, because the local time zone takes long to find. */
  readonly baseName: () => string;
  readonly cwd: () => string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const { O_WRONLY, O_APPEND, O_CREAT, O_EXCL, O_NONBLOCK, O_TRUNC } = constants;
// Not blocking: a FIFO without a reader is refused instead of waited for.
const BASE = O_WRONLY | O_APPEND | O_NONBLOCK;
const PRIVATE = 0o600;

/** Opens the file to record to: the named one, or a new one in the first default folder that can be written. Throws UserError. */
export function openRecordFile(place: RecordPlace): RecordFile {
  return place.output === undefined ? openDefault(place) : openNamed(place.output, place);
}

function openNamed(output: string, place: RecordPlace): RecordFile {
  // The folder may have been deleted; an absolute path does without it.
  const file = path.isAbsolute(output) ? output : path.resolve(place.cwd(), output);
  const kept = place.append ? 0 : place.force ? O_TRUNC : O_EXCL;
  try {
    const flags = isSpecial(file) ? BASE : BASE | O_CREAT | kept;
    return opened(openSync(file, flags, PRIVATE), file, false);
  } catch (error) {
    throw new UserError(`--output: ${output}: ${reason(error)}`, hintFor(error));
  }
}

/** A pipe or a device is written to as it is; it holds nothing that could be lost. */
function isSpecial(file: string): boolean {
  try {
    const info = statSync(file);
    return !info.isFile() && !info.isDirectory();
  } catch {
    return false;
  }
}

function openDefault(place: RecordPlace): RecordFile {
  const refused: { folder: string; why: string }[] = [];
  for (const folder of recordingFolders(place)) {
    try {
      return { ...openNew(folder, place.baseName()), refused };
    } catch (error) {
      refused.push({ folder: folder.path, why: reason(error) });
    }
  }
  const why = refused[0]?.why;
  throw new UserError(`no place for the recording: ${why}`, 'name one with --output');
}

function openNew(folder: RecordingFolder, baseName: string): RecordFile {
  if (makeFolder(folder.path) && folder.local) ignoreInGit(folder.path);
  for (let attempt = 1; ; attempt++) {
    const file = path.join(folder.path, `${baseName}${attempt > 1 ? `-${attempt}` : ''}.jsonl`);
    try {
      return opened(openSync(file, BASE | O_CREAT | O_EXCL, PRIVATE), file, !folder.local);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** Keeps git from seeing what is in a folder. */
export function ignoreInGit(folder: string): void {
  try {
    writeFileSync(path.join(folder, '.gitignore'), '*\n', { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function opened(descriptor: number, file: string, elsewhere: boolean): RecordFile {
  const regular = fstatSync(descriptor).isFile();
  return { descriptor, path: file, regular, elsewhere, refused: [] };
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EEXIST: 'there is such a file already',
  EISDIR: 'is a directory',
  ENOENT: 'there is no such folder',
  ENOSPC: 'no space left on the disk',
  ENOTDIR: 'a part of the path is not a folder',
  ENXIO: 'is a FIFO that nobody reads',
  EROFS: 'the file system is read-only',
};

/** Why a file cannot be written, in words. */
export function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS[code ?? ''] ?? message;
}

function hintFor(error: unknown): string {
  return (error as NodeJS.ErrnoException).code === 'EEXIST'
    ? 'use --force to overwrite it, --append to add to it, or another name'
    : 'name a file that can be written';
}
