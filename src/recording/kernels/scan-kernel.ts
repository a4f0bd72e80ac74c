// The fast half of src/recording/scanner.ts, for AssemblyScript (`node src/build/compile-kernels.js`): finds in the bytes of a
// recording the samples and lines that have our own fixed key order, and reads their numbers. Every other line is left to
// JSON.parse: what is taken here must read the same there.

// <row>
// What stands where: src/recording/sample-fields.ts.
const ROW = 97;
const FIRST_FIELD: usize = 4;
const PAIRS: usize = 32;
const MAX_PAIRS: usize = 32;
// </row>
const SAMPLE: f64 = 1;
const LINE: f64 = 2;
const OTHER: f64 = 0;
const LONGEST_SHAPE: usize = 1024;

/** Where the first line starts that is not in the table. */
export let position: usize = 0;
/** After a number was read: where it ends. */
let cursor: usize = 0;
/** Whether anything in the line was no number as we write them. */
let failed: bool = false;
/** Of the last string: 1 if not all is ASCII, 2 if there is an escape, 4 if one is a \u. */
let flags: u32 = 0;

/**
 * Fills the table with a row for each line from `from` on and returns how many. The byte before `end` must be a newline;
 * up to 32 bytes after it are read and not used.
 */
export function scan(from: usize, end: usize, table: usize, capacity: i32): i32 {
  let at = from;
  let rows = 0;
  let row = table;
  while (at < end && rows < capacity) {
    let next: usize = 0;
    // `{"level"`, then `:20,"tim` or `:30,"tim`, then `e":`
    if (load<u64>(at) === 0x226c6576656c227b && (load<u32>(at + 16) & 0xffffff) === 0x3a2265) {
      const level = load<u64>(at + 8);
      if (level === 0x6d6974222c30323a) next = sample(at, row);
      else if (level === 0x6d6974222c30333a) next = line(at, row);
    }
    if (next === 0) {
      next = lineEnd(at);
      put(row, 0, OTHER);
    }
    put(row, 1, <f64>at);
    put(row, 2, <f64>(next - 1));
    at = next;
    row += ROW * 8;
    rows++;
  }
  position = at;
  return rows;
}

function put(row: usize, column: usize, value: f64): void {
  store<f64>(row + (column << 3), value);
}

/** After the newline at or after `at`. */
function lineEnd(at: usize): usize {
  let block = at;
  let found = newlines(block);
  while (found === 0) {
    block += 16;
    found = newlines(block);
  }
  return block + ctz(found) + 1;
}

function newlines(block: usize): u32 {
  return i8x16.bitmask(i8x16.eq(v128.load(block), i8x16.splat(0x0a)));
}

/** Fills the row of a sample; returns where the next line starts, or 0 if this is not a sample as we write them. */
function sample(from: usize, row: usize): usize {
  failed = false;
  const time = number(from + 19);
  let at = cursor;
  // `,"type":`, `"sample"`
  if (load<u64>(at) !== 0x3a2265707974222c || load<u64>(at + 8) !== 0x22656c706d617322) return 0;
  at += 16;
  put(row, 0, SAMPLE);
  put(row, 3, time);
  for (let column = FIRST_FIELD; column <= PAIRS; column++) put(row, column, NaN);
  at = sampleFields(at, row);
  // `,"top":[`
  if (load<u64>(at) === 0x5b3a22706f74222c) at = top(at + 8, row);
  return closed(at);
}

