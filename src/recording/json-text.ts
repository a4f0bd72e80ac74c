import { utf8Length } from '../text/utf8.ts';

const HEX = Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));
const BACKSLASH = 0x5c;

/** For each byte: 0 as it is, 1 starts a longer character, 2 `\u00xx`, else the letter after the backslash. */
const ESCAPES = new Uint8Array(256);
ESCAPES.fill(2, 0, 0x20).fill(1, 0x80);
ESCAPES[0x7f] = 2;
for (const [character, letter] of ['\bb', '\tt', '\nn', '\ff', '\rr', '""', '\\\\']) {
  if (character && letter) ESCAPES[character.charCodeAt(0)] = letter.charCodeAt(0);
}

/** A string as the inside of a JSON string: in valid UTF-8, control characters of terminals escaped. */
export function insideOfJson(text: string): string {
  return JSON.stringify(text.replace(/[\ud800-\udfff]/gu, '\ufffd'))
    .slice(1, -1)
    .replace(/[\x7f-\x9f]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
}

/** Shorter runs are copied byte by byte, which costs less than a call. */
const LONG_RUN = 32;

/**
 * Writes bytes as the inside of a JSON string, in valid UTF-8: quotes, backslashes and every control character (DEL and
 * C1 too) escaped, the rest as it is. `valid` tells of the last call whether the bytes were UTF-8; where they were not,
 * U+FFFD stands.
 */
export class JsonTextWriter {
  valid = true;

  /** From one place of `bytes` to another with room for six bytes a byte; returns the end of what was written. */
  write(bytes: Uint8Array, from: number, to: number, target: number): number {
    this.valid = true;
    let out = target;
    let at = from;
    while (at < to) {
      const start = at;
      while (at < to && ESCAPES[bytes[at] ?? 0] === 0) at++;
      out = copy(bytes, start, at, out);
      if (at === to) break;

      const byte = bytes[at] ?? 0;
      if (byte < 0x80) {
        out = writeEscape(bytes, out, byte);
        at++;
        continue;
      }
      const length = utf8Length(bytes, at, to);
      if (length < 0) {
        this.valid = false;
        bytes[out++] = 0xef;
        bytes[out++] = 0xbf;
        bytes[out++] = 0xbd;
        at -= length;
      } else {
        const second = bytes[at + 1] ?? 0;
        const control = byte === 0xc2 && second < 0xa0;
        out = control ? writeEscape(bytes, out, second) : copy(bytes, at, at + length, out);
        at += length;
      }
    }
    return out;
  }
}

function copy(bytes: Uint8Array, from: number, to: number, target: number): number {
  let out = target;
  if (to - from >= LONG_RUN) {
    bytes.copyWithin(out, from, to);
    return out + to - from;
  }
  for (let at = from; at < to; at++) bytes[out++] = bytes[at] ?? 0;
  return out;
}

function writeEscape(bytes: Uint8Array, at: number, code: number): number {
  bytes[at] = BACKSLASH;
  const letter = ESCAPES[code] ?? 0;
  if (letter > 2) {
    bytes[at + 1] = letter;
    return at + 2;
  }
  bytes[at + 1] = 0x75;
  bytes[at + 2] = 0x30;
  bytes[at + 3] = 0x30;
  bytes[at + 4] = HEX[code >> 4] ?? 0;
  bytes[at + 5] = HEX[code & 15] ?? 0;
  return at + 6;
}
