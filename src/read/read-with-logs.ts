import type { ReportMetric } from '../recording/metrics.ts';
import type { StreamRecord } from '../recording/records.ts';
import { UserError } from '../text/user-error.ts';
import type { LogOptions } from './log-beside.ts';
import type { ForeignOptions } from './read-foreign.ts';
import { type Read, readAny, readReport } from './read-report.ts';
import type { Recording } from './recordings.ts';

export interface ReadOptions {
  readonly metric?: ReportMetric;
  readonly foreign?: Pick<ForeignOptions, 'from' | 'given'>;
  /** Logs to lay beside the memory. */
  readonly logs: LogOptions;
  /** Logs are named relative to it. */
  readonly cwd: string;
  /** Gets every record that is reported, logs included; of several runs, all: each start record begins anew. */
  readonly watch?: (record: StreamRecord) => void;
  readonly through?: (chunks: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
}

/**
 * Reads a recording with logs beside it: twice, because its time must be known before a log can be fitted. A log cannot be laid
 * beside a table of tasks. Throws UserError.
 */
export async function readWithLogs(recording: Recording, options: ReadOptions): Promise<Read> {
  const { metric, foreign, logs, cwd, watch, through } = options;
  if (logs.files.length === 0) return readAny(recording, metric, watch, through, foreign);
  if (recording.path === undefined) {
    throw new UserError(
      '--log needs the memory in a file: it is read twice',
      'name the file instead of -',
    );
  }
  const memory = await readReport(recording, metric, undefined, through, foreign);
  if (memory.axis !== undefined) {
    throw new UserError(
      `--log: ${recording.label} has no times: it counts ${memory.axis}`,
      'say when it began and how often it was sampled: --start, --interval',
    );
  }
  const { fitLogs, LogsBeside } = await import('./log-beside.ts');
  // An importer that had to guess the day says so.
  const dayless = memory.notes?.some((note) => /^The (?:times have|file has) no date\b/.test(note));
  const span = {
    start: memory.start,
    end: memory.start + memory.duration,
    ...(dayless && { dayless }),
  };
  const fitted = await fitLogs(logs, span, cwd);
  return readAny(recording, metric, watch, through, {
    ...foreign,
    beside: (to) => new LogsBeside(fitted, span, to),
  });
}
