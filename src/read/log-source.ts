import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { encodingOf } from '../formats/import/encoding.ts';
import { LineSplitter } from '../formats/import/line-splitter.ts';
import { withoutSequences } from '../formats/import/sniff.ts';
import { printable } from '../text/printable.ts';
import { UserError } from '../text/user-error.ts';
import { compressionOf, MAGIC_BYTES } from './decompress.ts';
import { openRecording } from './recordings.ts';

/** A log that can be read more than once. */
export interface LogSource {
  /** Its name in messages: safe to print. */
  readonly label: string;
  /** When it was last written, epoch milliseconds; undefined of a pipe. */
  readonly modified?: number;
  /** Its bytes from the beginning. */
  chunks(): Iterable<Uint8Array>;
}

const CHUNK_BYTES = 256 * 1024;
/** What can be read only once is kept, up to this. */
const MAX_KEPT_BYTES = 256 * 1024 * 1024;

/** Opens a log: a plain file is read where it is, a pipe or a compressed file is kept in memory. Throws UserError. */
export async function openLog(file: string, name: string): Promise<LogSource> {
  const isStdin = name === '-' || name === '/dev/stdin';
  const label = isStdin ? 'stdin' : printable(name);
  const modified = isStdin ? undefined : plainFile(file);
  if (modified !== undefined) return { label, modified, chunks: () => fileChunks(file) };
  const kept: Uint8Array[] = [];
  let bytes = 0;
  const recording = { label: `--log ${label}`, ...(!isStdin && { path: file }) };
  for await (const chunk of openRecording(recording, () => undefined)) {
    bytes += chunk.length;
    if (bytes > MAX_KEPT_BYTES) {
      throw new UserError(
        `--log ${label}: is too long to be read from a pipe or a compressed file`,
        'unpack it to a file',
      );
    }
    // The file reader reuses its buffer.
    kept.push(Uint8Array.from(chunk));
  }
  return { label, chunks: () => kept };
}

/** The lines of a log, without colours and line endings, one chunk of them held at a time. */
export function* linesOf(source: LogSource): Generator<string> {
  let lines: string[] = [];
  let splitter: LineSplitter | undefined;
  for (const chunk of source.chunks()) {
    splitter ??= new LineSplitter(encodingOf(chunk).name, (line) => void lines.push(line));
    splitter.add(chunk);
    for (const line of lines) yield plain(line);
    lines = [];
  }
  splitter?.finish();
  for (const line of lines) yield plain(line);
}

/** Of a progress bar that redraws itself, the last state. */
function plain(line: string): string {
  const text = withoutSequences(line);
  const at = text.lastIndexOf('\r');
  return at < 0 ? text : text.slice(at + 1);
}

/** When a regular file that is not compressed was last written; undefined of anything else. */
function plainFile(file: string): number | undefined {
  let descriptor: number | undefined;
  try {
    // Not blocking: a pipe without a writer is refused by whoever reads it.
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const info = fstatSync(descriptor);
    if (!info.isFile()) return undefined;
    const head = Buffer.alloc(MAGIC_BYTES);
    const length = readSync(descriptor, head, 0, head.length, 0);
    return compressionOf(head.subarray(0, length)) === undefined ? info.mtimeMs : undefined;
  } catch {
    // openRecording tells the reason.
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function* fileChunks(file: string): Generator<Uint8Array> {
  const descriptor = openSync(file, 'r');
  try {
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    for (;;) {
      const length = readSync(descriptor, buffer, 0, buffer.length, null);
      if (length === 0) return;
      yield buffer.subarray(0, length);
    }
  } finally {
    closeSync(descriptor);
  }
}
