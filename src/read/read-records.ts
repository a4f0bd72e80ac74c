import type { LogExcerpt } from '../analyze/excerpt/log-excerpt.ts';
import type { Report } from '../analyze/report/types.ts';
import { readRecording } from '../recording/reader.ts';
import type { StreamRecord } from '../recording/records.ts';
import { UserError } from '../text/user-error.ts';
import { looksNative, type Read, readable, readingWarnings } from './read-report.ts';
import { type ReadOptions, readWithLogs } from './read-with-logs.ts';
import { openRecording, type Recording } from './recordings.ts';

type Chunks = AsyncIterable<Uint8Array>;
type Records = (record: StreamRecord) => void;

/** How much of a file is looked at to tell ours from others. */
const HEAD_BYTES = 64 * 1024;

/** What is wanted of a run. */
export interface Wanted extends Omit<ReadOptions, 'watch'> {
  /** Gets each record of one run, ours or another tool's, logs beside it included; it must not be kept. */
  readonly record?: Records;
  /** Line records as well. */
  readonly lines: boolean;
  /** A report besides: it takes several times as long. */
  readonly report: boolean;
  /** The lines of the log that are worth showing with the report. */
  readonly excerpt: boolean;
  /** Wraps the stream of bytes. */
  readonly through: (chunks: Chunks) => Chunks;
}

/** A run as far as it was wanted, or a table of tasks. */
export type RunRead = {
  /** What could not be used, and of another tool's file what was assumed: a sentence each. */
  readonly remarks: readonly string[];
} & (
  | { readonly kind: 'run'; readonly report?: Report; readonly log?: LogExcerpt }
  | { readonly kind: 'tasks'; readonly table: Extract<Read, { kind: 'tasks' }> }
);

/**
 * Reads one run. Of a file with several runs of another tool the last, or the one that was asked for. Throws a UserError that names
 * the file if there is nothing to read.
 */
export async function readRecords(recording: Recording, wanted: Wanted): Promise<RunRead> {
  const { record, report, excerpt, lines: _, ...options } = wanted;
  if (excerpt) {
    const { readExcerpted } = await import('./read-excerpt.ts');
    const { report: whole, log } = await readExcerpted(recording, options);
    return { ...told({ kind: 'run', report: whole }), ...(log && { log }) };
  }
  if (record === undefined) return told(await readWithLogs(recording, options));
  const native = options.foreign?.from === undefined && (await isNative(recording));
  if (native && !report && options.logs.files.length === 0) {
    return readAlone(recording, record, wanted);
  }
  if (native) return told(await readWithLogs(recording, { ...options, watch: record }));
  return readForeignRun(recording, record, options);
}

/** A run of another tool: which one it is must be known before, because records cannot be taken back once they are passed on. */
async function readForeignRun(
  recording: Recording,
  record: Records,
  options: Omit<ReadOptions, 'watch'>,
): Promise<RunRead> {
  const { foreign } = options;
  const asks = recording.path !== undefined && foreign?.given?.run === undefined;
  const runs = asks ? await countRuns(recording, options) : 1;
  const chosen = runs > 1 ? { ...foreign, given: { ...foreign?.given, run: runs } } : foreign;
  const read = told(
    await readWithLogs(recording, {
      ...options,
      ...(chosen && { foreign: chosen }),
      watch: onlyOne(recording, record),
    }),
  );
  if (runs < 2) return read;
  const which = `the file holds ${runs} runs, this is the last; --run 1 is the first`;
  return { ...read, remarks: [which, ...read.remarks] };
}

function told(read: Read): RunRead {
  if (read.kind === 'tasks') return { kind: 'tasks', table: read, remarks: read.notes };
  const { report } = read;
  return { kind: 'run', report, remarks: [...report.warnings, ...(report.notes ?? [])] };
}

/** Records of our own, without a report. */
async function readAlone(
  recording: Recording,
  record: Records,
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
  return { kind: 'run', remarks: [...remarks, ...readingWarnings(summary)] };
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

/** How many runs another tool's file holds. */
async function countRuns(
  recording: Recording,
  { metric, foreign }: Pick<ReadOptions, 'metric' | 'foreign'>,
): Promise<number> {
  let runs = 0;
  const watch = ({ type }: StreamRecord): void => {
    if (type === 'start') runs += 1;
  };
  const logs = { files: [] };
  await readWithLogs(recording, {
    ...{ logs, cwd: '', watch },
    ...(metric !== undefined && { metric }),
    ...(foreign && { foreign }),
  });
  return runs;
}

/** Refuses a second run of another tool. */
function onlyOne({ label }: Recording, record: Records): Records {
  let runs = 0;
  return (next) => {
    if (next.type === 'start' && next.source !== undefined) runs += 1;
    if (runs > 1) throw new UserError(`${label}: holds several runs`, 'say which one: --run 1');
    record(next);
  };
}
