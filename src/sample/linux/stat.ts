import { nextField, numberAt } from './digits.ts';
import { type ProcFiles, readOnce } from './proc-files.ts';

const CLOSING = 41; // ')'

/** The fields of /proc/PID/stat that are used, named as in proc(5); sizes in pages, times in clock ticks. */
export interface StatReading {
  state: number;
  ppid: number;
  group: number;
  session: number;
  flags: number;
  threads: number;
  /** Page faults of all its threads, and those of the children that it has waited for and of theirs. */
  faults: number;
  reapedFaults: number;
  /** CPU time in user and kernel mode, clock ticks; the second of the children that it has waited for. */
  ran: number;
  reapedRan: number;
  /** Start time in clock ticks after boot (or after the start of the time namespace). */
  started: number;
  rssPages: number;
}

/** A kernel thread (PF_KTHREAD in include/linux/sched.h). */
export const KERNEL_THREAD = 0x00200000;
/** Forked but has not called exec yet (PF_FORKNOEXEC). */
export const FORKED_ONLY = 0x00000040;

export function emptyStat(): StatReading {
  return {
    state: 0,
    ppid: -1,
    group: -1,
    session: -1,
    flags: 0,
    threads: -1,
    faults: -1,
    reapedFaults: -1,
    ran: -1,
    reapedRan: -1,
    started: -1,
    rssPages: -1,
  };
}

/**
 * Parses the bytes of /proc/PID/stat into `into`; false if they are not a stat file. The name stands in parentheses
 * and may itself contain parentheses, blanks and newlines. What follows the last closing one is never part of the
 * name, because only numbers follow.
 */
export function parseStat(bytes: Uint8Array, length: number, into: StatReading): boolean {
  let at = length - 1;
  while (at >= 0 && bytes[at] !== CLOSING) at--;
  if (at < 0) return false;
  at += 2;
  into.state = bytes[at] ?? 0;
  let number = 3;
  const skipTo = (wanted: number): number => {
    for (; number < wanted; number++) at = nextField(bytes, at, length);
    return numberAt(bytes, at, length);
  };
  into.ppid = skipTo(4);
  into.group = skipTo(5);
  into.session = skipTo(6);
  into.flags = skipTo(9);
  const minor = skipTo(10);
  const reapedMinor = skipTo(11);
  into.faults = minor + skipTo(12);
  into.reapedFaults = reapedMinor + skipTo(13);
  into.ran = skipTo(14) + skipTo(15);
  into.reapedRan = skipTo(16) + skipTo(17);
  into.threads = skipTo(20);
  into.started = skipTo(22);
  into.rssPages = skipTo(24);
  return into.started >= 0;
}

/** How far the fields state and exit_code are apart. */
const TO_EXIT_CODE = 52 - 3;

/**
 * The wait status (wait(2)) in a stat file: of a process that is ending or a zombie how it ended. 0 while it lives, or if we
 * may not know; -1 in a kernel before Linux 3.5, whose file is shorter.
 */
export function waitStatusIn(bytes: Uint8Array, length: number): number {
  let at = bytes.subarray(0, length).lastIndexOf(CLOSING);
  if (at < 0) return -1;
  at += 2;
  for (let field = 0; field < TO_EXIT_CODE; field++) at = nextField(bytes, at, length);
  return at < length ? numberAt(bytes, at, length) : -1;
}

/** When a process was started, clock ticks; -1 if it is gone. */
export function startOf(files: ProcFiles, pid: number): number {
  const bytes = Buffer.allocUnsafe(4096);
  const stat = emptyStat();
  const length = readOnce(files, `/proc/${pid}/stat`, bytes);
  return length > 0 && parseStat(bytes, length, stat) ? stat.started : -1;
}
