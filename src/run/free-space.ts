import { statfs } from 'node:fs';
import type { Clock } from '../host/clock.ts';

const CHECK_EVERY_MS = 1000;
const MIN_FREE_SHARE = 0.05;

/**
 * Whether less than 5 % of the disk that holds `file` is free. Checks at most once a second, asynchronously. `opened`: another
 * name of the file, for when it was deleted.
 */
export function watchFreeSpace(file: string, opened: string, clock: Clock): () => boolean {
  let name = file;
  let nearlyFull = false;
  let next = 0;
  return () => {
    const now = clock.monotonic();
    if (now < next) return nearlyFull;
    next = Number.POSITIVE_INFINITY;
    statfs(name, (error, space) => {
      if (error !== null) name = opened;
      next = clock.monotonic() + CHECK_EVERY_MS;
      // A special file system without blocks says nothing about free space.
      nearlyFull =
        error === null && space.blocks > 0 && space.bavail < space.blocks * MIN_FREE_SHARE;
    });
    return nearlyFull;
  };
}
