const MIB = 2 ** 20;
/** A reading takes time, and so do the sizes that it is compared with. */
const TOLERANCE = 0.03;
const SMALL = 2 * MIB;
/** While forked processes live and the tree changes by more than this fraction around a reading, it says little. */
const MOVING = 0.08;

/** The samples around a reading of PSS, sizes in bytes; NaN where unknown. */
export interface Around {
  /** Memory that no other process can share: at the sample before, at the reading's own, and at the next. */
  readonly private: readonly number[];
  readonly rss: readonly number[];
  /** Whether pages are shared since a fork, or were in the sample before. */
  readonly forked: boolean;
}

/**
 * Judges a reading of PSS. A child that shares pages with its parent and is not read itself (between fork and exec)
 * takes its part away: then the sum is less than what nobody shares, or than it can be. 'unclear': too much moved.
 */
export function judgeReading(pss: number, around: Around): 'good' | 'false' | 'unclear' {
  const [least, most] = [smallest(around.rss), largest(around.rss)];
  if (around.forked && most - least > MOVING * most) return 'unclear';
  const floor = smallest(around.private);
  if (pss < floor * (1 - TOLERANCE) - SMALL) return 'false';
  return pss > most * (1 + TOLERANCE) + SMALL ? 'false' : 'good';
}

function smallest(values: readonly number[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (const value of values) if (value < least) least = value;
  return least === Number.POSITIVE_INFINITY ? 0 : least;
}

function largest(values: readonly number[]): number {
  let most = 0;
  for (const value of values) if (value > most) most = value;
  return most;
}
