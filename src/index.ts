/** The public API: what a recording holds, reading one, and what it comes to. */
export { type Comparison, compareReports } from './analyze/compare/compare.ts';
export { findPhases } from './analyze/phases/find-phases.ts';
export { createReport, type ReportBuilder, type ReportOptions } from './analyze/report/report.ts';
export type * from './analyze/report/types.ts';
export { METRIC_NAMES, METRICS } from './recording/metrics.ts';
export { type ReadSummary, readRecording } from './recording/reader.ts';
export type * from './recording/records.ts';
export { UserError } from './text/user-error.ts';
