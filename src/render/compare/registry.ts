import { safeJson } from '../json.ts';
import { type ComparisonRenderer, chartComparison } from './chart.ts';
import { markdownComparison } from './markdown.ts';

/** Everything that was compared but the curves, on one line. */
const jsonComparison: ComparisonRenderer = (comparison, names) => {
  const { baseCurve: _baseCurve, nextCurve: _nextCurve, ...printed } = comparison;
  return safeJson({ ...printed, baseLabel: names.base, nextLabel: names.next });
};

/** The forms that a comparison can be told in, by name. */
export const COMPARISON_RENDERERS: Readonly<
  Record<'chart' | 'json' | 'markdown', ComparisonRenderer>
> = {
  chart: chartComparison,
  json: jsonComparison,
  markdown: markdownComparison,
};
