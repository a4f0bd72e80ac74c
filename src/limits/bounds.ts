/** What is known of a size at one moment, or since the sample before, bytes. Where it was measured both are the same. */
export interface Bounds {
  readonly atLeast: number;
  /** Infinity where nothing bounds it. */
  readonly atMost: number;
  /** Why the two differ, as a clause: 'the PSS of hold (4242) may not be read'. */
  readonly why?: string;
}

/** A limit of which it cannot be told whether it was kept. */
export interface Unjudged {
  /** The limit's option name, or 'baseline'. A recording may hold any text here. */
  readonly limit: string;
  /** Why, as a clause; for the user. */
  readonly why: string;
  /** What the size was at least and at most, bytes, where it is bounded and that moment broke neither. */
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** A size that was measured. */
export const exactly = (bytes: number): Bounds => ({ atLeast: bytes, atMost: bytes });
