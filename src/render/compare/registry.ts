import { safeJson } from '../json.ts';
import { type ComparisonRenderer, chartComparison } from './chart.ts';
import { markdownComparison } from './markdown.ts';

/** The comparison as one line of JSON, without the curves. */
const jsonComparison: ComparisonRenderer = (comparison, names) => {
  const { baseCurve: _baseCurve, nextCurve: _nextCurve, ...printed } = comparison;
  return safeJson({ ...printed, baseLabel: names.base, nextLabel: names.next });
};

/** The comparison formats, by name. */
export const COMPARISON_RENDERERS: Readonly<
  Record<'chart' | 'json' | 'markdown', ComparisonRenderer>
> = {
  chart: chartComparison,
  json: jsonComparison,
  markdown: markdownComparison,
};
