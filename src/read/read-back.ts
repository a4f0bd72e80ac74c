import { createReadStream } from 'node:fs';
import { createReport } from '../analyze/report/report.ts';
import type { Report } from '../analyze/report/types.ts';
import type { ReportMetric } from '../recording/metrics.ts';
import { readRecording } from '../recording/reader.ts';
import type { StreamRecord } from '../recording/records.ts';

/** A recording larger than this is not read again during or after a run: the report then goes without log lines. */
const MAX_BYTES = 256 * 1024 * 1024;

/** A part of a file that one run wrote. */
export interface Written {
  readonly path: string;
  /** Where it begins in the file. */
  readonly from: number;
  readonly bytes: number;
}

/** The report of what has been written of a run, log lines included; `more` are records that are not in the file yet, `metric` the one to lead with. */
export async function readBack(
  { path, from, bytes }: Written,
  more: readonly StreamRecord[] = [],
  metric?: ReportMetric,
): Promise<Report | undefined> {
  if (bytes === 0 || bytes > MAX_BYTES) return undefined;
  const builder = createReport(metric === undefined ? {} : { metric });
  const stream = createReadStream(path, { start: from, highWaterMark: 1024 * 1024 });
  try {
    await readRecording(stream, { record: (record) => builder.add(record), reuse: true });
  } catch {
    // Deleted meanwhile, or not readable for us: what was seen live has to do.
    return undefined;
  }
  for (const record of more) builder.add(record);
  return builder.finish();
}
