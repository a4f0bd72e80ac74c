import { Buffer } from 'node:buffer';
import { characterBoundary, unfinishedCharacter } from '../text/utf8.ts';
import { insideOfJson, JsonTextWriter } from './json-text.ts';
import { createLineKernel, type LineKernel } from './line-kernel.ts';
import { LineTimes } from './line-times.ts';
import { RawTail } from './raw-tail.ts';
import { stamp } from './stamp.ts';

/** A line longer than this many bytes is cut into several records, all but the last with `"eol":""`. */
export const MAX_LINE = 64 * 1024;

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;

// One block of memory: the input (the pending line, with a carriage return that may belong to a newline, then a slice
// of the chunk, then room to read past the end), what stands before and after each text, and the output.
const SLICE = 64 * 1024;
const HEAD = MAX_LINE + SLICE + 64;
const FOOT = HEAD + 128;
const OUTPUT = FOOT + 64;
/** Enough for everything in a record beside its text, ticks included. */
const ROOM = 1024;
const FIRST_SIZE = OUTPUT + 768 * 1024;

/** Most streams are short: the kernel is compiled when a stream has grown to this many bytes. */
const KERNEL_AFTER = 256 * 1024;

/** Turns the bytes of one stream into line records that give the same bytes back; see docs/stream.md. */
export interface LineEncoder {
  /**
   * Encodes all complete lines of the chunk, with what was pending before it, as JSONL. The view is valid until the
   * next call. Times in epoch milliseconds: `time` when the chunk was read, `since` where its lines may have been
   * written as early as then. A line of several chunks says when its first byte was read.
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

/** Masks parts of lines that came together; a line in which there is nothing to mask stays as it is. */
export type MaskLines = (lines: readonly string[]) => readonly string[];

/**
 * `kernelAfter`: the bytes after which SIMD takes over, where there is any; `Infinity` for never. The output is the same. With
 * `mask` it never does, and an unfinished line is kept until it ends: what is to be masked may stand on both sides of a pause.
 */
export function createLineEncoder(
  fd: 1 | 2,
  kernelAfter: number = KERNEL_AFTER,
  mask?: MaskLines,
): LineEncoder {
  return new Encoder(fd, mask === undefined ? kernelAfter : Infinity, mask);
}

class Encoder implements LineEncoder {
  readonly #fd: number;
  readonly #text = new JsonTextWriter();
  readonly #tail = new RawTail();
  #bytes: Buffer = Buffer.alloc(FIRST_SIZE);
  #kernel: LineKernel | undefined;
  #kernelAfter: number;
  #headLength = 0;
  #footLength = 0;
  #out = OUTPUT;
  #pending = 0;
  readonly #times = new LineTimes();
  /** Whether the next record begins with bytes of an earlier chunk. */
  #goesOn = false;
  /** When the last chunk was read. */
  #readAt = 0;
  /** The time of the records being written. */
  #time = 0;
  /** How many of the pending bytes are known to hold no end of line. */
  #searched = 0;
  #lines = 0;
  #dropped = 0;
  #afterReturn = false;
  readonly #mask: MaskLines | undefined;
  /** Lines of a slice that wait for their masks: where they begin and end, and their eol field. */
  #unmasked: (readonly [from: number, to: number, eol: string])[] = [];

