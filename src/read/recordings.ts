import { closeSync, constants, createReadStream, fstatSync, openSync, readSync } from 'node:fs';
import { printable } from '../text/printable.ts';
import { UserError } from '../text/user-error.ts';
import { type Chunks, compressionOf, decompressed, MAGIC_BYTES } from './decompress.ts';

/** Something to read a run from. */
export interface Recording {
  /** Its name in messages: safe to print. */
  readonly label: string;
  /** Absent for stdin, which can be read only once. */
  readonly path?: string;
}

const CHUNK_BYTES = 256 * 1024;

/**
 * A recording's bytes, decompressed where they are compressed; `remark` is called when they end before their end. Throws
 * UserError, naming the file, if it cannot be read; a pipe is read only by its name in /dev/fd or /proc.
 */
export function openRecording(recording: Recording, remark: (text: string) => void): Chunks {
  const { path: file, label } = recording;
  if (file === undefined) {
    return plainOrNot(createReadStream('', { fd: 0, autoClose: false }), label, remark);
  }
  const descriptor = opened(file, label);
  const info = fstatSync(descriptor);
  if (info.isFile()) {
    const chunks = fileChunks(descriptor, label);
    const compression = compressionOf(headOf(descriptor));
    return compression === undefined ? chunks : decompressed(chunks, compression, label, remark);
  }
  if (info.isFIFO() && /^\/(dev\/fd|proc\/\w+\/fd)\/\d+$/.test(file)) {
    closeSync(descriptor);
    return plainOrNot(createReadStream(file), label, remark);
  }
  closeSync(descriptor);
  const kind = info.isDirectory() ? 'a directory' : info.isFIFO() ? 'a named pipe' : 'a device';
  throw new UserError(
    `${label}: is ${kind}, not a recording`,
    info.isFIFO() ? `feed it in: memwrap report - < ${label}` : 'name a file that memwrap wrote',
  );
}

/** The size in bytes of what openRecording gives, where it is known without reading: not of a compressed file. */
export function sizeOf({ path: file }: Recording): number | undefined {
  if (file === undefined) return undefined;
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const info = fstatSync(descriptor);
    return info.isFile() && compressionOf(headOf(descriptor)) === undefined ? info.size : undefined;
  } catch {
    // openRecording reports the reason.
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** The first bytes of a file; they stay to be read. */
function headOf(descriptor: number): Uint8Array {
  const head = Buffer.alloc(MAGIC_BYTES);
  try {
    return head.subarray(0, readSync(descriptor, head, 0, head.length, 0));
  } catch {
    // Whoever reads it reports the reason.
    return head.subarray(0, 0);
  }
}

/** What comes by a pipe, decompressed where its first bytes say that it is compressed. */
async function* plainOrNot(
  chunks: AsyncIterable<Uint8Array>,
  label: string,
  remark: (text: string) => void,
): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  let done = false;
  while (head.length < MAGIC_BYTES && !done) {
    const next = await iterator.next();
    done = next.done === true;
    if (next.done !== true) head = Buffer.concat([head, next.value]);
  }
  async function* whole(): AsyncGenerator<Uint8Array> {
    if (head.length > 0) yield head;
    if (!done) yield* { [Symbol.asyncIterator]: () => iterator };
  }
  const compression = compressionOf(head);
  yield* compression === undefined ? whole() : decompressed(whole(), compression, label, remark);
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
