import type { Comparison } from '../analyze/compare/compare.ts';
import type { ForeignOptions } from '../read/read-foreign.ts';
import type { Breach } from './breach.ts';

/** What a comparison with earlier runs came to. */
export interface Judgement {
  readonly comparison: Comparison;
  /** What got worse: the peak, the end, then growth; none where nothing did. */
  readonly worse: readonly Breach[];
  /** Why being worse is only worth a warning: another machine, limit or interval. */
  readonly excuses: readonly string[];
}

export interface Judged {
  /** Absent where no earlier run can be used. */
  readonly judgement?: Judgement;
  /** Why runs of the baseline were left out, a line each. */
  readonly remarks: readonly string[];
  /** Why it cannot be told whether the run is worse, as a clause; absent where it can, or where there is no baseline yet. */
  readonly why?: string;
}

export interface JudgeOptions {
  readonly tolerance: number;
  /** Whether a file was named, so that there has to be a baseline; what a pattern matches may be of no use yet. */
  readonly baselineNamed: boolean;
  /** What was said of files that memwrap did not write. */
  readonly foreign?: Pick<ForeignOptions, 'from' | 'given'>;
}