/** Reads the numbers of a sample into its row and returns where they end. */
// biome-ignore format: generated
function sampleFields(from: usize, row: usize): usize {
  let at = from;
  // <sample fields>
  // `,"rss":`
  if ((load<u64>(at) & 0xffffffffffffff) === 0x3a22737372222c) at = field(at + 7, row, 4);
  // `,"anon":`
  if (load<u64>(at) === 0x3a226e6f6e61222c) at = field(at + 8, row, 5);
  // `,"file":`
  if (load<u64>(at) === 0x3a22656c6966222c) at = field(at + 8, row, 6);
  // `,"shmem":`
  if (load<u64>(at) === 0x226d656d6873222c && load<u8>(at + 8) === 0x3a) at = field(at + 9, row, 7);
  // `,"swap":`
  if (load<u64>(at) === 0x3a2270617773222c) at = field(at + 8, row, 8);
  // `,"hugetlb":`
  if (load<u64>(at) === 0x6c7465677568222c && (load<u32>(at + 8) & 0xffffff) === 0x3a2262) at = field(at + 11, row, 9);
  // `,"pss":`
  if ((load<u64>(at) & 0xffffffffffffff) === 0x3a22737370222c) at = field(at + 7, row, 10);
  // `,"lazyfree":`
  if (load<u64>(at) === 0x7266797a616c222c && load<u32>(at + 8) === 0x3a226565) at = field(at + 12, row, 11);
  // `,"pssAtLeast":`
  if (load<u64>(at) === 0x4c7441737370222c && (load<u64>(at + 8) & 0xffffffffffff) === 0x3a2274736165) at = field(at + 14, row, 12);
  // `,"pssAtMost":`
  if (load<u64>(at) === 0x4d7441737370222c && (load<u64>(at + 8) & 0xffffffffff) === 0x3a2274736f) at = field(at + 13, row, 13);
  // `,"hwm":`
  if ((load<u64>(at) & 0xffffffffffffff) === 0x3a226d7768222c) at = field(at + 7, row, 14);
  // `,"peak":`
  if (load<u64>(at) === 0x3a226b616570222c) at = field(at + 8, row, 15);
  // `,"procs":`
  if (load<u64>(at) === 0x2273636f7270222c && load<u8>(at + 8) === 0x3a) at = field(at + 9, row, 16);
  // `,"hugetlbAgain":`
  if (load<u64>(at) === 0x6c7465677568222c && load<u64>(at + 8) === 0x3a226e6961674162) at = field(at + 16, row, 17);
  // `,"machineUsed":`
  if (load<u64>(at) === 0x6e696863616d222c && (load<u64>(at + 8) & 0xffffffffffffff) === 0x3a226465735565) at = field(at + 15, row, 18);
  // `,"machineAvailable":`
  if (load<u64>(at) === 0x6e696863616d222c && load<u64>(at + 8) === 0x62616c6961764165 && load<u32>(at + 16) === 0x3a22656c) at = field(at + 20, row, 19);
  // `,"machineShmem":`
  if (load<u64>(at) === 0x6e696863616d222c && load<u64>(at + 8) === 0x3a226d656d685365) at = field(at + 16, row, 20);
  // `,"machineSwapUsed":`
  if (load<u64>(at) === 0x6e696863616d222c && load<u64>(at + 8) === 0x6573557061775365 && (load<u32>(at + 16) & 0xffffff) === 0x3a2264) at = field(at + 19, row, 21);
  // `,"pressureSome":`
  if (load<u64>(at) === 0x757373657270222c && load<u64>(at + 8) === 0x3a22656d6f536572) at = field(at + 16, row, 22);
  // `,"pressureFull":`
  if (load<u64>(at) === 0x757373657270222c && load<u64>(at + 8) === 0x3a226c6c75466572) at = field(at + 16, row, 23);
  // `,"stalledSome":`
  if (load<u64>(at) === 0x656c6c617473222c && (load<u64>(at + 8) & 0xffffffffffffff) === 0x3a22656d6f5364) at = field(at + 15, row, 24);
  // `,"stalledFull":`
  if (load<u64>(at) === 0x656c6c617473222c && (load<u64>(at + 8) & 0xffffffffffffff) === 0x3a226c6c754664) at = field(at + 15, row, 25);
  // `,"cgroup":`
  if (load<u64>(at) === 0x70756f726763222c && load<u16>(at + 8) === 0x3a22) at = field(at + 10, row, 26);
  // `,"cgroupCache":`
  if (load<u64>(at) === 0x70756f726763222c && (load<u64>(at + 8) & 0xffffffffffffff) === 0x3a226568636143) at = field(at + 15, row, 27);
  // `,"membersRss":`
  if (load<u64>(at) === 0x7265626d656d222c && (load<u64>(at + 8) & 0xffffffffffff) === 0x3a2273735273) at = field(at + 14, row, 28);
  // `,"membersPss":`
  if (load<u64>(at) === 0x7265626d656d222c && (load<u64>(at + 8) & 0xffffffffffff) === 0x3a2273735073) at = field(at + 14, row, 29);
  // `,"cost":`
  if (load<u64>(at) === 0x3a2274736f63222c) at = field(at + 8, row, 30);
  // `,"late":`
  if (load<u64>(at) === 0x3a226574616c222c) at = field(at + 8, row, 31);
  // </sample fields>
  return at;
}

