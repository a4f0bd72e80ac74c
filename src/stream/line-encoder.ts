import { Buffer } from 'node:buffer';
import { characterBoundary, unfinishedCharacter } from '../lines/utf8.ts';
import { JsonTextWriter } from './json-text.ts';
import { RawTail } from './raw-tail.ts';
import { stamp } from './stamp.ts';

/** A line longer than this many bytes is cut into several records, all but the last with `"eol":""`. */
export const MAX_LINE = 64 * 1024;

const LF = 0x0a;
const CR = 0x0d;
const SLICE = 64 * 1024;
/** The pending line (with a carriage return that may belong to a newline), one slice, room to read past the end. */
const INPUT = MAX_LINE + 1 + SLICE + 63;

/** Turns the bytes of one stream into line records that give the same bytes back; see docs/stream.md. */
export interface LineEncoder {
  /**
   * Encodes all complete lines of the chunk, with what was pending before it, as JSONL. The view is valid until the
   * next call. Times in epoch milliseconds; `since` where the lines may have been written as early as then.
   */
  push(chunk: Uint8Array, time: number, since?: number): Uint8Array;
  /**
   * The unfinished line, if any, as a record with `"eol":""` (`"\r"` if it ends in one). With `more` the first bytes of
   * a character that is not whole yet stay pending; without it nothing does.
   */
  flush(time: number, more?: boolean): Uint8Array;
  /** Counts the lines of a chunk as dropped, without encoding; what was pending is dropped with them. */
  count(chunk: Uint8Array): void;
  /** At most the last `n` lines as text, of the last few KiB. */
  tail(n: number): string[];
  /** Bytes that came and are in no record yet. */
  readonly pending: number;
  /** Line records so far. */
  readonly lines: number;
  /** Lines that were only counted. */
  readonly dropped: number;
}

export function createLineEncoder(fd: 1 | 2): LineEncoder {
  return new Encoder(fd);
}

class Encoder implements LineEncoder {
  readonly #fd: number;
  readonly #text = new JsonTextWriter();
  readonly #tail = new RawTail();
  /** The input (the pending line first), and after it the output. */
  #bytes = Buffer.alloc(INPUT + 256 * 1024);
  #out = INPUT;
  #head = '';
  #foot = '';
  #pending = 0;
  /** How many of the pending bytes are known to hold no end of line. */
  #searched = 0;
  #lines = 0;
  #dropped = 0;
  #afterReturn = false;

  constructor(fd: 1 | 2) {
    this.#fd = fd;
  }

  get pending(): number {
    return this.#pending;
  }

  get lines(): number {
    return this.#lines;
  }

  get dropped(): number {
    return this.#dropped;
  }

  tail(n: number): string[] {
    return this.#tail.lines(n);
  }

  push(chunk: Uint8Array, time: number, since?: number): Uint8Array {
    this.#tail.push(chunk);
    this.#begin(time, since);
    for (let from = 0; from < chunk.length; from += SLICE) {
      const slice = chunk.length > SLICE ? chunk.subarray(from, from + SLICE) : chunk;
      this.#bytes.set(slice, this.#pending);
      this.#encode(this.#pending + slice.length);
    }
    return this.#bytes.subarray(INPUT, this.#out);
  }

  flush(time: number, more = false): Uint8Array {
    this.#begin(time);
    const end = this.#pending - (more ? unfinishedCharacter(this.#bytes, 0, this.#pending) : 0);
    if (end > 0) {
      const returned = this.#bytes[end - 1] === CR;
      this.#record(0, returned ? end - 1 : end, returned ? ',"eol":"\\r"' : ',"eol":""');
      this.#keep(end, this.#pending);
    }
    return this.#bytes.subarray(INPUT, this.#out);
  }

  count(chunk: Uint8Array): void {
    this.#tail.push(chunk);
    this.#pending = 0;
    this.#searched = 0;
    for (const byte of chunk) {
      if (byte === CR || (byte === LF && !this.#afterReturn)) this.#dropped++;
      this.#afterReturn = byte === CR;
    }
  }

  #begin(time: number, since?: number): void {
    this.#out = INPUT;
    this.#head = `{"level":30,"time":${stamp(time)},"type":"line","fd":${this.#fd},"msg":"`;
    this.#foot = since === undefined ? '}\n' : `,"since":${stamp(since)}}\n`;
  }

  /** Writes a record for each whole line of the input up to `end`, and keeps the rest. */
  #encode(end: number): void {
    let at = 0;
    for (let next = this.#line(at, end); next > at; next = this.#line(at, end)) at = next;
    this.#keep(at, end);
  }

  #keep(from: number, end: number): void {
    this.#bytes.copyWithin(0, from, end);
    this.#pending = end - from;
    const waits = this.#pending > 0 && this.#bytes[this.#pending - 1] === CR;
    this.#searched = waits ? this.#pending - 1 : this.#pending;
  }

  /** Writes the record of the line at `from` and returns where the next one starts; `from` if it is not whole yet. */
  #line(from: number, end: number): number {
    const bytes = this.#bytes;
    const limit = from + MAX_LINE;
    // The content may be MAX_LINE bytes, and what ends it stands right after.
    const stop = Math.min(end, limit + 1);
    let at = from === 0 ? this.#searched : from;
    while (at < stop && bytes[at] !== LF && bytes[at] !== CR) at++;
    if (at === stop) {
      if (at <= limit) return from;
      const cut = characterBoundary(bytes, from, limit);
      this.#record(from, cut, ',"eol":""');
      return cut;
    }
    if (bytes[at] === LF) {
      this.#record(from, at, '');
      return at + 1;
    }
    if (at + 1 === end) return from;
    const windows = bytes[at + 1] === LF;
    this.#record(from, at, windows ? ',"eol":"\\r\\n"' : ',"eol":"\\r"');
    return windows ? at + 2 : at + 1;
  }

  #record(from: number, to: number, eol: string): void {
    this.#reserve(8 * (to - from) + 256);
    const bytes = this.#bytes;
    let out = this.#out;
    out += bytes.write(this.#head, out, 'latin1');
    out = this.#text.write(bytes, from, to, bytes, out);
    bytes[out++] = 0x22;
    if (eol !== '') out += bytes.write(eol, out, 'latin1');
    if (!this.#text.valid) {
      out += bytes.write(`,"b64":"${bytes.toString('base64', from, to)}"`, out, 'latin1');
    }
    out += bytes.write(this.#foot, out, 'latin1');
    this.#out = out;
    this.#lines++;
  }

  #reserve(size: number): void {
    if (this.#out + size <= this.#bytes.length) return;
    const grown = Buffer.alloc(2 * this.#bytes.length + size);
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}
