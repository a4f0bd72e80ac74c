import { ExcerptBuilder, type LogExcerpt } from '../analyze/excerpt/log-excerpt.ts';
import type { Report } from '../analyze/report/types.ts';
import { readRecording } from '../recording/reader.ts';
import { UserError } from '../text/user-error.ts';
import { type ReadOptions, readWithLogs } from './read-with-logs.ts';
import { openRecording, type Recording } from './recordings.ts';

/** A report, and the part of its log that is worth showing beside it. */
export interface Excerpted {
  readonly report: Report;
  /** Absent where the recording has no lines. */
  readonly log?: LogExcerpt;
}

/** More places than this are not looked at: a page shows no more. */
const MOST_MOMENTS = 60;

/**
 * Reads a report and then once more its lines, of which those around what matters are kept. What comes by a pipe is read
 * once: its lines are kept at even distances. Throws a UserError as readReport does.
 */
export async function readExcerpted(
  recording: Recording,
  options: Omit<ReadOptions, 'watch'>,
): Promise<Excerpted> {
  if (recording.path === undefined) {
    const { builder, watch } = watching([]);
    const report = await readRun(recording, { ...options, watch });
    return withLog(report, builder.finish());
  }
  const report = await readRun(recording, options);
  if (report.lines === 0) return { report };
  const moments = momentsOf(report);
  if (report.source === undefined && options.logs.files.length === 0) {
    const builder = new ExcerptBuilder(moments, report);
    const chunks = openRecording(recording, () => undefined);
    await readRecording(chunks, { record: (record) => builder.add(record), reuse: true });
    const log = builder.finish();
    if (log.total > 0) return { report, log };
  }
  const { builder, watch } = watching(moments);
  const { through: _, ...again } = options;
  await readRun(recording, { ...again, watch });
  return withLog(report, builder.finish());
}

async function readRun(recording: Recording, options: ReadOptions): Promise<Report> {
  const read = await readWithLogs(recording, options);
  if (read.kind === 'run') return read.report;
  throw new UserError(
    `${recording.label}: holds one number a task, no curve and no log lines`,
    `memwrap report ${recording.label} shows them`,
  );
}

function withLog(report: Report, log: LogExcerpt): Excerpted {
  return log.total === 0 ? { report } : { report, log };
}

/** Of several runs in one file the last is shown: each start record begins anew. */
function watching(moments: readonly number[]): {
  readonly builder: ExcerptBuilder;
  readonly watch: (record: Parameters<ExcerptBuilder['add']>[0]) => void;
} {
  const builder = new ExcerptBuilder(moments);
  return {
    builder,
    watch: (record) => {
      if (record.type === 'start') builder.clear();
      builder.add(record);
    },
  };
}

/** The moments whose lines tell most, ascending: what the answer points at, breaches, marks, where phases begin. */
function momentsOf({
  answer,
  breaches,
  marks,
  phases,
  peak,
  start,
  killed = [],
}: Report): number[] {
  const told = answer === undefined ? [] : [answer.start, answer.end, answer.peakTime];
  const line = answer?.kind === 'line' || answer?.kind === 'process' ? answer.line : undefined;
  const all = [
    ...told,
    ...(line === undefined ? [] : [line.start]),
    ...(peak === undefined ? [] : [peak.time]),
    ...breaches.map(({ time }) => time - start),
    ...killed.map(({ time }) => time),
    ...phases.map((phase) => phase.start),
    ...phases.flatMap((phase) => (phase.line === undefined ? [] : [phase.line.start])),
    ...marks.map(({ time }) => time),
  ];
  return [...new Set(all)].slice(0, MOST_MOMENTS).sort((a, b) => a - b);
}
