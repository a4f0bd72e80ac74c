import type { UnjudgedLimit } from '../recording/records.ts';

/** What is known of a size at one moment, or since the sample before, bytes. Where it was measured both are the same. */
export interface Bounds {
  readonly atLeast: number;
  /** Infinity where nothing bounds it. */
  readonly atMost: number;
  /** Why the two differ, as a clause: 'the PSS of hold (4242) may not be read'. */
  readonly why?: string;
}

/** A limit of which it cannot be told whether it was kept: 'baseline' is one too. */
export type Unjudged = UnjudgedLimit;

/** A size that was measured. */
export const exactly = (bytes: number): Bounds => ({ atLeast: bytes, atMost: bytes });
