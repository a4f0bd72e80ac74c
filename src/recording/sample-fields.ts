import { METRIC_NAMES, METRICS, type Metric } from './metrics.ts';

const isOccasional = (metric: Metric): boolean => 'occasional' in METRICS[metric];

const OTHERS = [
  'pssAtLeast',
  'pssAtMost',
  'hwm',
  'peak',
  'procs',
  'hugetlbAgain',
  'machineUsed',
  'machineAvailable',
  'machineShmem',
  'machineSwapUsed',
  'pressureSome',
  'pressureFull',
  'stalledSome',
  'stalledFull',
  'cgroup',
  'cgroupCache',
  'membersRss',
  'membersPss',
  'cost',
  'late',
] as const;

export type SampleField = Metric | (typeof OTHERS)[number];

/** The numbers of a sample in the order in which they are written; the scan kernel is generated from it. */
export const SAMPLE_FIELDS: readonly SampleField[] = [
  ...METRIC_NAMES.filter((metric) => !isOccasional(metric)),
  ...METRIC_NAMES.filter(isOccasional),
  ...OTHERS,
];

// The table that the scan kernel fills has a row for each line. Of a sample: kind, start and end of the line, time, the
// fields (NaN: absent), the number of pairs in `top` (NaN: absent), and the pairs.
export const TIME_COLUMN = 3;
export const FIRST_FIELD = TIME_COLUMN + 1;
export const PAIRS_COLUMN = FIRST_FIELD + SAMPLE_FIELDS.length;
export const MAX_PAIRS = 32;
/** Numbers in a row. */
export const ROW = PAIRS_COLUMN + 1 + 2 * MAX_PAIRS;
