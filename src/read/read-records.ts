import type { Report } from '../analyze/report/types.ts';
import type { ReportMetric } from '../recording/metrics.ts';
import { readRecording } from '../recording/reader.ts';
import type { StreamRecord } from '../recording/records.ts';
import { UserError } from '../text/user-error.ts';
import type { ForeignOptions } from './read-foreign.ts';
import { looksNative, readable, readingWarnings, readReport } from './read-report.ts';
import { openRecording, type Recording } from './recordings.ts';

type Chunks = AsyncIterable<Uint8Array>;

/** How much of a file is looked at to tell ours from others. */
const HEAD_BYTES = 64 * 1024;

/** What is wanted of a run. */
export interface Wanted {
  /** Gets each record of one run, ours or another tool's; it must not be kept. */
  readonly record?: (record: StreamRecord) => void;
  /** Line records as well. */
  readonly lines: boolean;
  /** A report besides: it takes several times as long. */
  readonly report: boolean;
  readonly metric?: ReportMetric;
  /** Wraps the stream of bytes that is read last. */
  readonly through: (chunks: Chunks) => Chunks;
  /** What was said of a file that memwrap did not write. */
  readonly foreign: Pick<ForeignOptions, 'from' | 'given'>;
}

/** What came of it. */
export interface RunRead {
  readonly report?: Report;
  /** What could not be used, and of another tool's file what was assumed: a sentence each. */
  readonly remarks: readonly string[];
}

/**
 * Reads one run. Of a file with several runs of another tool the last, or the one that was asked for. Throws a UserError that names
 * the file if there is nothing to read.
 */
export async function readRecords(recording: Recording, wanted: Wanted): Promise<RunRead> {
  const { record, report, metric, foreign, through } = wanted;
  const native = foreign.from === undefined && (await isNative(recording));
  if (record === undefined)
    return told(await readReport(recording, metric, undefined, through, foreign));
  if (native && !report) return readAlone(recording, record, wanted);
  if (native) return told(await readReport(recording, metric, record, through, foreign));
  const asks = recording.path !== undefined && foreign.given?.run === undefined;
  const runs = asks ? await countRuns(recording, foreign) : 1;
  const chosen = runs > 1 ? { ...foreign, given: { ...foreign.given, run: runs } } : foreign;
  const watch = onlyOne(recording, record);
  const read = told(await readReport(recording, metric, watch, through, chosen));
  if (runs < 2) return read;
  const which = `the file holds ${runs} runs, this is the last; --run 1 is the first`;
  return { ...read, remarks: [which, ...read.remarks] };
}

const told = (report: Report): RunRead => ({
  report,
  remarks: [...report.warnings, ...(report.notes ?? [])],
});

/** Records of our own, without a report. */
async function readAlone(
  recording: Recording,
  record: (record: StreamRecord) => void,
  { lines, through }: Wanted,
): Promise<RunRead> {
  const remarks: string[] = [];
  const chunks = through(
    readable(
      openRecording(recording, (text) => remarks.push(text)),
      recording,
    ),
  );
  const summary = await readRecording(chunks, { record, lines, reuse: true });
  if (summary.records === 0) {
    const what = summary.bytes === 0 ? 'is empty, nothing was recorded' : 'is not a recording';
    throw new UserError(`${recording.label}: ${what}`);
  }
  return { remarks: [...remarks, ...readingWarnings(summary)] };
}

/** A pipe can be read only once: what comes by it is told apart while it is read. */
async function isNative(recording: Recording): Promise<boolean> {
  if (recording.path === undefined) return false;
  const head: Buffer[] = [];
  let length = 0;
  for await (const chunk of readable(
    openRecording(recording, () => undefined),
    recording,
  )) {
    // The file reader reuses its buffer.
    head.push(Buffer.from(chunk));
    length += chunk.length;
    if (length >= HEAD_BYTES) break;
  }
  return looksNative(Buffer.concat(head).toString('utf8', 0, HEAD_BYTES));
}

/** How many runs another tool's file holds: records cannot be taken back once they are passed on. */
async function countRuns(recording: Recording, foreign: Wanted['foreign']): Promise<number> {
  let runs = 0;
  const count = ({ type }: StreamRecord): void => {
    if (type === 'start') runs += 1;
  };
  await readReport(recording, undefined, count, undefined, foreign);
  return runs;
}

/** Refuses a second run of another tool. */
function onlyOne(
  { label }: Recording,
  record: (record: StreamRecord) => void,
): (record: StreamRecord) => void {
  let runs = 0;
  return (next) => {
    if (next.type === 'start' && next.source !== undefined) runs += 1;
    if (runs > 1) throw new UserError(`${label}: holds several runs`, 'say which one: --run 1');
    record(next);
  };
}
