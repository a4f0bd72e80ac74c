import { statfs } from 'node:fs';
import type { Clock } from '../host/clock.ts';

const LOOK_EVERY = 1000;
const ENOUGH = 0.05;

/** Tells whether less than 5 % of the disk that holds `file` is free. Looks at most once a second, and waits for nothing. */
export function watchFreeSpace(file: string, clock: Clock): () => boolean {
  let crowded = false;
  let next = 0;
  return () => {
    const now = clock.monotonic();
    if (now < next) return crowded;
    next = Number.POSITIVE_INFINITY;
    statfs(file, (error, space) => {
      next = clock.monotonic() + LOOK_EVERY;
      // A file system that has no blocks to count (a special one) tells nothing.
      crowded = error === null && space.blocks > 0 && space.bavail < space.blocks * ENOUGH;
    });
    return crowded;
  };
}
