import type { ReportMetric } from '../../stream/metrics.ts';
import type { Curves } from './curves.ts';

/** Below this many readings, PSS between them would be guessed rather than read. */
const ENOUGH_READINGS = 2;
/** Processes share pages that matter when PSS and RSS differ by more than this part. */
const SHARED_PART = 0.1;

/** Whether processes of the tree share so many pages that the sum of their RSS misleads. */
export function sharesPages(curves: Curves, mostProcesses: number | undefined): boolean {
  const ratio = curves.ratio();
  // One process shares with the rest of the machine only: libraries, which tell nothing about its work.
  if (ratio === undefined || (mostProcesses !== undefined && mostProcesses < 2)) return false;
  return Math.abs(1 - ratio) > SHARED_PART;
}

/** The metric that a report leads with: the one asked for where it was recorded, else PSS where pages are shared, RSS, the machine. */
export function leadingMetric(
  curves: Curves,
  asked: ReportMetric | undefined,
  shared: boolean,
): ReportMetric {
  if (asked !== undefined && curves.count(asked) > 0) return asked;
  if (shared && curves.readings >= ENOUGH_READINGS) return 'pss';
  if (curves.count('rss') > 0) return 'rss';
  if (curves.count('pss') > 0) return 'pss';
  return curves.count('system') > 0 ? 'system' : 'rss';
}
