import { fstat, ftruncate, write, writeSync } from 'node:fs';
import { encodeRecord } from '../recording/encode.ts';
import type { RecordSink, StreamRecord } from '../recording/records.ts';

/** Why nothing more is recorded: the system's error code. */
export type WriterFailure = string;

export interface WriterOptions {
  /** Opened for appending; the writer does not close it. */
  readonly descriptor: number;
  readonly after: (ms: number, act: () => void) => { cancel(): void };
  /** Milliseconds on a clock that never steps. */
  readonly now: () => number;
  /** Called once, when the recording can no longer be written. */
  readonly failed: (why: WriterFailure) => void;
  /** Whether it is a regular file: then a line torn by a full disk is cut off again. */
  readonly regular: boolean;
}

/**
 * Appends whole records in batches, at least every 100 ms, one write(2) at a time and without waiting for it. If the disk
 * does not keep up, `backlog` grows; callers must check it.
 */
export interface RecordWriter extends RecordSink {
  /** Appends whole lines; the bytes are copied. */
  append(records: Uint8Array | string): void;
  /** Bytes appended in all. */
  readonly bytes: number;
  /** Bytes that are not written yet. */
  readonly backlog: number;
  readonly failed: boolean;
  /** Resolves once everything appended is written, or cannot be. It may block on the disk: use it at the end of a run. */
  flush(): Promise<void>;
}

/** A timer adds to this: together they stay below the promised 100 ms. */
const FLUSH_AFTER_MS = 80;
const FLUSH_BYTES = 256 * 1024;
/** A batch that had to grow is kept up to this size, because a fast command makes it grow at each write. */
const MAX_KEPT_BYTES = 4 * 1024 * 1024;
const RETRY_AFTER_MS = 10;
const NEWLINE = 0x0a;

export function createWriter(options: WriterOptions): RecordWriter {
  return new BatchingWriter(options);
}

class BatchingWriter implements RecordWriter {
  readonly #options: WriterOptions;
  #batch = Buffer.allocUnsafe(2 * FLUSH_BYTES);
  #spare = Buffer.allocUnsafe(2 * FLUSH_BYTES);
  #filled = 0;
  #inFlight = 0;
  #timer: { cancel(): void } | undefined;
  #startedAt: number;
  #waiting: (() => void)[] = [];
  #bytes = 0;
  #failed = false;
  /** Bytes in the file after its last whole line. */
  #torn = 0;

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#startedAt = options.now();
  }

  get bytes(): number {
    return this.#bytes;
  }

  get backlog(): number {
    return this.#filled + this.#inFlight;
  }

  get failed(): boolean {
    return this.#failed;
  }

  add(record: StreamRecord): void {
    this.append(encodeRecord(record));
  }

  append(records: Uint8Array | string): void {
    if (this.#failed || records.length === 0) return;
    const size = typeof records === 'string' ? Buffer.byteLength(records) : records.length;
    this.#makeRoom(size);
    if (typeof records === 'string') this.#batch.write(records, this.#filled);
    else this.#batch.set(records, this.#filled);
    this.#filled += size;
    this.#bytes += size;
    if (this.#filled >= FLUSH_BYTES) this.#start();
    else this.#startSoon();
  }

  /** At once after a long pause, when nothing else is likely to join the batch: this saves a timer for each sample. */
  #startSoon(): void {
    if (this.#timer !== undefined) return;
    const wait = this.#startedAt + FLUSH_AFTER_MS - this.#options.now();
    if (wait <= 0) this.#start();
    else this.#timer = this.#options.after(wait, () => this.#start());
  }

  flush(): Promise<void> {
    if (this.#inFlight === 0) this.#writeNow();
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#start();
    });
  }

  /** Writes what is left without the thread pool, so that a short run never starts it. */
  #writeNow(): void {
    if (this.#failed || this.#filled === 0) return;
    try {
      const written = writeSync(this.#options.descriptor, this.#batch, 0, this.#filled);
      this.#wrote(this.#batch, 0, written);
      this.#batch.copyWithin(0, written, this.#filled);
      this.#filled -= written;
    } catch {
      // Tried again in #write, which deals with errors.
    }
  }

  #makeRoom(size: number): void {
    const needed = this.#filled + size;
    if (needed <= this.#batch.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#batch.length * 2));
    this.#batch.copy(larger, 0, 0, this.#filled);
    this.#batch = larger;
  }

  #start(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#inFlight > 0) return;
    if (this.#filled === 0 || this.#failed) {
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const resolve of waiting) resolve();
      return;
    }
    this.#startedAt = this.#options.now();
    const bytes = this.#batch;
    const end = this.#filled;
    const grown = bytes.length > MAX_KEPT_BYTES;
    const next = this.#spare;
    this.#spare = grown ? Buffer.allocUnsafe(2 * FLUSH_BYTES) : bytes;
    this.#batch = next;
    this.#filled = 0;
    this.#inFlight = end;
    this.#write(bytes, 0, end);
  }

  #write(bytes: Buffer, offset: number, end: number): void {
    const { descriptor, after } = this.#options;
    write(descriptor, bytes, offset, end - offset, null, (error, count) => {
      if (error?.code === 'EAGAIN') after(RETRY_AFTER_MS, () => this.#write(bytes, offset, end));
      else if (error !== null) this.#fail(error.code ?? 'unknown');
      else {
        this.#wrote(bytes, offset, count);
        if (offset + count < end) this.#write(bytes, offset + count, end);
        else this.#written();
      }
    });
  }

  /** Keeps count of the bytes after the last whole line in the file. */
  #wrote(bytes: Buffer, offset: number, count: number): void {
    const whole = bytes.lastIndexOf(NEWLINE, offset + count - 1) + 1 - offset;
    this.#torn = whole <= 0 ? this.#torn + count : count - whole;
  }

  #written(): void {
    this.#inFlight = 0;
    if (this.#filled >= FLUSH_BYTES || this.#waiting.length > 0) this.#start();
    else if (this.#filled > 0) this.#startSoon();
  }

  #fail(why: WriterFailure): void {
    const done = (): void => this.#giveUp(why);
    // Cut off the bytes after the last whole line.
    const { descriptor, regular } = this.#options;
    const torn = this.#torn;
    if (!regular || torn === 0) done();
    else {
      fstat(descriptor, (error, info) => {
        if (error !== null || info.size < torn) done();
        else ftruncate(descriptor, info.size - torn, done);
      });
    }
  }

  #giveUp(why: WriterFailure): void {
    this.#failed = true;
    this.#inFlight = 0;
    this.#filled = 0;
    this.#options.failed(why);
    this.#start();
  }
}
