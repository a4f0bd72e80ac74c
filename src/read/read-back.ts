import { createReadStream } from 'node:fs';
import { createReport } from '../analyze/report/report.ts';
import type { Report } from '../analyze/report/types.ts';
import type { ReportMetric } from '../recording/metrics.ts';
import { readRecording } from '../recording/reader.ts';
import type { StreamRecord } from '../recording/records.ts';

/** A larger recording is not read again during or after a run: the report then has no log lines. */
const MAX_BYTES = 256 * 1024 * 1024;

/** The part of a file that one run wrote. */
export interface Written {
  readonly path: string;
  /** Its offset in the file. */
  readonly from: number;
  readonly bytes: number;
}

/**
 * Reads back what a run has written, log lines included, into a report; `more` are records that are not in the file
 * yet, `metric` is the one to lead with. undefined if the file is too large or cannot be read.
 */
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
    // Deleted meanwhile, or not readable for us: what was measured live is used instead.
    return undefined;
  }
  for (const record of more) builder.add(record);
  return builder.finish();
}
