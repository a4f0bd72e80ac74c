import type { Exit } from '../recording/records.ts';

/** memwrap's own failures: an unknown option, a bad value, a recording that cannot be opened. */
export const OWN_FAILURE = 125;
export const NOT_EXECUTABLE = 126;
export const NOT_FOUND = 127;
/** A limit was broken, or a comparison came out worse. */
export const BREACH = 122;

/** The status that a shell gives: the code, or 128 + the number of the signal. */
export function statusOf(exit: Exit, signals: Readonly<Record<string, number>>): number {
  return 'code' in exit ? exit.code : 128 + (signals[exit.signal] ?? 0);
}

export const succeeded = (exit: Exit): boolean => 'code' in exit && exit.code === 0;
