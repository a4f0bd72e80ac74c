const MIB = 1024 * 1024;

/** What a size may be called beside that of other runs; every table, sentence and status has it from here. */
export const WORDS = {
  same: 'no further from the base than is allowed',
  worse: 'above the base by more than is allowed',
  better: 'below the base by more than is allowed',
  /** Printed as '(not judged)'. */
  open: 'further from the base than is allowed, but that decides nothing: chance explains it, or another row does',
} as const;

export type Verdict = keyof typeof WORDS;

/**
 * How far a size may be from the base: the largest of these. The same for the peak, the end, growth and each phase, for compare,
 * check and --baseline; docs/report.md has it as a table.
 */
export const THRESHOLDS = {
  /** Part of the base, on top of the largest base run; `--tolerance`. */
  tolerance: 0.05,
  /** Smaller changes are never distinguished from chance, bytes. */
  least: 8 * MIB,
  /** So many standard deviations of the base runs, from `enoughRuns` runs on. */
  deviations: 4,
  enoughRuns: 5,
  /** With fewer runs the median deviation is too often small by chance: the standard deviation counts as well. */
  robustRuns: 10,
  /** So many of the base runs may be upward outliers. */
  outliers: 0.1,
  /** Measuring leaves something open on both sides: in a tooth, between two samples, where the end begins. */
  doubts: 2,
} as const;
