/** The public API: what a recording holds, reading one, and what it comes to. */
export { type Comparison, compareReports } from './analyze/compare.ts';
export { findPhases } from './analyze/phases/find-phases.ts';
export { createReport, type ReportBuilder, type ReportOptions } from './analyze/report.ts';
export type * from './analyze/report-types.ts';
export { METRIC_NAMES, METRICS } from './stream/metrics.ts';
export { type ReadSummary, readRecording } from './stream/reader.ts';
export type * from './stream/records.ts';
export { UserError } from './user-error.ts';
