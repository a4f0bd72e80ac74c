import type { ComparedSize, Comparison } from '../../analyze/compare/compare.ts';
import { formatShareChange } from '../../text/share.ts';
import { formatSize, formatSizeChange } from '../../text/size.ts';

/** The verdict in a sentence, with the allowance and how much is known of chance. */
export function verdictWords(comparison: Comparison): string {
  const { verdict, baseRuns, noiseKnown } = comparison;
  const [what, size] = decisive(comparison);
  if (size === undefined) return 'Not judged: no memory was measured on one of the sides.';
  const change =
    size.base > 0 ? formatShareChange(size.change / size.base) : formatSizeChange(size.change);
  const runs = `${baseRuns} baseline ${baseRuns === 1 ? 'run' : 'runs'}`;
  const noise = noiseKnown ? '' : '; noise unknown';
  const word = { same: 'Same', better: 'Better', worse: 'Worse', open: 'Not judged' }[verdict];
  return `${word}: ${what} ${change} (${formatSize(size.allowed)} allowed, ${runs}${noise}).`;
}

/** The size that decides the verdict, and its name. */
function decisive({
  verdict,
  peak,
  held,
  end,
  growths,
}: Comparison): readonly [string, ComparedSize | undefined] {
  if (peak?.verdict === verdict) return ['peak', peak];
  if (end?.verdict === verdict) return ['end', end];
  const growth = verdict === 'worse' ? growths.find((one) => one.verdict === verdict) : undefined;
  if (growth === undefined) return held === undefined ? ['peak', peak] : ['level held', held];
  return [`growth in phase ${growth.nextNumber} (${growth.kind})`, growth];
}
