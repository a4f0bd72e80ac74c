import { closeSync, ftruncateSync, rmSync, writeSync } from 'node:fs';
import type { Output } from '../host/world.ts';
import { encodeRecord } from '../recording/encode.ts';
import type { StreamRecord } from '../recording/records.ts';
import { type RecordFile, reason } from '../run/record-file.ts';
import { UserError } from '../text/user-error.ts';

const BATCH_CHARACTERS = 256 * 1024;

/** Writes records to a file that is opened with the first of them. Of several runs the last is kept. */
export class FileRecords {
  readonly #open: (start: number) => RecordFile;
  #file: RecordFile | undefined;
  #batch: string[] = [];
  #length = 0;
  #written = 0;

  /** `open` gets the time of the first record, epoch milliseconds. */
  constructor(open: (start: number) => RecordFile) {
    this.#open = open;
  }

  add(record: StreamRecord): void {
    this.#file ??= this.#open(record.time);
    if (record.type === 'start') this.#restart();
    const text = encodeRecord(ownFields(record));
    this.#batch.push(text);
    this.#length += text.length;
    if (this.#length >= BATCH_CHARACTERS) this.#flush();
  }

  /** Writes what is left and closes the file; its path. */
  finish(): string {
    this.#flush();
    const file = this.#file;
    if (file === undefined) throw new Error('nothing was imported');
    closeSync(file.descriptor);
    return file.path;
  }

  /** Removes a file that could not be completed. */
  discard(): void {
    if (this.#file?.regular) rmSync(this.#file.path, { force: true });
  }

  #restart(): void {
    this.#batch = [];
    this.#length = 0;
    if (this.#file?.regular && this.#written > 0) ftruncateSync(this.#file.descriptor, 0);
    this.#written = 0;
  }

  #flush(): void {
    const file = this.#file;
    if (file === undefined || this.#batch.length === 0) return;
    const bytes = Buffer.from(this.#batch.join(''));
    this.#batch = [];
    this.#length = 0;
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(file.descriptor, bytes, at);
    } catch (error) {
      throw new UserError(`--output: ${file.path}: ${reason(error)}`);
    }
    this.#written += bytes.length;
  }
}

/** Writes records to a stream, which cannot be taken back: of several runs the last is held until the file has been read. */
export class TextRecords {
  readonly #output: Output;
  #held: string[] = [];

  constructor(output: Output) {
    this.#output = output;
  }

  add(record: StreamRecord): void {
    if (record.type === 'start') this.#held = [];
    this.#held.push(encodeRecord(ownFields(record)));
  }

  async finish(): Promise<void> {
    for (let at = 0; at < this.#held.length; at += 4096) {
      await this.#output.write(this.#held.slice(at, at + 4096).join(''));
    }
  }
}

/** The reader's views of samples and lines have their fields by getters, which encoding does not see in a line. */
function ownFields(record: StreamRecord): StreamRecord {
  if (record.type !== 'line' || Object.hasOwn(record, 'msg')) return record;
  const { type, time, fd, msg, eol, since, begun, ticks, b64, redacted } = record;
  return {
    type,
    time,
    fd,
    msg,
    ...(eol !== undefined && { eol }),
    ...(since !== undefined && { since }),
    ...(begun !== undefined && { begun }),
    ...(ticks !== undefined && { ticks }),
    ...(b64 !== undefined && { b64 }),
    ...(redacted !== undefined && { redacted }),
  };
}
