import { classOf, DIGIT, HEX, LETTER, SPACE, STOP, sequenceEnd, VALUE_STOP } from './characters.ts';
import { ID, NUMBER, PATH, TIME, URL, VALUE } from './holes.ts';
import { HOLE_CODE, highOf, lowOf, PRIME, SEED, wildKey } from './template-hash.ts';
import { WordReader } from './word-reader.ts';
import { dateEnd, isHttpMethod } from './word-shapes.ts';

/** Number of characters of a line that are scanned; the rest does not affect its template. */
export const SCANNED = 1024;
/** Number of words whose hashes are kept one by one; the rest counts only as a whole. */
export const WORDS = 48;
const HOLES = 64;

const ESCAPE = 27;
const DASH = 45;
const PLUS = 43;
const DOT = 46;
const SLASH = 47;
const COLON = 58;
const COMMA = 44;
const EQUALS = 61;
const BACKSLASH = 92;
const TILDE = 126;

/**
 * Separates in one pass a line's constant words from what varies (times, numbers, ids, paths, URLs, values after '=')
 * and hashes the constant part, without making a string. The result is overwritten by the next scan.
 */
export class LineScan {
  high = 0;
  low = 0;
  words = 0;
  readonly wordHashes = new Int32Array(WORDS);
  holes = 0;
  readonly holeFrom = new Int32Array(HOLES);
  readonly holeTo = new Int32Array(HOLES);
  readonly holeKind = new Uint8Array(HOLES);
  /** How many of the hole's last characters are a unit. */
  readonly holeUnit = new Uint8Array(HOLES);

  #text = '';
  #to = 0;
  #hash = SEED;
  /** Part of the current word was hashed. */
  #open = false;
  /** The end of the last hashed hole, so that adjacent ones become one. */
  #holeEnd = -1;
  #holeStored = false;
  // Counts from the last word, run or number.
  #plain = false;
  #slashes = 0;
  #points = 0;
  #letters = 0;
  /** The second slash of '://'. */
  #scheme = -1;
  readonly #reader = new WordReader();

  /** Starts a scan whose template begins with these constant words. */
  begin(lead: readonly string[]): void {
    this.high = 0;
    this.low = 0;
    this.words = 0;
    this.holes = 0;
    this.#hash = SEED;
    this.#open = false;
    this.#holeEnd = -1;
    for (const word of lead) {
      for (let i = 0; i < word.length; i++) this.#put(word.charCodeAt(i));
      this.#endWord();
    }
  }

  /** Scans a text of at most SCANNED characters. */
  scan(text: string): void {
    const to = text.length;
    this.#text = text;
    this.#to = to;
    let i = 0;
    let method = false;
    while (i < to) {
      const code = text.charCodeAt(i);
      const kind = classOf(code);
      if (code === ESCAPE) {
        i = sequenceEnd(text, i, to);
      } else if (kind & SPACE) {
        this.#endWord();
        i++;
      } else if (code === EQUALS) {
        this.#put(code);
        i = this.#value(i);
      } else if (kind & STOP) {
        this.#put(code);
        i++;
      } else {
        const end = this.#wordEnd(i);
        if (this.#plain) {
          method = isHttpMethod(text, i, end);
          i = end;
          continue;
        }
        const path = method ? i : this.#pathEnd(i, end);
        method = false;
        i = path > i ? path : this.#word(i, end);
      }
    }
    this.#endWord();
  }

  /** The hash halves with the word at this index replaced by a hole. */
  wild(place: number): [high: number, low: number] {
    return wildKey(this.high, this.low, this.wordHashes[place] as number, place);
  }

