import { type ProcFiles, readText } from './proc-files.ts';

/** What one page fault brings at most, but for huge pages: as many pages of a file around it (fault_around_bytes in mm/memory.c). */
const BYTES_A_FAULT = 64 * 1024;
/** A huge page is filled no faster than a core can write, bytes a millisecond. */
const BYTES_A_MS = 16 * 2 ** 20;
const TICK_MS = 10;

/**
 * What a command can have held at most that ended before it could be measured, bytes: its first process is a zombie, which has
 * no size any more, but still its page faults and its CPU time, with those of the children that it waited for. undefined if it
 * lives, or is gone altogether.
 */
export function mostHeld(files: ProcFiles, pid: number): number | undefined {
  const stat = readText(files, `/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // proc(5), counted from the state on: the name before it may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] !== 'Z') return undefined;
  const sum = (...places: readonly number[]): number =>
    places.reduce((total, place) => total + Number(fields[place]), 0);
  const faults = sum(MINFLT, CMINFLT, MAJFLT, CMAJFLT);
  const ticks = sum(UTIME, STIME, CUTIME, CSTIME);
  // The first field of schedstat is exact; ticks are rounded down, each of the four.
  const nanoseconds = Number(readText(files, `/proc/${pid}/schedstat`)?.split(' ')[0]);
  const exact = ticks === 0 && nanoseconds > 0;
  const ran = exact ? nanoseconds / 1e6 : ticks * TICK_MS + 4 * TICK_MS;
  const most = faults * BYTES_A_FAULT + ran * BYTES_A_MS;
  return Number.isFinite(most) ? Math.ceil(most) : undefined;
}

const MINFLT = 7;
const CMINFLT = 8;
const MAJFLT = 9;
const CMAJFLT = 10;
const UTIME = 11;
const STIME = 12;
const CUTIME = 13;
const CSTIME = 14;
