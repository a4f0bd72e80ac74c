import type { Comparison } from '../analyze/compare/compare.ts';
import type { Report } from '../analyze/report/types.ts';
import type { BreachSentence } from '../limits/breach-sentence.ts';

/** What there is to tell a CI system at the end of a run. */
export interface CiFacts {
  /** The run's name. */
  readonly name: string;
  /** The command in a few words. */
  readonly command: string;
  /** What memwrap ends with. */
  readonly status: number;
  readonly report: Report;
  /** With the baseline, where there was one. */
  readonly comparison: Comparison | undefined;
  /** The limits that were broken, one sentence each. */
  readonly breaches: readonly BreachSentence[];
  /** A breach was to warn and not to fail. */
  readonly warnOnly: boolean;
  /** Absolute path of the recording. */
  readonly recording: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Something to be done for a CI system; what fails is said and harms nothing. */
export type CiAction =
  | { readonly kind: 'say'; readonly text: string }
  | { readonly kind: 'append'; readonly file: string; readonly text: string; readonly most: number }
  | { readonly kind: 'write'; readonly file: string; readonly text: string }
  | { readonly kind: 'pipe'; readonly command: readonly string[]; readonly text: string };

export interface CiSystem {
  readonly actions: (facts: CiFacts) => readonly CiAction[];
}
