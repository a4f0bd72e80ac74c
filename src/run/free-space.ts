import { statfs } from 'node:fs';
import type { Clock } from '../host/clock.ts';

const CHECK_EVERY_MS = 1000;
const MIN_FREE_SHARE = 0.05;

/** Whether less than 5 % of the disk that holds `file` is free. Checks at most once a second, asynchronously. */
export function watchFreeSpace(file: string, clock: Clock): () => boolean {
  let nearlyFull = false;
  let next = 0;
  return () => {
    const now = clock.monotonic();
    if (now < next) return nearlyFull;
    next = Number.POSITIVE_INFINITY;
    statfs(file, (error, space) => {
      next = clock.monotonic() + CHECK_EVERY_MS;
      // A special file system without blocks says nothing about free space.
      nearlyFull =
        error === null && space.blocks > 0 && space.bavail < space.blocks * MIN_FREE_SHARE;
    });
    return nearlyFull;
  };
}