/** After `}` and a newline at `at`; 0 if they are not there or anything before them failed. */
function closed(at: usize): usize {
  return load<u16>(at) === 0x0a7d && !failed ? at + 2 : 0;
}

/** Reads a number into the row and returns where it ends. */
function field(at: usize, row: usize, column: usize): usize {
  put(row, column, number(at));
  return cursor;
}

/** Reads at most MAX_PAIRS pairs `[pid,rss]` and the closing bracket, and returns where they end. */
function top(at: usize, row: usize): usize {
  let pair = at;
  for (let count: usize = 0; count < MAX_PAIRS; count++) {
    if (load<u8>(pair) !== 0x5b) break;
    put(row, PAIRS + 1 + 2 * count, number(pair + 1));
    if (load<u8>(cursor) !== 0x2c) break;
    put(row, PAIRS + 2 + 2 * count, number(cursor + 1));
    if (load<u8>(cursor) !== 0x5d) break;
    const after = load<u8>(cursor + 1);
    if (after === 0x5d) {
      put(row, PAIRS, <f64>(count + 1));
      return cursor + 2;
    }
    if (after !== 0x2c) break;
    pair = cursor + 2;
  }
  failed = true;
  return at;
}

/**
 * The number at `at`, exactly as JSON.parse reads it: up to 16 digits make an integer below 2^53, and dividing it by a power
 * of ten rounds once. Anything else (a sign, an exponent, more digits) fails.
 */
function number(at: usize): f64 {
  let mantissa: u64 = 0;
  let i = at;
  let digit: u32 = <u32>load<u8>(i) - 0x30;
  while (digit < 10) {
    mantissa = mantissa * 10 + digit;
    digit = <u32>load<u8>(++i) - 0x30;
  }
  let digits = i - at;
  if (digits === 0 || (digits > 1 && load<u8>(at) === 0x30)) failed = true;
  let scale: f64 = 1;
  if (load<u8>(i) === 0x2e) {
    const point = i;
    digit = <u32>load<u8>(++i) - 0x30;
    while (digit < 10) {
      mantissa = mantissa * 10 + digit;
      scale *= 10;
      digit = <u32>load<u8>(++i) - 0x30;
    }
    if (i === point + 1) failed = true;
    digits = i - at - 1;
  }
  if (digits > 16 || mantissa > 9007199254740992) failed = true;
  cursor = i;
  return <f64>mantissa / scale;
}

