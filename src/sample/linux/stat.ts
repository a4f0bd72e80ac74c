import { nextField, numberAt } from './digits.ts';

const CLOSING = 41; // ')'

/** What /proc/PID/stat tells beyond `status`; numbered as in proc(5), sizes in pages, times in clock ticks. */
export interface StatReading {
  state: number;
  ppid: number;
  group: number;
  session: number;
  flags: number;
  threads: number;
  /** Clock ticks that it ran for, in user and in kernel mode. */
  ran: number;
  /** Clock ticks after boot (or after the start of the time namespace). */
  started: number;
  rssPages: number;
}

/** A kernel thread (PF_KTHREAD in include/linux/sched.h). */
export const KERNEL_THREAD = 0x00200000;
/** Forked, and has not started a program of its own yet (PF_FORKNOEXEC). */
export const FORKED_ONLY = 0x00000040;

export function emptyStat(): StatReading {
  return {
    state: 0,
    ppid: -1,
    group: -1,
    session: -1,
    flags: 0,
    threads: -1,
    ran: -1,
    started: -1,
    rssPages: -1,
  };
}

/**
 * Reads the bytes of /proc/PID/stat into `into`; false where they are none. The name stands in brackets and may hold
 * brackets, blanks and newlines itself: what follows the LAST closing one is never part of it, because only numbers follow.
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
  into.ran = skipTo(14) + skipTo(15);
  into.threads = skipTo(20);
  into.started = skipTo(22);
  into.rssPages = skipTo(24);
  return into.started >= 0;
}
