import type { IsPair } from './labels.ts';
import type { Kind, Line } from './line.ts';

/** A log that was read, and what it tells of itself. */
export interface IndexedLog {
  readonly lines: readonly Line[];
  readonly kinds: readonly Kind[];
  /** Lines that were open for a while. */
  readonly long: readonly Line[];
  /** Lines that are built alike, in order. */
  readonly shapes: ReadonlyMap<string, readonly Line[]>;
  /** Log odds by kind, without growth. */
  readonly odds: Float64Array;
  readonly claims: Float64Array;
  readonly isPair: IsPair;
  readonly edgeBefore: (moment: number) => number;
  readonly edgeAfter: (moment: number) => number;
}
