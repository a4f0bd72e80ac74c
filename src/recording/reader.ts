import { decodeRecord, isForeignRecord } from './decode.ts';
import { STREAM_VERSION, type StreamRecord } from './records.ts';
import { type Findings, INPUT, Scanner, type Wanted } from './scanner.ts';

/** A longer record is skipped and counted, and never held. */
export const MAX_RECORD = 16 * 1024 * 1024;

const SLICE = 256 * 1024;
const NEWLINE = 0x0a;

/** Who reads a recording. */
export interface RecordVisitor {
  /** Every record in the order of the recording. */
  record(record: StreamRecord): void;
  /**
   * `true`: the samples may all come in one object and the lines in another (SampleView, LineView), filled anew for each, to
   * be read by its fields during the call and not to be kept, spread or compared; several times as fast where there are
   * millions. Else each is an object of its own.
   */
  readonly reuse?: boolean;
  /** `false`: line records are counted and not handed over, which is much faster where there are many. */
  readonly lines?: boolean;
}

/** What was read, and what could not be. */
export interface ReadSummary {
  /** Whole records of every kind. */
  readonly records: number;
  readonly samples: number;
  readonly lines: number;
  readonly skipped: {
    /** Lines that are no records. */
    readonly garbage: number;
    /** Records of a type that this program does not know. */
    readonly unknownTypes: number;
    /** Records above MAX_RECORD. */
    readonly tooLong: number;
  };
  /** Whether the last line was cut off and dropped. */
  readonly torn: boolean;
  /** The version of the recording's format, if it is above ours. */
  readonly newerVersion?: number;
  readonly bytes: number;
}

/**
 * Reads a recording, however it is cut into chunks or cut off at its end, in bounded memory: never more than one record is
 * held. `simd: false` reads the same by JSON.parse alone.
 */
export async function readRecording(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  visitor: RecordVisitor,
  options: { readonly simd?: boolean } = {},
): Promise<ReadSummary> {
  const reading = new Reading(visitor, options.simd ?? true);
  for await (const chunk of chunks) reading.push(chunk);
  return reading.end();
}

class Reading implements Findings {
  readonly #visitor: RecordVisitor;
  readonly #wanted: Wanted;
  readonly #scanner: Scanner;
  /** Bytes of the unfinished line, at the start of the scanner's input. */
  #held = 0;
  /** Inside a record that is too long. */
  #skipping = false;
  #records = 0;
  #samples = 0;
  #lines = 0;
  #garbage = 0;
  #unknownTypes = 0;
  #tooLong = 0;
  #newerVersion = 0;
  #bytes = 0;

  constructor(visitor: RecordVisitor, simd: boolean) {
    this.#visitor = visitor;
    this.#wanted = { lines: visitor.lines ?? true, reuse: visitor.reuse ?? false };
    this.#scanner = new Scanner(2 * SLICE, simd);
  }

  push(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    for (let at = 0; at < chunk.length; at += SLICE)
      this.#pushSlice(chunk.subarray(at, at + SLICE));
  }

  end(): ReadSummary {
    const torn = this.#skipping || (this.#held > 0 && !this.#endsWithRecord());
    return {
      records: this.#records,
      samples: this.#samples,
      lines: this.#lines,
      skipped: {
        garbage: this.#garbage,
        unknownTypes: this.#unknownTypes,
        tooLong: this.#tooLong,
      },
      torn,
      ...(this.#newerVersion > 0 && { newerVersion: this.#newerVersion }),
      bytes: this.#bytes,
    };
  }

  #pushSlice(slice: Uint8Array): void {
    let from = 0;
    if (this.#skipping) {
      const newline = slice.indexOf(NEWLINE);
      if (newline < 0) return;
      this.#skipping = false;
      from = newline + 1;
    }
    const rest = from === 0 ? slice : slice.subarray(from);
    this.#scanner.reserve(this.#held + rest.length);
    this.#scanner.bytes.set(rest, INPUT + this.#held);
    const length = this.#held + rest.length;
    const newline = rest.lastIndexOf(NEWLINE);
    const whole = newline < 0 ? 0 : this.#held + newline + 1;
    if (whole > 0) this.#scanner.scan(INPUT + whole, this, this.#wanted);
    this.#held = length - whole;
    if (this.#held > MAX_RECORD) {
      this.#tooLong++;
      this.#skipping = true;
      this.#held = 0;
    } else if (whole > 0) {
      this.#scanner.bytes.copyWithin(INPUT, INPUT + whole, INPUT + length);
    }
  }

  /** Whether the last line, though no newline ends it, is a record all the same; it is handed over then. */
  #endsWithRecord(): boolean {
    const record = decodeRecord(this.#parse(INPUT, INPUT + this.#held));
    if (record !== undefined) this.#found(record);
    return record !== undefined;
  }

  sample(record: StreamRecord): void {
    this.#samples++;
    this.#records++;
    this.#visitor.record(record);
  }

  line(record: StreamRecord | undefined): void {
    this.#lines++;
    this.#records++;
    if (record !== undefined) this.#visitor.record(record);
  }

  other(from: number, to: number): void {
    if (to - from > MAX_RECORD) {
      this.#tooLong++;
      return;
    }
    const value = this.#parse(from, to);
    const record = decodeRecord(value);
    if (record !== undefined) this.#found(record);
    else if (isForeignRecord(value)) this.#unknownTypes++;
    else if (value !== BLANK) this.#garbage++;
  }

  #found(record: StreamRecord): void {
    if (record.type === 'sample') {
      this.sample(record);
    } else if (record.type === 'line') {
      this.line(this.#wanted.lines ? record : undefined);
    } else {
      if (record.type === 'start' && record.version > STREAM_VERSION) {
        this.#newerVersion = Math.max(this.#newerVersion, record.version);
      }
      this.#records++;
      this.#visitor.record(record);
    }
  }

  /** The JSON value between two places of the scanner's bytes; `undefined` if there is none. */
  #parse(from: number, to: number): unknown {
    const text = this.#scanner.bytes.toString('utf8', from, to).replace(/^\ufeff/, '');
    if (/^\s*$/.test(text)) return BLANK;
    try {
      return JSON.parse(text);
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  }
}

const BLANK = Symbol('blank line');