  constructor(fd: 1 | 2, kernelAfter: number, mask: MaskLines | undefined) {
    this.#fd = fd;
    this.#kernelAfter = kernelAfter;
    this.#mask = mask;
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
    this.#kernelAfter -= chunk.length;
    if (this.#kernelAfter < 0) this.#useKernel();
    this.#begin(time, since);
    this.#readAt = time;
    this.#goesOn = this.#pending > 0;
    if (!this.#goesOn) this.#times.begin(time);
    for (let from = 0; from < chunk.length; from += SLICE) {
      const slice = chunk.length > SLICE ? chunk.subarray(from, from + SLICE) : chunk;
      this.#bytes.set(slice, this.#pending);
      this.#encode(this.#pending + slice.length);
    }
    if (this.#goesOn) this.#times.read(time);
    return this.#bytes.subarray(OUTPUT, this.#out);
  }

  flush(time: number, more = false): Uint8Array {
    this.#begin(time);
    if (more && this.#mask !== undefined) return this.#bytes.subarray(OUTPUT, this.#out);
    const end = this.#pending - (more ? unfinishedCharacter(this.#bytes, 0, this.#pending) : 0);
    if (end > 0) {
      this.#goesOn = true;
      const returned = this.#bytes[end - 1] === CR;
      this.#record(0, returned ? end - 1 : end, returned ? ',"eol":"\\r"' : ',"eol":""');
      this.#writeMasked();
      this.#keep(end, this.#pending);
    }
    return this.#bytes.subarray(OUTPUT, this.#out);
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

  #useKernel(): void {
    this.#kernelAfter = Infinity;
    this.#kernel = createLineKernel(this.#bytes.length);
    if (this.#kernel === undefined) return;
    this.#kernel.bytes.set(this.#bytes.subarray(0, this.#pending));
    this.#bytes = this.#kernel.bytes;
  }

  #begin(time: number, since?: number): void {
    this.#time = time;
    const head = `{"level":30,"time":${stamp(time)},"type":"line","fd":${this.#fd},"msg":"`;
    const foot = since === undefined ? '}\n' : `,"since":${stamp(since)}}\n`;
    this.#headLength = this.#bytes.write(head, HEAD, 'latin1');
    this.#footLength = this.#bytes.write(foot, FOOT, 'latin1');
    this.#out = OUTPUT;
  }

  /** Writes a record for each whole line of the input up to `end`, and keeps the rest. */
  #encode(end: number): void {
    let at = 0;
    for (let next = this.#line(at, end); next > at; next = this.#line(at, end)) {
      at = this.#kernel ? this.#manyLines(this.#kernel, next, end) : next;
    }
    this.#writeMasked();
    this.#keep(at, end);
  }

  /** Writes the records of the lines that wait for their masks. */
  #writeMasked(): void {
    const waiting = this.#unmasked;
    if (this.#mask === undefined || waiting.length === 0) return;
    this.#unmasked = [];
    const texts = waiting.map(([from, to]) => this.#bytes.toString('utf8', from, to));
    const masked = this.#mask(texts);
    for (const [i, [from, to, eol]] of waiting.entries()) {
      const text = masked[i] ?? '';
      this.#write(from, to, eol, text === texts[i] ? undefined : text);
    }
  }

  /** As many lines as the kernel takes from `from` on; returns where the first starts that it leaves alone. */
  #manyLines(kernel: LineKernel, from: number, end: number): number {
    this.#reserve(8 * (end - from) + 256);
    const { length } = this.#bytes;
    const [head, foot] = [this.#headLength, this.#footLength];
    this.#out = kernel.exports.encode(from, end, this.#out, length, HEAD, head, FOOT, foot);
    this.#lines += kernel.exports.lines.value;
    return kernel.exports.position.value;
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
    if (this.#mask === undefined) this.#write(from, to, eol);
    else this.#unmasked.push([from, to, eol]);
  }

  /** `masked`: the text to write instead. */
  #write(from: number, to: number, eol: string, masked?: string): void {
    const json = masked === undefined ? '' : insideOfJson(masked);
    this.#reserve(8 * (to - from) + 3 * json.length + ROOM);
    const bytes = this.#bytes;
    bytes.copyWithin(this.#out, HEAD, HEAD + this.#headLength);
    let out = this.#out + this.#headLength;
    if (masked === undefined) out = this.#text.write(bytes, from, to, out);
    else out += bytes.write(json, out, 'utf8');
    bytes[out++] = QUOTE;
    if (eol !== '') out += bytes.write(eol, out, 'latin1');
    if (masked !== undefined) {
      out += bytes.write(`,"redacted":${to - from}`, out, 'latin1');
    } else if (!this.#text.valid) {
      out += bytes.write(`,"b64":"${bytes.toString('base64', from, to)}"`, out, 'latin1');
    }
    if (this.#goesOn) {
      out += bytes.write(this.#times.fields(this.#time), out, 'latin1');
      // What follows came with the last chunk.
      this.#times.begin(this.#readAt);
      this.#goesOn = false;
    }
    bytes.copyWithin(out, FOOT, FOOT + this.#footLength);
    this.#out = out + this.#footLength;
    this.#lines++;
  }

  #reserve(size: number): void {
    const wanted = this.#out + size;
    if (wanted <= this.#bytes.length) return;
    if (this.#kernel) {
      this.#kernel.grow(2 * wanted);
      this.#bytes = this.#kernel.bytes;
    } else {
      const grown = Buffer.alloc(2 * wanted);
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
  }
}
