import type { StartRecord } from '../recording/records.ts';
import { isClock } from '../text/calendar.ts';
import { UserError } from '../text/user-error.ts';

type Run = Pick<StartRecord, 'axis'>;

/** Throws a UserError where the samples are counted in something else than time. */
export function requireTimes({ axis }: Run, label: string, format: string): void {
  if (axis === undefined) return;
  throw new UserError(
    `${label}: its samples have no times, they are counted in ${axis}; ${format} needs times`,
    axis === 'samples'
      ? 'add --start 2026-11-27T12:00:00Z and --interval 1s'
      : 'export it as csv or svg',
  );
}

/** The same, and where times count from 0: the format wants dates. `start`: epoch milliseconds. */
export function requireClock(run: Run & { readonly start: number }, label: string, format: string) {
  requireTimes(run, label, format);
  if (isClock(run.start)) return;
  throw new UserError(
    `${label}: its times count from 0, ${format} needs dates`,
    'add --start 2026-11-27T12:00:00Z',
  );
}
