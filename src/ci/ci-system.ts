import type { Comparison } from '../analyze/compare/compare.ts';
import type { Report } from '../analyze/report/types.ts';
import type { BreachSentence } from '../limits/breach-sentence.ts';

/** What a CI system can report about a run that has ended. */
export interface CiFacts {
  /** The run's name. */
  readonly name: string;
  /** The command in a few words. */
  readonly command: string;
  /** memwrap's exit status. */
  readonly status: number;
  readonly report: Report;
  /** With the baseline, if there was one. */
  readonly comparison: Comparison | undefined;
  /** The limits that were broken, one sentence each. */
  readonly breaches: readonly BreachSentence[];
  /** `--on-breach warn`: a breach does not fail the run. */
  readonly warnOnly: boolean;
  /** Whether a limit of the report that could not be judged fails the run. */
  readonly unknownFails: boolean;
  /** Absolute path of the recording. */
  readonly recording: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Something to do for a CI system: a line on stderr, a file, or the input of a program. */
export type CiAction =
  | { readonly kind: 'say'; readonly text: string }
  | { readonly kind: 'append'; readonly file: string; readonly text: string; readonly most: number }
  | { readonly kind: 'write'; readonly file: string; readonly text: string }
  | { readonly kind: 'pipe'; readonly command: readonly string[]; readonly text: string };

export interface CiSystem {
  readonly actions: (facts: CiFacts) => readonly CiAction[];
}
