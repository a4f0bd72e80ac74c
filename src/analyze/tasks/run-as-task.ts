import { MEASURES, type Task } from '../../recording/task.ts';
import { largestProcess } from '../compare/levels.ts';
import type { Report } from '../report/types.ts';

/**
 * A run as one task, by a measure that a table of tasks has; undefined where the run does not know its size by that measure:
 * what a cgroup was charged is not what its processes held.
 */
export function runAsTask(report: Report, measure: string): Task | undefined {
  const peak = sizeBy(report, measure);
  if (peak === undefined) return undefined;
  const { name, duration, exit } = report;
  const code = exit !== undefined && 'code' in exit ? exit.code : undefined;
  const signal = exit !== undefined && 'signal' in exit ? exit.signal : undefined;
  const state = signal ?? (code === undefined || code === 0 ? undefined : String(code));
  return { name, peak, duration, measure, ...(state !== undefined && { state }) };
}

function sizeBy(report: Report, measure: string): number | undefined {
  if (report.measure !== undefined && report.measure !== measure) return undefined;
  if (measure === MEASURES.tree || report.measure === measure) return report.peaks.rss;
  return measure === MEASURES.process ? largestProcess(report) : undefined;
}
