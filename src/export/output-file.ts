import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  openSync,
  statSync,
  unlinkSync,
} from 'node:fs';
import { writeNow } from '../host/descriptor-writer.ts';
import { reasonOf } from '../read/recordings.ts';
import { printable } from '../text/printable.ts';
import { UserError } from '../text/user-error.ts';

/** Where an export is written to. */
export interface Destination {
  /** Throws UserError where it cannot be written. */
  write(bytes: Uint8Array): Promise<void>;
  /** Nobody reads it any more. */
  readonly closed: boolean;
  /** All is written; `failed`: or nothing will be, and what there is of a new file is removed. */
  end(failed: boolean): void;
}

const { O_WRONLY, O_CREAT, O_EXCL } = constants;

/**
 * A new file; over an existing one only with `force`, and never over `source`, which is read meanwhile. Pipes and devices are
 * written to as they are. Throws UserError.
 */
export function openFile(
  file: string,
  shown: string,
  force: boolean,
  source: string | undefined,
): Destination {
  const label = `--output: ${printable(shown)}`;
  const { descriptor, isNew } = opened(file, label, force, source);
  let closed = false;
  return {
    async write(bytes) {
      const result = writeNow(descriptor, bytes);
      if (result.kind === 'written') return;
      if (result.kind !== 'no-reader') {
        const code = result.kind === 'failed' ? result.code : 'EAGAIN';
        throw new UserError(`${label}: cannot be written (${code})`);
      }
      closed = true;
    },
    get closed() {
      return closed;
    },
    end(failed) {
      closeSync(descriptor);
      if (failed && isNew) unlinkSync(file);
    },
  };
}

function opened(
  file: string,
  label: string,
  force: boolean,
  source: string | undefined,
): { readonly descriptor: number; readonly isNew: boolean } {
  try {
    return { descriptor: openSync(file, O_WRONLY | O_CREAT | O_EXCL, 0o666), isNew: true };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw refused(label, error);
  }
  let descriptor: number;
  try {
    descriptor = openSync(file, O_WRONLY);
  } catch (error) {
    throw refused(label, error);
  }
  const info = fstatSync(descriptor);
  if (!info.isFile()) return { descriptor, isNew: false };
  const read = source === undefined ? undefined : statSync(source);
  if (read?.ino === info.ino && read.dev === info.dev) {
    closeSync(descriptor);
    throw new UserError(`${label}: is the file that is exported`, 'name another one');
  }
  if (!force) {
    closeSync(descriptor);
    throw new UserError(`${label}: there is such a file already`, '--force overwrites it');
  }
  ftruncateSync(descriptor);
  return { descriptor, isNew: false };
}

function refused(label: string, error: unknown): UserError {
  const { code } = error as NodeJS.ErrnoException;
  const why = code === 'ENOENT' ? 'there is no such folder' : reasonOf(error);
  return new UserError(`${label}: ${code === 'EISDIR' ? 'is a directory' : why}`);
}
