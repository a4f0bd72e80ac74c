import { createReport, type ReportBuilder } from '../analyze/report/report.ts';
import type { Report } from '../analyze/report/types.ts';
import { optimizeRarely } from '../host/engine.ts';
import type { ReportMetric } from '../recording/metrics.ts';
import { type ReadSummary, readRecording } from '../recording/reader.ts';
import type { StreamRecord } from '../recording/records.ts';
import { isUserError, UserError } from '../text/user-error.ts';
import type { Foreign, ForeignOptions } from './read-foreign.ts';
import { openRecording, type Recording, reasonOf } from './recordings.ts';
import { isStillWritten } from './still-written.ts';

/** How much of a file is examined to recognise its format. */
const HEAD_BYTES = 64 * 1024;
/** Below this many records the rest is quick. */
const FEW_RECORDS = 50_000;

type Chunks = AsyncIterable<Uint8Array>;

/** What a file was read into: a run, or tasks without a curve. */
export type Read = Foreign;

/**
 * Reads a recording of a run into a report, as `readAny` does. A file that has one number a task is a UserError here.
 */
export async function readReport(...args: Parameters<typeof readAny>): Promise<Report> {
  const read = await readAny(...args);
  if (read.kind === 'run') return read.report;
  const [{ label }] = args;
  throw new UserError(
    `${label}: holds one number a task, no curve and no log lines`,
    `memwrap report ${label} shows them`,
  );
}

/**
 * Reads a recording, ours or a foreign one, into a report or a table of tasks, with a warning for everything that was skipped.
 * Throws a UserError that names the file if there is nothing to report. `watch` is called with every record and must not keep
 * it. `through` may wrap the stream of bytes. `foreign` is what was said of a file that memwrap did not write.
 */
export async function readAny(
  recording: Recording,
  metric?: ReportMetric,
  watch?: (record: StreamRecord) => void,
  through: (chunks: Chunks) => Chunks = (chunks) => chunks,
  foreign?: Pick<ForeignOptions, 'from' | 'given' | 'beside'>,
): Promise<Read> {
  const builder = watched(createReport(metric === undefined ? {} : { metric }), watch);
  const remarks: string[] = [];
  const opened = openRecording(recording, (text) => remarks.push(text));
  const { head, chunks } = await peek(through(readable(opened, recording)));
  if (head.length === 0) throw new UserError(`${recording.label}: is empty, nothing was recorded`);
  const text = head.toString('utf8');
  if (foreign?.from !== undefined || !looksNative(text)) {
    const { readForeign } = await import('./read-foreign.ts');
    const read = await readForeign(recording, head, chunks, {
      ...foreign,
      ...(metric !== undefined && { metric }),
      ...(watch !== undefined && { watch }),
    });
    if (read?.kind === 'run') return { kind: 'run', report: withWarnings(remarks, read.report) };
    if (read !== undefined) return { ...read, notes: [...remarks, ...read.notes] };
  }
  if (isOther(text)) throw unknown(recording);
  const beside = foreign?.beside?.((record) => builder.add(record));
  const summary = await readRecording(chunks, {
    record: (record) => (beside ?? builder).add(record),
    reuse: true,
  });
  remarks.push(...(beside?.finish() ?? []));
  if (summary.records === 0) {
    if (summary.newerVersion === undefined) throw unknown(recording);
    throw new UserError(`${recording.label}: is not a recording that this version can read`);
  }
  if (summary.records < FEW_RECORDS) await optimizeRarely();
  const { path } = recording;
  const report = builder.finish((run) => path !== undefined && isStillWritten(path, run));
  // The report warns of a newer version itself.
  const { newerVersion: _, ...read } = summary;
  return { kind: 'run', report: withWarnings([...remarks, ...readingWarnings(read)], report) };
}

function withWarnings(warnings: readonly string[], report: Report): Report {
  return { ...report, warnings: [...warnings, ...report.warnings] };
}

function watched(
  builder: ReportBuilder,
  watch: ((record: StreamRecord) => void) | undefined,
): ReportBuilder {
  if (watch === undefined) return builder;
  return {
    add(record) {
      builder.add(record);
      watch(record);
    },
    finish: (isRunning) => builder.finish(isRunning),
  };
}

/** Our own recordings are recognised even if they are damaged. */
export function looksNative(head: string): boolean {
  return (
    // Other programs log with pino too.
    (head.startsWith('{"level":') && /"type":"[a-z]+"/.test(head)) ||
    /^\{[^\n]{0,200}"type":"(start|sample|line|process|end)"/.test(head)
  );
}

/** A long file whose beginning has no record of ours: it need not be read to its end to know that it is none. */
function isOther(head: string): boolean {
  return head.length > HEAD_BYTES / 4 && !head.includes('"type"');
}

function unknown({ label }: Recording): UserError {
  return new UserError(
    `${label}: is not a recording, neither of memwrap nor of a tool whose files it reads`,
    'docs/import.md lists those: CSV with a time and a memory column, mprof, docker stats, time -v, GC logs, massif, Prometheus and more',
  );
}

/** What could not be used of a recording, in words. */
export function readingWarnings({ skipped, torn, newerVersion }: ReadSummary): string[] {
  const warnings: string[] = [];
  const warn = (count: number, what: string): void => {
    if (count > 0) warnings.push(`${count} ${count === 1 ? 'line' : 'lines'} skipped: ${what}`);
  };
  if (newerVersion !== undefined) {
    warnings.push(
      `written by a newer memwrap (format ${newerVersion}); what this one does not know is left out`,
    );
  }
  warn(skipped.garbage, 'no records');
  warn(skipped.unknownTypes, 'records of a kind that this version does not know');
  warn(skipped.tooLong, 'too long for a record');
  if (torn) warnings.push('the last line was cut off and left out');
  return warnings;
}

/** The beginning of a stream, and all of it again. */
async function peek(chunks: Chunks): Promise<{ head: Buffer; chunks: Chunks }> {
  const iterator = chunks[Symbol.asyncIterator]();
  const first: Buffer[] = [];
  let length = 0;
  let done = false;
  while (length < HEAD_BYTES && !done) {
    const next = await iterator.next();
    done = next.done === true;
    if (next.done === true) break;
    // The file reader reuses its buffer.
    first.push(Buffer.from(next.value));
    length += next.value.length;
  }
  async function* again(): AsyncGenerator<Uint8Array> {
    yield* first;
    if (!done) yield* { [Symbol.asyncIterator]: () => iterator };
  }
  return { head: Buffer.concat(first).subarray(0, HEAD_BYTES), chunks: again() };
}

/** A stream whose errors name the file. */
export async function* readable(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { label }: Recording,
): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (error) {
    if (isUserError(error)) throw error;
    throw new UserError(`${label}: ${reasonOf(error)}`);
  }
}
