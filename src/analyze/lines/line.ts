import type { Duration } from './durations.ts';
import type { Fields } from './structured.ts';

/** Lines that say the same but for their values. */
export interface Kind {
  readonly id: number;
  /** The words with their values masked: '<n>', '<id>', '<*>'. */
  readonly words: readonly string[];
  readonly redrawn: boolean;
  readonly isAccess: boolean;
  /** Words as W, durations as <d>, numbers as <n>: kinds that are built alike. */
  readonly shape: string;
  readonly lines: readonly Line[];
  /** How many lines there were, with those that were thinned out. */
  readonly count: number;
  /** Fields whose values differ among its lines. */
  readonly varying: ReadonlySet<string>;
}

/** A line that was read. Times in milliseconds since the start of the recording. */
export interface Line {
  /** Its place among all lines in order of their beginning. */
  readonly index: number;
  readonly fd: 1 | 2;
  readonly begun: number;
  readonly ended: number;
  readonly ticks: readonly number[];
  /** The message, without prefixes that all lines share. */
  readonly text: string;
  readonly words: readonly string[];
  readonly kind: number;
  readonly fields: Fields | undefined;
  readonly durations: readonly Duration[];
  readonly isAccess: boolean;
  readonly redrawn: boolean;
  /** Its time is an estimate: it came in a block. */
  readonly estimated: boolean;
  readonly stands: number;
}

/** A line while it is being read. */
export type Draft = { -readonly [K in keyof Line]: Line[K] } & {
  isStamped: boolean;
  key: string | undefined;
};
