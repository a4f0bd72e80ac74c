import { METRIC_NAMES, type Metric } from './metrics.ts';
import type { BreachRecord } from './records.ts';

/**
 * The metric whose curve shows a breach: that of its limit. Where huge pages of hugetlbfs broke a ceiling of RSS or PSS, which
 * counts them too, it is what was more. Undefined where it is about the machine, or of a limit that nobody here knows.
 */
export function metricOfBreach({
  limit,
  metric,
  sizes,
}: Pick<BreachRecord, 'limit' | 'metric' | 'sizes'>): Metric | undefined {
  const judged = metric ?? metricByName(limit);
  if (judged !== 'rss' && judged !== 'pss') return judged;
  return (sizes?.hugetlb ?? 0) > (sizes?.[judged] ?? 0) ? 'hugetlb' : judged;
}

/** A recording before 0.2 has the limit's name alone: a ceiling is called after its metric, others are about RSS. */
function metricByName(limit: unknown): Metric | undefined {
  // A report takes records whose fields hold anything.
  if (typeof limit !== 'string') return undefined;
  const named = METRIC_NAMES.find((metric) => limit === `max-${metric}`);
  return named ?? (limit.startsWith('max-') ? 'rss' : undefined);
}
