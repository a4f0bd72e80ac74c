// The fast half of src/recording/line-encoder.ts, for AssemblyScript (`node src/build/compile-kernels.js`): one SIMD pass that
// checks UTF-8, finds the ends of lines, escapes, and writes the records of a whole chunk. What is rare it leaves alone:
// lines that are not UTF-8, too long, or not whole yet.

const MAX_LINE: usize = 64 * 1024;

const LF: u32 = 0x0a;
const CR: u32 = 0x0d;
const BACKSLASH: u32 = 0x5c;
/** `\u00` in memory order. */
const ESCAPE: u32 = 0x3030755c;

/** Where the first line starts that was left alone. */
export let position: usize = 0;
/** How many records the last call wrote. */
export let lines: i32 = 0;

/**
 * Writes the records of the lines from `from` on, each `head`, text and `foot`, while `limit` leaves room for the
 * longest, and returns the end of the output. Up to 16 bytes after `end` are read and not used.
 */
export function encode(
  from: usize,
  end: usize,
  output: usize,
  limit: usize,
  head: usize,
  headLength: usize,
  foot: usize,
  footLength: usize,
): usize {
  let at = from;
  let out = output;
  lines = 0;
  position = from;
  while (at < end) {
    const longest = min(end - at, MAX_LINE + 1);
    if (out + 6 * longest + 256 > limit) break;
    const written = out;
    copy(head, out, headLength);
    out += headLength;

    let eol: u32 = 0;
    while (at < end) {
      const block = v128.load(at);
      v128.store(out, block);
      const skipped = ordinary(block);
      at += skipped;
      out += skipped;
      if (skipped === 16) continue;
      if (at >= end) break;
      const byte: u32 = load<u8>(at);
      if (byte === LF || byte === CR) {
        eol = byte;
        break;
      }
      if (byte < 0x80) {
        out = escapeByte(byte, out);
        at++;
        continue;
      }
      const length = utf8Length(at, end);
      if (length === 0) break;
      if (byte === 0xc2 && load<u8>(at + 1) < 0xa0) {
        out = escapeCode(load<u8>(at + 1), out);
      } else {
        store<u32>(out, load<u32>(at));
        out += length;
      }
      at += length;
    }

    if (eol === 0 || at - position > MAX_LINE || (eol === CR && at + 1 >= end)) return written;
    store<u8>(out++, 0x22);
    at++;
    if (eol === CR) {
      // `,"eol":"\r"` or `,"eol":"\r\n"`
      store<u64>(out, 0x3a226c6f65222c);
      store<u32>(out + 7, 0x22725c22);
      out += 11;
      if (load<u8>(at) === LF) {
        store<u32>(out - 1, 0x226e5c);
        out += 2;
        at++;
      }
    }
    copy(foot, out, footLength);
    out += footLength;
    lines++;
    position = at;
  }
  return out;
}

/** How many bytes of the block, from its start, are ASCII that needs no escape. */
function ordinary(block: v128): usize {
  // Signed comparison: bytes from 0x80 up are below 0x20 too.
  const special = v128.or(
    v128.or(i8x16.lt_s(block, i8x16.splat(0x20)), i8x16.eq(block, i8x16.splat(0x22))),
    v128.or(i8x16.eq(block, i8x16.splat(0x5c)), i8x16.eq(block, i8x16.splat(0x7f))),
  );
  return ctz(i8x16.bitmask(special) | 0x10000);
}

/** In blocks of 16: what is written after the end is overwritten by what follows. */
function copy(from: usize, to: usize, length: usize): void {
  for (let i: usize = 0; i < length; i += 16) v128.store(to + i, v128.load(from + i));
}

function escapeByte(byte: u32, out: usize): usize {
  let letter = byte;
  if (byte < 0x20 || byte === 0x7f) {
    if (byte === 0x09) letter = 0x74;
    else if (byte === 0x08) letter = 0x62;
    else if (byte === 0x0c) letter = 0x66;
    else return escapeCode(byte, out);
  }
  store<u16>(out, BACKSLASH | (letter << 8));
  return out + 2;
}

function escapeCode(code: u32, out: usize): usize {
  store<u32>(out, ESCAPE);
  store<u8>(out + 4, digit(code >> 4));
  store<u8>(out + 5, digit(code & 15));
  return out + 6;
}

function digit(value: u32): u32 {
  return value < 10 ? 0x30 + value : 0x57 + value;
}

/** The length of the character at `at`, 0 where it is not valid UTF-8; the rules of src/lines/utf8.ts. */
function utf8Length(at: usize, end: usize): usize {
  const lead: u32 = load<u8>(at);
  if (lead < 0xc2 || lead > 0xf4) return 0;
  const length: usize = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (at + length > end) return 0;
  const lowest: u32 = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const highest: u32 = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  const second: u32 = load<u8>(at + 1);
  if (second < lowest || second > highest) return 0;
  if (length > 2 && (load<u8>(at + 2) & 0xc0) !== 0x80) return 0;
  if (length > 3 && (load<u8>(at + 3) & 0xc0) !== 0x80) return 0;
  return length;
}
