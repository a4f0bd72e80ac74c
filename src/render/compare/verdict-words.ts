import type { Comparison } from '../../analyze/compare.ts';
import { formatShareChange } from '../../units/share.ts';
import { formatSize, formatSizeChange } from '../../units/size.ts';

/** The outcome in a sentence, with what was allowed and how much is known of chance. */
export function verdictWords(comparison: Comparison): string {
  const { verdict, peak, end, baseRuns, noiseKnown } = comparison;
  const [what, size] =
    peak?.verdict !== verdict && end?.verdict === verdict ? ['end', end] : ['peak', peak];
  if (size === undefined) return 'Not judged: no memory was measured on one of the sides.';
  const change =
    size.base > 0 ? formatShareChange(size.change / size.base) : formatSizeChange(size.change);
  const runs = `${baseRuns} baseline ${baseRuns === 1 ? 'run' : 'runs'}`;
  const noise = noiseKnown ? '' : '; noise unknown';
  const word = { same: 'Same', better: 'Better', worse: 'Worse' }[verdict];
  return `${word}: ${what} ${change} (${formatSize(size.allowed)} allowed, ${runs}${noise}).`;
}
