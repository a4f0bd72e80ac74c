import type { Buffer } from 'node:buffer';
import type { LineRecord } from './records.ts';
import { ROW } from './sample-fields.ts';

// A row of a line record: kind, start and end of the line, time, fd, since (NaN: absent), start and end of msg, its flags,
// which eol, start and end of b64 (0: absent), the halves of its shape (0: none), begun (NaN: absent). Lines with ticks are left
// to JSON.parse.
const TIME = 3;
const FD = 4;
const SINCE = 5;
const FROM = 6;
const TO = 7;
const FLAGS = 8;
const EOL = 9;
const BASE64_FROM = 10;
const BASE64_TO = 11;
const SHAPE_HIGH = 12;
const SHAPE_LOW = 13;
const BEGUN = 14;

const EOLS = [undefined, '', '\r', '\r\n'] as const;
const NOT_ASCII = 1;
const HAS_ESCAPES = 2;

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Reads one row after the other as lines, and makes a string of a message only where it is asked for. */
export class LineView {
  readonly type = 'line';
  readonly #rows: Float64Array;
  readonly #bytes: Buffer;
  #row = 0;
  #msg: string | undefined;

  constructor(rows: Float64Array, bytes: Buffer) {
    this.#rows = rows;
    this.#bytes = bytes;
  }

  /** From now on this is the line in row number `index`; `undefined` if an escape in its message is not JSON. */
  at(index: number): LineRecord | undefined {
    this.#row = index * ROW;
    this.#msg = undefined;
    if ((this.#number(FLAGS) & HAS_ESCAPES) !== 0) {
      this.#msg = this.#text();
      if (this.#msg === undefined) return undefined;
    }
    // Getters that may give undefined stand for optional fields; to whom reads a field it is the same.
    return this as LineRecord;
  }

  /** The line in row number `index`, as an object of its own. */
  copy(index: number): LineRecord | undefined {
    if (this.at(index) === undefined) return undefined;
    const { time, fd, msg, eol, b64, begun, since } = this;
    const record: Writable<LineRecord> = { type: 'line', time, fd, msg };
    if (eol !== undefined) record.eol = eol;
    if (b64 !== undefined) record.b64 = b64;
    if (begun !== undefined) record.begun = begun;
    if (since !== undefined) record.since = since;
    return record;
  }

  get time(): number {
    return this.#number(TIME);
  }
  get fd(): number {
    return this.#number(FD);
  }
  get msg(): string {
    this.#msg ??= this.#text() ?? '';
    return this.#msg;
  }
  get eol(): string | undefined {
    return EOLS[this.#number(EOL)];
  }
  get b64(): string | undefined {
    const from = this.#number(BASE64_FROM);
    return from > 0 ? this.#bytes.toString('latin1', from, this.#number(BASE64_TO)) : undefined;
  }
  get since(): number | undefined {
    const since = this.#number(SINCE);
    return Number.isNaN(since) ? undefined : since;
  }
  get begun(): number | undefined {
    const begun = this.#number(BEGUN);
    return Number.isNaN(begun) ? undefined : begun;
  }
  /** No line of the table has any. */
  get ticks(): readonly number[] | undefined {
    return undefined;
  }

  /** Length of the message in UTF-16 code units. */
  get length(): number {
    return this.#number(FLAGS) === 0 ? this.#number(TO) - this.#number(FROM) : this.msg.length;
  }

  /**
   * A hash of the message, in two halves of 32 bits, that is the same for messages which differ only in their digits, one
   * by one, and not in a digit before an x. Both are 0 where there is none.
   */
  get shapeHigh(): number {
    return this.#number(SHAPE_HIGH) | 0;
  }
  get shapeLow(): number {
    return this.#number(SHAPE_LOW) | 0;
  }

  #number(column: number): number {
    return this.#rows[this.#row + column] as number;
  }

  #text(): string | undefined {
    const flags = this.#number(FLAGS);
    const encoding = (flags & NOT_ASCII) === 0 ? 'latin1' : 'utf8';
    const text = this.#bytes.toString(encoding, this.#number(FROM), this.#number(TO));
    if ((flags & HAS_ESCAPES) === 0) return text;
    try {
      return JSON.parse(`"${text}"`);
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  }
}
