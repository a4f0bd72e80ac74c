import type { ReportMetric } from '../../recording/metrics.ts';
import type { Curves } from './curves.ts';

/**
 * A reading is representative if taken at this fraction of the peak at least: at the start there may be only a shell.
 */
const NEAR_PEAK = 0.5;
/** Sharing matters if PSS and RSS differ by more than this fraction at the peak. */
const SHARED_PART = 0.1;

/** Whether processes of the tree share so many pages at the peak that the sum of their RSS misleads. */
export function sharesPages(curves: Curves, mostProcesses: number | undefined): boolean {
  const ratio = curves.ratioAtPeak();
  // A single process shares only with the rest of the machine: libraries, which say nothing about its work.
  if (ratio === undefined || (mostProcesses !== undefined && mostProcesses < 2)) return false;
  const peak = curves.peak('rss')?.bytes ?? 0;
  // What is shared since a fork is known without a reading.
  const read = curves.largestRead >= NEAR_PEAK * peak || curves.mostShared > SHARED_PART * peak;
  return read && 1 - ratio > SHARED_PART;
}

/**
 * The metric that a report leads with: the one asked for if it was recorded, else that of the limit that was broken, else PSS
 * if pages are shared, then RSS, then the machine. `pssKnown`: no process was left out of a sum of PSS.
 */
export function leadingMetric(
  curves: Curves,
  asked: ReportMetric | undefined,
  shared: boolean,
  pssKnown: boolean,
  broken?: ReportMetric,
): ReportMetric {
  const has = (metric: ReportMetric): boolean =>
    curves.count(metric) > 0 && (pssKnown || metric !== 'pss');
  if (asked !== undefined && has(asked)) return asked;
  if (broken !== undefined && has(broken)) return broken;
  if (shared && pssKnown) return 'pss';
  if (has('rss')) return 'rss';
  if (has('pss')) return 'pss';
  return curves.count('system') > 0 ? 'system' : 'rss';
}