/** Fills the row of a line record; returns where the next line starts, or 0 if it is not as we write most of them. */
function line(from: usize, row: usize): usize {
  failed = false;
  const time = number(from + 19);
  let at = cursor;
  // `,"type":`, `"line","`, `fd":`
  if (
    load<u64>(at) !== 0x3a2265707974222c ||
    load<u64>(at + 8) !== 0x222c22656e696c22 ||
    load<u32>(at + 16) !== 0x3a226466
  )
    return 0;
  const fd = number(at + 20);
  // `,"msg":"`
  if (load<u64>(cursor) !== 0x223a2267736d222c) return 0;
  const start = cursor + 8;
  at = stringEnd(start);
  if (at === 0) return 0;
  put(row, 0, LINE);
  put(row, 3, time);
  put(row, 4, fd);
  put(row, 5, NaN);
  put(row, 6, <f64>start);
  put(row, 7, <f64>at);
  put(row, 8, <f64>flags);
  put(row, 9, 0);
  put(row, 10, 0);
  const key = shape(start, at);
  put(row, 12, <f64>(key >> 32));
  put(row, 13, <f64>(key & 0xffffffff));
  at++;
  // `,"eol":"`, then `"`, `\r"` or `\r\n"`
  if (load<u64>(at) === 0x223a226c6f65222c) {
    at += 8;
    if (load<u8>(at) === 0x22) {
      put(row, 9, 1);
      at += 1;
    } else if ((load<u32>(at) & 0xffffff) === 0x22725c) {
      put(row, 9, 2);
      at += 3;
    } else if (load<u32>(at) === 0x6e5c725c && load<u8>(at + 4) === 0x22) {
      put(row, 9, 3);
      at += 5;
    } else return 0;
  }
  // `,"b64":"`
  if (load<u64>(at) === 0x223a22343662222c) {
    const base64 = at + 8;
    at = stringEnd(base64);
    if (at === 0 || flags !== 0) return 0;
    put(row, 10, <f64>base64);
    put(row, 11, <f64>at);
    at++;
  }
  put(row, 14, NaN);
  // `,"begun"`, `:`
  if (load<u64>(at) === 0x226e75676562222c && load<u8>(at + 8) === 0x3a)
    at = field(at + 9, row, 14);
  // `,"since"`, `:`
  if (load<u64>(at) === 0x2265636e6973222c && load<u8>(at + 8) === 0x3a) at = field(at + 9, row, 5);
  return closed(at);
}

/**
 * A hash of a message in which every digit counts the same, but for one before an x; 0 where digits may tell more: in JSON,
 * in escapes by number, and in long messages, whose end nobody looks at.
 */
function shape(from: usize, to: usize): u64 {
  if (to === from || to - from > LONGEST_SHAPE || (flags & 4) !== 0 || load<u8>(from) === 0x7b)
    return 0;
  let hash: u64 = 0x9e3779b97f4a7c15;
  for (let at = from; at < to; at += 16) {
    const block = v128.load(at);
    const next = v128.or(v128.load(at + 1), i8x16.splat(0x20));
    const digits = v128.andnot(
      i8x16.lt_u(i8x16.sub(block, i8x16.splat(0x30)), i8x16.splat(10)),
      i8x16.eq(next, i8x16.splat(0x78)),
    );
    let alike = v128.bitselect(i8x16.splat(0x31), block, digits);
    if (to - at < 16) {
      const places = v128(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
      alike = v128.and(alike, i8x16.lt_u(places, i8x16.splat(<u8>(to - at))));
    }
    hash = mixed(hash ^ i64x2.extract_lane(alike, 0));
    hash = mixed(hash ^ i64x2.extract_lane(alike, 1));
  }
  return hash;
}

/** One round of a multiplicative hash: different numbers stay different. */
function mixed(value: u64): u64 {
  const product = value * 0xff51afd7ed558ccd;
  return product ^ (product >> 32);
}

/** Where the quote stands that ends the string, or 0 if a control character comes first. */
function stringEnd(from: usize): usize {
  let at = from;
  flags = 0;
  let byte: u32 = 0;
  while (byte !== 0x22) {
    const block = v128.load(at);
    const special = v128.or(
      i8x16.lt_u(block, i8x16.splat(0x20)),
      v128.or(i8x16.eq(block, i8x16.splat(0x22)), i8x16.eq(block, i8x16.splat(0x5c))),
    );
    const skipped = ctz(i8x16.bitmask(special) | 0x10000);
    if ((i8x16.bitmask(block) & ((1 << skipped) - 1)) !== 0) flags |= 1;
    at += skipped;
    if (skipped === 16) continue;
    byte = load<u8>(at);
    if (byte === 0x5c) {
      if (load<u8>(at + 1) < 0x20) return 0;
      flags |= load<u8>(at + 1) === 0x75 ? 6 : 2;
      at += 2;
    } else if (byte < 0x20) return 0;
  }
  return at;
}
