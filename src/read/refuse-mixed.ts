import type { Report } from '../analyze/report/types.ts';
import { isPartOfProcess } from '../recording/measure.ts';
import { printable } from '../text/printable.ts';
import { UserError } from '../text/user-error.ts';
import type { Recording } from './recordings.ts';

/** Throws a UserError where a heap, which is a part of a process, stands beside what a process holds. */
export function refuseMixed(recordings: readonly Recording[], reports: readonly Report[]): void {
  const heap = reports.findIndex(
    ({ measure }) => measure !== undefined && isPartOfProcess(measure),
  );
  const other = reports.findIndex(({ measure }) => measure !== reports[heap]?.measure);
  if (heap < 0 || other < 0) return;
  const named = (i: number): string =>
    `${recordings[i]?.label ?? ''} holds ${printable(reports[i]?.measure ?? 'RSS')}`;
  throw new UserError(
    `${named(heap)}, ${named(other)}: the two cannot be compared`,
    'compare recordings of one kind',
  );
}
