import { utf8Length } from '../lines/utf8.ts';

const HEX = Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));
const BACKSLASH = 0x5c;

/** For each byte: 0 as it is, 1 starts a longer character, 2 `\u00xx`, else the letter after the backslash. */
const ESCAPES = new Uint8Array(256);
ESCAPES.fill(2, 0, 0x20).fill(1, 0x80);
ESCAPES[0x7f] = 2;
for (const [character, letter] of ['\bb', '\tt', '\nn', '\ff', '\rr', '""', '\\\\']) {
  if (character && letter) ESCAPES[character.charCodeAt(0)] = letter.charCodeAt(0);
}

/**
 * Writes bytes as the inside of a JSON string, in valid UTF-8: quotes, backslashes and every control character (DEL and
 * C1 too) escaped, the rest as it is. `valid` tells of the last call whether the bytes were UTF-8; where they were not,
 * U+FFFD stands.
 */
export class JsonTextWriter {
  valid = true;

  /** `output` must have room for six bytes a byte; returns the position after what was written. */
  write(input: Uint8Array, from: number, to: number, output: Uint8Array, at: number): number {
    this.valid = true;
    let out = at;
    let i = from;
    while (i < to) {
      const byte = input[i] ?? 0;
      const code = ESCAPES[byte] ?? 0;
      if (code === 0) {
        output[out++] = byte;
        i++;
      } else if (code === 1) {
        const length = utf8Length(input, i, to);
        if (length < 0) {
          this.valid = false;
          output[out++] = 0xef;
          output[out++] = 0xbf;
          output[out++] = 0xbd;
          i -= length;
        } else if (byte === 0xc2 && (input[i + 1] ?? 0) < 0xa0) {
          out = writeEscape(output, out, input[i + 1] ?? 0);
          i += 2;
        } else {
          for (const next = i + length; i < next; i++) output[out++] = input[i] ?? 0;
        }
      } else {
        if (code === 2) {
          out = writeEscape(output, out, byte);
        } else {
          output[out++] = BACKSLASH;
          output[out++] = code;
        }
        i++;
      }
    }
    return out;
  }
}

function writeEscape(output: Uint8Array, at: number, code: number): number {
  output[at] = BACKSLASH;
  output[at + 1] = 0x75;
  output[at + 2] = 0x30;
  output[at + 3] = 0x30;
  output[at + 4] = HEX[code >> 4] ?? 0;
  output[at + 5] = HEX[code & 15] ?? 0;
  return at + 6;
}
