import type { ReportMetric } from '../../recording/metrics.ts';
import { type EndRecord, STREAM_VERSION, type StartRecord } from '../../recording/records.ts';
import { sizeOrNaN } from './safe-values.ts';

/** If more than this fraction of samples are late, the curve may have missed what happened in between. */
const LATE_PART = 0.05;

interface Facts {
  readonly started: StartRecord | undefined;
  readonly ended: EndRecord | undefined;
  readonly samples: number;
  readonly late: number;
  readonly asked: ReportMetric | undefined;
  readonly metric: ReportMetric;
  /** Streams (1, 2) whose lines arrived in blocks, without times of their own. */
  readonly buffered: readonly number[];
}

/** What a reader should know before trusting the report, each in a sentence. */
export function warningsOf(facts: Facts): string[] {
  const { started, ended, samples, late, asked, metric } = facts;
  const warnings: string[] = [];
  const version = sizeOrNaN(started?.version);
  if (version > STREAM_VERSION) {
    warnings.push(
      `written by a newer memwrap (format ${version}); what this one does not know is left out`,
    );
  }
  if (!started) warnings.push('the recording has no beginning: command and limits are unknown');
  if (!ended)
    warnings.push('the recording has no end: the run is still going on, or memwrap was killed');
  if (samples === 0)
    warnings.push('no memory was measured: the command ended before the first sample');
  if (asked !== undefined && asked !== metric && samples > 0) {
    const reason = started?.sampler?.missing?.[asked];
    const why = typeof reason === 'string' ? ` (${reason})` : '';
    warnings.push(`${asked} was not recorded${why}: this shows ${metric}`);
  }
  const dropped = sizeOrNaN(ended?.dropped);
  if (dropped > 0) warnings.push(`${dropped} lines were counted but not recorded`);
  const lateCount = Math.max(late, sizeOrNaN(ended?.late) || 0);
  if (samples > 0 && lateCount > LATE_PART * samples) {
    warnings.push(
      `${lateCount} of ${samples} samples came late: the machine was busy, peaks between them may be missed`,
    );
  }
  for (const fd of facts.buffered) warnings.push(bufferedWarning(fd));
  return warnings;
}

function bufferedWarning(fd: number): string {
  const stream = fd === 2 ? 'stderr' : 'stdout';
  return `${stream} arrived in blocks, so its lines have no exact times: set PYTHONUNBUFFERED=1 for Python, or put "stdbuf -oL" before the command`;
}
