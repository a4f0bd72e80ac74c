import { lineEnd, numberAt } from './digits.ts';

const KIB = 1024;

/** One reading of /proc/PID/status: sizes in bytes, -1 for lines that are missing (a zombie has none of the sizes). */
export interface StatusReading {
  /** The state's letter, as a byte: R, S, D, Z and so on. */
  state: number;
  tgid: number;
  ppid: number;
  threads: number;
  rss: number;
  hwm: number;
  anon: number;
  file: number;
  shmem: number;
  swap: number;
  hugetlb: number;
  /** Start and end of the name in the bytes that were read. */
  nameStart: number;
  nameEnd: number;
}

export function emptyStatus(): StatusReading {
  return clear({} as StatusReading);
}

function clear(reading: StatusReading): StatusReading {
  reading.state = 0;
  reading.tgid = -1;
  reading.ppid = -1;
  reading.threads = -1;
  reading.rss = -1;
  reading.hwm = -1;
  reading.anon = -1;
  reading.file = -1;
  reading.shmem = -1;
  reading.swap = -1;
  reading.hugetlb = -1;
  reading.nameStart = 0;
  reading.nameEnd = 0;
  return reading;
}

const word = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] ?? 0) << 24) |
  ((bytes[at + 1] ?? 0) << 16) |
  ((bytes[at + 2] ?? 0) << 8) |
  (bytes[at + 3] ?? 0);

// The first four letters tell a field from every other one that any kernel writes here.
const field = (letters: string): number => word(Buffer.from(letters, 'latin1'), 0);
const NAME = field('Name');
const STATE = field('State');
const TGID = field('Tgid');
const PPID = field('PPid');
const HWM = field('VmHWM');
const RSS = field('VmRSS');
const ANON = field('RssAnon');
const FILE = field('RssFile');
const SHMEM = field('RssShmem');
const SWAP = field('VmSwap');
const HUGETLB = field('HugetlbPages');
const DATA = field('VmData');
const THREADS = field('Threads');
const HUGETLB_LABEL = 'HugetlbPages:'.length;

const SIZES = Buffer.from('\nVmHWM:');
const AFTER_SIZES = Buffer.from('\nVmSwap:');
const LAST = Buffer.from('\nThreads:');

/**
 * Parses the bytes of /proc/PID/status into `into`. The kernel escapes newlines in the name (proc_task_name in
 * fs/proc/array.c), so a name cannot imitate another line. Lines that are not needed are skipped by native search:
 * at ten samples a second this code never gets hot enough to be compiled.
 */
export function parseStatus(bytes: Buffer, length: number, into: StatusReading): void {
  clear(into);
  parseLines(bytes, 0, length, PPID, into);
  const sizes = find(bytes, SIZES, 0, length);
  if (sizes < length) {
    parseLines(bytes, sizes, length, SHMEM, into);
    parseLines(bytes, find(bytes, AFTER_SIZES, sizes, length), length, SWAP, into);
  }
  parseLines(bytes, find(bytes, LAST, sizes < length ? sizes : 0, length), length, THREADS, into);
}

/** Index of the line after the newline of `what`; `length` without one. */
function find(bytes: Buffer, what: Buffer, from: number, length: number): number {
  const at = bytes.indexOf(what, from);
  // Bytes past `length` are left over from a longer reading.
  return at < 0 || at >= length ? length : at + 1;
}

/** Parses line by line up to the one that begins with `last`, or a line that comes after it. */
function parseLines(
  bytes: Buffer,
  from: number,
  length: number,
  last: number,
  into: StatusReading,
): void {
  let at = from;
  while (at < length) {
    const end = lineEnd(bytes, at, length);
    const name = word(bytes, at);
    switch (name) {
      case NAME:
        into.nameStart = at + 6;
        into.nameEnd = end;
        break;
      case STATE:
        into.state = bytes[at + 7] ?? 0;
        break;
      case TGID:
        into.tgid = numberAt(bytes, at + 5, end);
        break;
      case PPID:
        into.ppid = numberAt(bytes, at + 5, end);
        break;
      case HWM:
        into.hwm = numberAt(bytes, at + 6, end) * KIB;
        break;
      case RSS:
        into.rss = numberAt(bytes, at + 6, end) * KIB;
        break;
      case ANON:
        into.anon = numberAt(bytes, at + 8, end) * KIB;
        break;
      case FILE:
        into.file = numberAt(bytes, at + 8, end) * KIB;
        break;
      case SHMEM:
        into.shmem = numberAt(bytes, at + 9, end) * KIB;
        break;
      case SWAP:
        into.swap = numberAt(bytes, at + 7, end) * KIB;
        into.hugetlb = hugetlbAt(bytes, end + 1, length);
        break;
      case THREADS:
        into.threads = numberAt(bytes, at + 8, end);
        break;
      case DATA:
        // Kernels that do not split the RSS continue with these.
        return;
    }
    if (name === last) return;
    at = end + 1;
  }
}

/**
 * The line `HugetlbPages`, which follows VmSwap since Linux 4.4, bytes; -1 without one, in a kernel without hugetlbfs. RSS does
 * not count these pages (Documentation/filesystems/proc.rst).
 */
function hugetlbAt(bytes: Uint8Array, at: number, length: number): number {
  if (at >= length || word(bytes, at) !== HUGETLB) return -1;
  const kib = numberAt(bytes, at + HUGETLB_LABEL, length);
  return kib < 0 ? -1 : kib * KIB;
}
