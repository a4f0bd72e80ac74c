import { fstat, fstatSync, ftruncate, type Stats, write, writeSync } from 'node:fs';

/** Why nothing more is recorded: the code of the system's error, or 'deleted'. */
export type WriterFailure = string;

export interface WriterOptions {
  /** Opened for appending; the writer does not close it. */
  readonly descriptor: number;
  readonly after: (ms: number, act: () => void) => { cancel(): void };
  /** Milliseconds on a clock that never steps. */
  readonly now: () => number;
  /** Called once, when the recording cannot be written any more. */
  readonly failed: (why: WriterFailure) => void;
  /** A regular file: a line torn by a full disk is cut off again, and its being deleted is noticed. */
  readonly regular: boolean;
}

/**
 * Appends whole records in batches, at least every 100 ms, one write(2) at a time and never waiting for it. When the
 * disk does not keep up `backlog` grows; who appends has to look at it.
 */
export interface RecordWriter {
  /** Whole lines; the bytes are copied. */
  append(records: Uint8Array | string): void;
  /** Bytes appended in all, and those that are not written yet. */
  readonly bytes: number;
  readonly backlog: number;
  readonly failed: boolean;
  /** Settles when everything that was appended is written, or cannot be. Waits for the disk: for the end of a run. */
  flush(): Promise<void>;
}

const FLUSH_AFTER = 80;
const FLUSH_SIZE = 256 * 1024;
/** A batch that had to grow is kept up to this size: a fast command makes it grow at each write. */
const KEPT_SIZE = 4 * 1024 * 1024;
const RETRY = 10;
const LOOK_EVERY = 8;
const NEWLINE = 0x0a;

export function createWriter(options: WriterOptions): RecordWriter {
  return new BatchingWriter(options);
}

class BatchingWriter implements RecordWriter {
  readonly #options: WriterOptions;
  #batch = Buffer.allocUnsafe(2 * FLUSH_SIZE);
  #spare = Buffer.allocUnsafe(2 * FLUSH_SIZE);
  #filled = 0;
  #inFlight = 0;
  #timer: { cancel(): void } | undefined;
  #startedAt: number;
  #waiting: (() => void)[] = [];
  #bytes = 0;
  #failed = false;
  #writes = 0;
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

  append(records: Uint8Array | string): void {
    if (this.#failed || records.length === 0) return;
    const size = typeof records === 'string' ? Buffer.byteLength(records) : records.length;
    this.#makeRoom(size);
    if (typeof records === 'string') this.#batch.write(records, this.#filled);
    else this.#batch.set(records, this.#filled);
    this.#filled += size;
    this.#bytes += size;
    if (this.#filled >= FLUSH_SIZE) this.#start();
    else this.#startSoon();
  }

  /** Now if nothing was written for so long that nothing is likely to join in: it spares a timer for each sample. */
  #startSoon(): void {
    if (this.#timer !== undefined) return;
    const wait = this.#startedAt + FLUSH_AFTER - this.#options.now();
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

  /** What is left at the end is written without the thread pool, which a short run then never needs. */
  #writeNow(): void {
    if (this.#failed || this.#filled === 0) return;
    try {
      const written = writeSync(this.#options.descriptor, this.#batch, 0, this.#filled);
      this.#wrote(this.#batch, 0, written);
      this.#batch.copyWithin(0, written, this.#filled);
      this.#filled -= written;
      if (this.#isDeleted(fstatSync(this.#options.descriptor))) this.#giveUp('deleted');
    } catch {
      // Tried again below, where errors are dealt with.
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
      for (const tell of waiting) tell();
      return;
    }
    this.#startedAt = this.#options.now();
    const bytes = this.#batch;
    const end = this.#filled;
    const grown = bytes.length > KEPT_SIZE;
    const next = this.#spare;
    this.#spare = grown ? Buffer.allocUnsafe(2 * FLUSH_SIZE) : bytes;
    this.#batch = next;
    this.#filled = 0;
    this.#inFlight = end;
    this.#write(bytes, 0, end);
  }

  #write(bytes: Buffer, offset: number, end: number): void {
    const { descriptor, after } = this.#options;
    write(descriptor, bytes, offset, end - offset, null, (error, count) => {
      if (error?.code === 'EAGAIN') after(RETRY, () => this.#write(bytes, offset, end));
      else if (error !== null) this.#fail(error.code ?? 'unknown');
      else {
        this.#wrote(bytes, offset, count);
        if (offset + count < end) this.#write(bytes, offset + count, end);
        else if (this.#writes++ % LOOK_EVERY === 0 || this.#waiting.length > 0) this.#look();
        else this.#written();
      }
    });
  }

  /** Notices when the file has lost its name. */
  #look(): void {
    fstat(this.#options.descriptor, (error, info) => {
      if (error === null && this.#isDeleted(info)) this.#giveUp('deleted');
      else this.#written();
    });
  }

  #isDeleted(info: Stats): boolean {
    return this.#options.regular && info.nlink === 0;
  }

  /** Notes how much stands in the file after its last whole line. */
  #wrote(bytes: Buffer, offset: number, count: number): void {
    const whole = bytes.lastIndexOf(NEWLINE, offset + count - 1) + 1 - offset;
    this.#torn = whole <= 0 ? this.#torn + count : count - whole;
  }

  #written(): void {
    this.#inFlight = 0;
    if (this.#filled >= FLUSH_SIZE || this.#waiting.length > 0) this.#start();
    else if (this.#filled > 0) this.#startSoon();
  }

  #fail(why: WriterFailure): void {
    const done = (): void => this.#giveUp(why);
    // What stands after the last whole line is taken back.
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
