import type { Report } from '../analyze/report/types.ts';
import { compareWithLargest } from '../analyze/tasks/compare-largest.ts';
import { compareTasks, type TaskComparison } from '../analyze/tasks/compare-tasks.ts';
import { runAsTask } from '../analyze/tasks/run-as-task.ts';
import { tableOf } from '../analyze/tasks/table.ts';
import type { TaskFile } from '../read/read-foreign.ts';
import { endedBadly, type Task } from '../recording/task.ts';
import { printable } from '../text/printable.ts';
import { BASELINE } from './breach-words.ts';
import type { Judged, JudgeOptions } from './judged.ts';
import { readBaseline } from './read-baseline.ts';

/** Compares a run with tables of tasks: with the largest task of each that ended well. */
export function judgeByTasks(
  tables: readonly TaskFile[],
  report: Report | undefined,
  { tolerance, remarks }: { readonly tolerance: number; readonly remarks: readonly string[] },
): Judged {
  if (report === undefined) return { remarks, why: 'the recording cannot be read back' };
  const largest = tables.flatMap((table) => tableOf(wellEnded(table)).largest ?? []);
  const [first] = largest;
  if (first === undefined)
    return { remarks, why: 'no task of the baseline ended well with a size' };
  const comparison = compareWithLargest(largest, report, tolerance);
  if (comparison === undefined) {
    const measures = [...new Set(largest.map(({ measure }) => measure))].join(', ');
    return { remarks, why: `the baseline has the ${measures}, by which this run is not known` };
  }
  const { peak } = comparison;
  const worse = peak?.verdict === 'worse';
  const breach = peak !== undefined && {
    limit: BASELINE,
    allowed: Math.round(peak.base + peak.allowed),
    measured: Math.round(peak.next),
    by: 'peak',
  };
  const judgement = { comparison, worse: worse && breach ? [breach] : [], excuses: [] };
  const open = !worse && !report.finished && report.source === undefined;
  return { remarks, judgement, ...(open && { why: 'the recording has no end' }) };
}

/** What the comparison of a table of tasks with earlier ones came to. */
export interface JudgedTasks {
  readonly comparison?: TaskComparison;
  readonly remarks: readonly string[];
  /** Why it cannot be told whether a task is worse, as a clause. */
  readonly why?: string;
}

/** Compares a table of tasks with earlier ones, or with runs, each of which counts as one task. */
export async function judgeTasks(
  files: readonly string[],
  file: TaskFile,
  { tolerance, baselineNamed }: JudgeOptions,
): Promise<JudgedTasks> {
  const { reports, tables, remarks } = await readBaseline(files);
  const measure = tableOf(file.tasks).largest?.measure ?? '';
  const runs = reports.flatMap((report) => runAsTask(report, measure) ?? []);
  const base = [...tables.map(wellEnded), ...runs.map((task) => [task])];
  if (base.length === 0) {
    const known = baselineNamed && files.length > 0;
    return { remarks, ...(known && { why: 'no file of the baseline can be used' }) };
  }
  const comparison = compareTasks(base, [file.tasks], { tolerance });
  if (comparison.verdict === 'open') {
    return { comparison, remarks, why: 'the tasks of the baseline are of another measure' };
  }
  const lost = comparison.onlyBase.find((one) => isUnmeasured(one.name, file.tasks));
  const open = comparison.verdict !== 'worse' && lost !== undefined;
  return {
    comparison,
    remarks,
    ...(open && { why: `${printable(lost.name)} was not measured this time` }),
  };
}

/** Whether a task of this name was run and has no size. */
function isUnmeasured(name: string, tasks: readonly Task[]): boolean {
  const like = tasks.filter((task) => task.name === name);
  return like.length > 0 && like.every(({ peak }) => peak === undefined);
}

function wellEnded({ tasks }: TaskFile): readonly Task[] {
  return tasks.filter((task) => !endedBadly(task));
}
