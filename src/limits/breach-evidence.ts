import { METRIC_NAMES, type Metric } from '../recording/metrics.ts';
import type { BreachRecord, Sizes } from '../recording/records.ts';
import type { ProcessSample, TreeSample } from '../sample/sampler.ts';
import type { Breach } from './breach.ts';
import { BASELINE, breachWords } from './breach-words.ts';
import { limitRow } from './table.ts';

/** The breach with what it is judged by and, where it is about a moment, the tree in the sample that showed it. */
export function atMoment(breach: Breach, sample: TreeSample | undefined): Breach {
  const metric = metricOf(breach);
  if (metric === undefined) return breach;
  if (sample === undefined || breachWords(breach.limit).about !== 'moment') {
    return { ...breach, metric };
  }
  return { ...breach, metric, sizes: sizesOf(sample), procs: sample.procs };
}

/** The largest processes of the sample, by what the breach is judged by. */
export function holdersOf(
  { metric = 'rss' }: Breach,
  { top }: TreeSample,
): NonNullable<BreachRecord['processes']> {
  return top
    .map((one) => ({ one, bytes: heldOf(one, metric) }))
    .toSorted((a, b) => b.bytes - a.bytes)
    .map(({ one: { pid, name, rss }, bytes }) => ({
      pid,
      name,
      rss,
      ...(bytes !== rss && { bytes }),
    }));
}

/** What a limit is judged by; undefined of one about the machine. */
function metricOf({ limit }: Breach): Metric | undefined {
  if (limit === BASELINE) return 'rss';
  return breachWords(limit).about === 'machine' ? undefined : limitRow(limit)?.metric;
}

function heldOf(process: ProcessSample, metric: Metric): number {
  const { rss, hugetlb = 0 } = process;
  return metric === 'rss' ? rss + hugetlb : (process[metric] ?? rss);
}

/** The sizes of a sample, without what else it holds. */
export function sizesOf(sample: Sizes): Sizes {
  const sizes: { -readonly [M in Metric]?: number } = {};
  for (const metric of METRIC_NAMES) {
    const size = sample[metric];
    if (size !== undefined) sizes[metric] = size;
  }
  return sizes;
}
