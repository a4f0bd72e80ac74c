import { classOf, DIGIT, HEX, LETTER } from './characters.ts';
import { digitsAt, isUnit, uuidEnd } from './word-shapes.ts';

const DASH = 45;
const DOT = 46;
const COLON = 58;
const COMMA = 44;

/** Reads numbers and runs of letters and digits, and remembers the properties of the last one; allocates nothing. */
export class WordReader {
  /** Of the last number. */
  colons = 0;
  fractions = 0;
  /** Characters of its unit. */
  unit = 0;
  #digits = 0;
  #switches = 0;
  #hex = false;

  /** The end of a number with its fraction, groups, exponent and unit; a time or an address counts as one number. */
  numberEnd(text: string, from: number, end: number): number {
    this.colons = 0;
    this.fractions = 0;
    this.unit = 0;
    let i = from;
    if (text.charCodeAt(i) === DASH) i++;
    if (!(classOf(text.charCodeAt(i)) & DIGIT)) return from;
    for (;;) {
      while (i < end && classOf(text.charCodeAt(i)) & DIGIT) i++;
      const code = text.charCodeAt(i);
      if (i + 1 >= end || !(classOf(text.charCodeAt(i + 1)) & DIGIT)) break;
      if (code === COLON) this.colons++;
      else if (code === DOT) this.fractions++;
      else if (code !== COMMA) break;
      i++;
    }
    if ((text.charCodeAt(i) | 32) === 101 && '+-'.includes(text[i + 1] ?? ' ') && i + 2 < end) {
      const digits = digitsAt(text, i + 2, end);
      if (digits > 0) i += 2 + digits;
    }
    let tail = i;
    while (tail < end && classOf(text.charCodeAt(tail)) & LETTER) tail++;
    if (!isUnit(text, i, tail)) return i;
    if (tail < end && classOf(text.charCodeAt(tail)) & DIGIT) return measureEnd(text, i, end);
    this.unit = tail - i;
    return tail;
  }

  /** Whether the letters and digits up to `run` are a number with its unit. */
  isMeasure(text: string, from: number, run: number): boolean {
    return this.numberEnd(text, from, run) === run;
  }

  /** The end of the letters and digits that begin here; counts what distinguishes an id from a word. */
  run(text: string, from: number, end: number): number {
    this.#digits = 0;
    this.#switches = 0;
    this.#hex = true;
    let before = 0;
    let i = from;
    for (; i < end; i++) {
      const kind = classOf(text.charCodeAt(i));
      if (!(kind & (LETTER | DIGIT))) break;
      if (kind & DIGIT) this.#digits++;
      if (!(kind & HEX)) this.#hex = false;
      const group = kind & (LETTER | DIGIT);
      if (before !== 0 && group !== before) this.#switches++;
      before = group;
    }
    return i;
  }

  /** Whether the last run is an id: hexadecimal, or alternating letters and digits. */
  isId(text: string, from: number, to: number): boolean {
    const length = to - from;
    if (this.#digits === length) return length === 8 && uuidEnd(text, from, text.length) > 0;
    if (!this.#hex) {
      const prefixed = text.charCodeAt(from) === 48 && (text.charCodeAt(from + 1) | 32) === 120;
      return (prefixed && length > 2) || (length >= 10 && this.#switches >= 3);
    }
    const digitFirst = (classOf(text.charCodeAt(from)) & DIGIT) !== 0;
    return length >= 8 || (length >= 4 && (digitFirst || this.#digits > 1 || this.#switches > 1));
  }

  /** The end of the id whose first run ends at `run`: a UUID continues. */
  idEnd(text: string, from: number, run: number): number {
    return Math.max(run, run - from === 8 ? uuidEnd(text, from, text.length) : -1);
  }
}

/** The end of 2d14h or 1m09s, whose first number ends at `from`. */
function measureEnd(text: string, from: number, end: number): number {
  let i = from;
  let last = from;
  while (i < end) {
    let tail = i;
    while (tail < end && classOf(text.charCodeAt(tail)) & LETTER) tail++;
    if (!isUnit(text, i, tail)) break;
    last = tail;
    i = tail + digitsAt(text, tail, end);
    if (i === tail) break;
  }
  return last;
}
