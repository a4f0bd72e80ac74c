import { createReport } from '../../src/analyze/report/report.ts';
import type { Report } from '../../src/analyze/report/types.ts';
import type { ReportMetric } from '../../src/recording/metrics.ts';
import type { StreamRecord } from '../../src/recording/records.ts';

/** The report of these records, in the given order. */
export function reportOf(records: readonly StreamRecord[], metric?: ReportMetric): Report {
  const builder = createReport(metric ? { metric } : {});
  for (const record of records) builder.add(record);
  return builder.finish();
}
