/** The public API: the recording's vocabulary. */
export type * from './analyze/report-types.ts';
export { METRIC_NAMES, METRICS } from './stream/metrics.ts';
export type * from './stream/records.ts';
export { UserError } from './user-error.ts';
