import type { Task } from '../../recording/task.ts';
import { compareSizes } from '../compare/allowance.ts';
import type { Comparison } from '../compare/comparison.ts';
import { THRESHOLDS } from '../compare/thresholds.ts';
import { median } from '../median.ts';
import type { Report } from '../report/types.ts';
import { runAsTask } from './run-as-task.ts';

/**
 * Compares a run with the largest task of each of several files, by the measure that these have; undefined where the run
 * does not know its size by that measure, or where they have several. There are no curves to compare.
 */
export function compareWithLargest(
  base: readonly (Task & { readonly peak: number })[],
  report: Report,
  tolerance: number,
): Comparison | undefined {
  const [first] = base;
  if (first === undefined || base.some(({ measure }) => measure !== first.measure))
    return undefined;
  const task = runAsTask(report, first.measure);
  if (task?.peak === undefined) return undefined;
  const peak = compareSizes(
    base.map((one) => one.peak),
    [task.peak],
    tolerance,
    0,
  );
  const durations = base.flatMap(({ duration }) => (duration === undefined ? [] : [duration]));
  const before = durations.length === 0 ? Number.NaN : median(durations);
  return {
    version: 1,
    metric: 'rss',
    baseName: first.name,
    nextName: report.name,
    baseRuns: base.length,
    nextRuns: 1,
    tolerance,
    noiseKnown: base.length >= THRESHOLDS.enoughRuns,
    peak,
    duration: { base: before, next: report.duration, change: report.duration - before },
    phases: [],
    processes: [],
    lines: [],
    growths: [],
    verdict: peak.verdict,
    warnings: [`the baseline is one number a task: compared by the ${first.measure}`],
    baseCurve: { times: new Float64Array(), values: new Float64Array() },
    nextCurve: report.curve,
  };
}
