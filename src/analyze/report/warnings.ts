import type { ReportMetric } from '../../recording/metrics.ts';
import { type EndRecord, STREAM_VERSION, type StartRecord } from '../../recording/records.ts';
import { sizeOrNaN } from './safe-values.ts';
import type { Report } from './types.ts';

/** If more than this fraction of samples are late, the curve may have missed what happened in between. */
const LATE_PART = 0.05;

/** A bound this far above what was seen leaves room for a peak that was missed. */
const MISSED = 1.05;

interface Facts {
  readonly started: StartRecord | undefined;
  readonly ended: EndRecord | undefined;
  readonly running: boolean;
  readonly full: Report['full'];
  readonly samples: number;
  readonly late: number;
  readonly asked: ReportMetric | undefined;
  readonly metric: ReportMetric;
  /** The largest RSS of the samples, and what high-water marks allow at most, bytes. */
  readonly rss: number | undefined;
  readonly highWater: number | undefined;
  /** Where PSS is unknown: the most that forked processes shared at one moment, bytes. */
  readonly countedTwice: number;
  /** Of whom PSS may not be read. */
  readonly unread: readonly string[];
  /** Streams (1, 2) whose lines arrived in blocks, without times of their own. */
  readonly buffered: readonly number[];
}

/** What a reader should know before trusting the report, each in a sentence. */
export function warningsOf(facts: Facts): string[] {
  const { started, ended, running, full, samples, asked, metric, unread } = facts;
  const warnings: string[] = [];
  const version = sizeOrNaN(started?.version);
  if (version > STREAM_VERSION) {
    warnings.push(
      `written by a newer memwrap (format ${version}); what this one does not know is left out`,
    );
  }
  if (!started) warnings.push('the recording has no beginning: command and limits are unknown');
  if (!ended && running) warnings.push('the recording has no end: the run is still going on');
  else if (!ended && full?.probably !== true) {
    warnings.push('the recording has no end: the run is still going on, or memwrap was killed');
  }
  if (samples === 0)
    warnings.push('no memory was measured: the command ended before the first sample');
  if (asked !== undefined && asked !== metric && samples > 0) {
    const reason =
      asked === 'pss' && unread.length > 0 ? unread[0] : started?.sampler?.missing?.[asked];
    const why = typeof reason === 'string' ? ` (${reason})` : '';
    warnings.push(`${asked} was not recorded${why}: this shows ${metric}`);
  }
  const dropped = sizeOrNaN(ended?.dropped);
  if (dropped > 0) warnings.push(`${dropped} lines were counted but not recorded`);
  if (samples > 0) warnings.push(...lateWarning(facts));
  // Told already as the reason for showing another metric.
  if (asked !== 'pss') warnings.push(...unread);
  warnings.push(...sharedWarning(facts));
  for (const fd of facts.buffered) warnings.push(bufferedWarning(fd));
  return warnings;
}

/** This fraction of the peak is enough to be misled by. */
const MUCH_SHARED = 0.1;

/** Without PSS the sum of RSS counts pages of forked processes once for each of them. */
function sharedWarning({ started, metric, rss, countedTwice }: Facts): string[] {
  // What is no sum over processes counts nothing twice.
  if (started?.measure !== undefined) return [];
  if (metric !== 'rss' || rss === undefined || countedTwice <= MUCH_SHARED * rss) return [];
  const reason = started?.sampler?.missing?.['pss'];
  const why = typeof reason === 'string' ? ` (${reason})` : '';
  const size = Math.round(countedTwice / 2 ** 20);
  return [
    `forked processes share up to ${size} MiB that rss counts more than once; pss, which does not, could not be read${why}`,
  ];
}

/** Late samples matter where a peak may have been missed: high-water marks know that of RSS, and a report by RSS tells it itself. */
function lateWarning({ ended, samples, late, metric, rss, highWater }: Facts): string[] {
  const lateCount = Math.max(late, sizeOrNaN(ended?.late) || 0);
  // Not every measurement is recorded.
  const count = Math.max(samples, sizeOrNaN(ended?.samples) || 0);
  if (lateCount <= LATE_PART * count || metric === 'system') return [];
  const words = `${lateCount} of ${count} samples came late: the machine was busy`;
  const most = Math.max(sizeOrNaN(ended?.peak?.bound) || 0, sizeOrNaN(highWater) || 0);
  if (most === 0) return [`${words}, a short peak may be missed`];
  if (metric === 'rss' || rss === undefined || most <= MISSED * rss) return [];
  return [`${words}, a peak of up to ${Math.round(most / 2 ** 20)} MiB rss may be missed`];
}

function bufferedWarning(fd: number): string {
  const stream = fd === 2 ? 'stderr' : 'stdout';
  return `${stream} arrived in blocks, so its lines have no exact times: set PYTHONUNBUFFERED=1 for Python, or put "stdbuf -oL" before the command`;
}
