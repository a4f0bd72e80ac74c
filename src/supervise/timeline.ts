import type { Clock } from '../host/clock.ts';

/** The run's own time: the wall clock at the start plus monotonic time, so that it never steps. */
export interface Timeline {
  /** Epoch milliseconds of the start. */
  readonly start: number;
  /** Epoch milliseconds. */
  now(): number;
  /** The epoch time of a monotonic reading, both in milliseconds. */
  at(monotonic: number): number;
}

export function startTimeline(clock: Clock): Timeline {
  const start = clock.wall();
  const origin = clock.monotonic();
  const at = (monotonic: number): number => start + (monotonic - origin);
  return { start, at, now: () => at(clock.monotonic()) };
}