  #put(code: number): void {
    this.#hash = Math.imul(this.#hash ^ code, PRIME);
    this.#open = true;
  }

  #endWord(): void {
    if (!this.#open) return;
    if (this.words < WORDS) this.wordHashes[this.words] = this.#hash;
    this.high = (this.high + highOf(this.#hash, this.words)) | 0;
    this.low = (this.low + lowOf(this.#hash, this.words)) | 0;
    this.words++;
    this.#hash = SEED;
    this.#open = false;
  }

  #hole(from: number, to: number, kind: number, unit = 0): number {
    const adjacent = this.#holeEnd === from && this.#open;
    if (!adjacent) this.#put(HOLE_CODE);
    this.#holeEnd = to;
    if (adjacent && this.#holeStored) {
      this.holeTo[this.holes - 1] = to;
      this.holeKind[this.holes - 1] = ID;
      this.holeUnit[this.holes - 1] = 0;
    } else if (!adjacent) {
      this.#holeStored = this.holes < HOLES;
      if (!this.#holeStored) return to;
      this.holeFrom[this.holes] = from;
      this.holeTo[this.holes] = to;
      this.holeKind[this.holes] = kind;
      this.holeUnit[this.holes] = unit;
      this.holes++;
    }
    return to;
  }

  /**
   * The end of the word that begins here. Plain words, which most are, are hashed on the way; in the others it counts
   * what distinguishes a path from a word.
   */
  #wordEnd(from: number): number {
    const text = this.#text;
    const to = this.#to;
    let hash = this.#hash;
    let seen = 0;
    let unlikeHex = 0;
    let letters = 0;
    let slashes = 0;
    let points = 0;
    let scheme = -1;
    let i = from;
    for (; i < to; i++) {
      const code = text.charCodeAt(i);
      const kind = classOf(code);
      if (kind & LETTER) {
        letters++;
        unlikeHex |= ~kind & HEX;
      } else if (kind & (SPACE | STOP)) {
        if (code !== COMMA || !this.#betweenDigits(i, from)) break;
      } else if (code === DOT) points++;
      else if (code === SLASH || code === BACKSLASH) {
        if (slashes++ === 0 && text.startsWith('://', i - 1)) scheme = i + 1;
      }
      seen |= kind;
      hash = Math.imul(hash ^ code, PRIME);
    }
    // A word of eight letters that are all hexadecimal digits is an id, so it is examined again.
    this.#plain = !(seen & DIGIT) && slashes === 0 && (unlikeHex !== 0 || letters < 8);
    if (this.#plain) {
      this.#hash = hash;
      this.#open = true;
    } else {
      this.#letters = letters;
      this.#slashes = slashes;
      this.#points = points;
      this.#scheme = scheme;
    }
    return i;
  }

  #betweenDigits(at: number, from: number): boolean {
    return (
      at > from &&
      (classOf(this.#text.charCodeAt(at - 1)) & classOf(this.#text.charCodeAt(at + 1)) & DIGIT) !==
        0
    );
  }

  /** Makes a hole of the path or URL that begins here and returns its end; returns `from` without one. */
  #pathEnd(from: number, end: number): number {
    if (this.#slashes === 0 || this.#letters === 0) return from;
    const text = this.#text;
    if (this.#scheme > from) return this.#hole(from, this.#urlEnd(this.#scheme), URL);
    let to = end;
    while (to > from && isTail(text.charCodeAt(to - 1))) to--;
    const first = text.charCodeAt(from);
    const second = text.charCodeAt(from + 1);
    const rooted =
      // After a closing bracket it is a division.
      (first === SLASH && !(from > 0 && ')]'.includes(text[from - 1] as string))) ||
      ((first === DOT || first === TILDE) && (second === SLASH || second === DOT)) ||
      (second === COLON && text.charCodeAt(from + 2) === BACKSLASH);
    const named = this.#slashes > 1 || (this.#points > end - to && !(classOf(first) & DIGIT));
    return to - from > 2 && (rooted || named) ? this.#hole(from, to, PATH) : from;
  }

  #urlEnd(from: number): number {
    const text = this.#text;
    const to = this.#to;
    let i = from;
    for (; i < to; i++) {
      const code = text.charCodeAt(i);
      // Quotes, angle brackets and backticks do not occur in URLs (RFC 3986, appendix A).
      if (classOf(code) & SPACE || code === ESCAPE || '"\'<>`'.includes(text[i] as string)) break;
    }
    while (i > from && (isTail(text.charCodeAt(i - 1)) || ')]}'.includes(text[i - 1] as string)))
      i--;
    return i;
  }

  /** Makes a hole of the value assigned by the '=' at `at`, if any; returns where to go on. */
  #value(at: number): number {
    const text = this.#text;
    const to = this.#to;
    const from = at + 1;
    const before = text.charCodeAt(at - 1);
    const first = text.charCodeAt(from);
    const named =
      at > 0 && (classOf(before) & (LETTER | DIGIT) || '_-.]"\''.includes(text[at - 1] as string));
    if (!named || from >= to || classOf(first) & SPACE || first === EQUALS || first === 62)
      return from;
    let end = from;
    if (first === 34 || first === 39) {
      const closing = text.indexOf(text[from] as string, from + 1);
      end = closing < 0 || closing >= to ? to : closing + 1;
    } else {
      while (
        end < to &&
        !(classOf(text.charCodeAt(end)) & VALUE_STOP) &&
        text.charCodeAt(end) !== ESCAPE
      )
        end++;
    }
    if (end === from) return from;
    // Most values do not begin with a digit or sign, so they are not numbers.
    const likely = classOf(first) & DIGIT || first === DASH;
    const number = likely && this.#reader.numberEnd(text, from, end) === end;
    return this.#hole(from, end, number ? NUMBER : VALUE, number ? this.#reader.unit : 0);
  }

  #word(from: number, end: number): number {
    const text = this.#text;
    let i = from;
    while (i < end) {
      const code = text.charCodeAt(i);
      const kind = classOf(code);
      if (kind & DIGIT) i = this.#number(i, i, end);
      else if (kind & LETTER) i = this.#letterRun(i, end);
      else if (
        i === from &&
        (code === DASH || code === PLUS) &&
        classOf(text.charCodeAt(i + 1)) & DIGIT
      ) {
        i = this.#number(i, i + 1, end);
      } else {
        this.#put(code);
        i++;
      }
    }
    return i;
  }

  /** Letters and digits that begin with a letter: an id, or letters before a number. */
  #letterRun(from: number, end: number): number {
    const text = this.#text;
    const run = this.#reader.run(text, from, end);
    if (this.#reader.isId(text, from, run))
      return this.#hole(from, this.#reader.idEnd(text, from, run), ID);
    let i = from;
    for (; i < run; i++) {
      const code = text.charCodeAt(i);
      if (classOf(code) & DIGIT) break;
      this.#put(code);
    }
    return i;
  }

  #number(start: number, from: number, end: number): number {
    const text = this.#text;
    let digits = from + 1;
    while (digits < end && classOf(text.charCodeAt(digits)) & DIGIT) digits++;
    if (digits === end && classOf(text.charCodeAt(end)) & (SPACE | STOP)) {
      return this.#hole(start, end, NUMBER);
    }
    const date = dateEnd(text, from, this.#to);
    if (date > 0) return this.#hole(start, date, TIME);
    const run = this.#reader.run(text, from, end);
    if (this.#reader.isId(text, from, run) && !this.#reader.isMeasure(text, from, run)) {
      return this.#hole(start, this.#reader.idEnd(text, from, run), ID);
    }
    const to = this.#reader.numberEnd(text, from, end);
    return this.#hole(
      start,
      to,
      this.#reader.colons > 1 ? TIME : this.#reader.fractions > 1 ? ID : NUMBER,
      this.#reader.unit,
    );
  }
}

/** Characters that end a sentence or introduce what follows rather than belong to a path. */
function isTail(code: number): boolean {
  return (
    code === DOT || code === COLON || code === COMMA || code === 59 || code === 33 || code === 63
  );
}
