import { compareTasks } from '../analyze/tasks/compare-tasks.ts';
import { runAsTask } from '../analyze/tasks/run-as-task.ts';
import { tableOf } from '../analyze/tasks/table.ts';
import type { World } from '../host/world.ts';
import type { TaskFile } from '../read/read-foreign.ts';
import type { Read } from '../read/read-report.ts';
import type { Recording } from '../read/recordings.ts';
import type { Task } from '../recording/task.ts';
import { TASK_COMPARISON_RENDERERS } from '../render/tasks/compare.ts';
import { TASK_RENDERERS } from '../render/tasks/registry.ts';
import { viewOf } from '../render/terminal-view.ts';
import { BREACH } from '../run/exit-codes.ts';
import { printable } from '../text/printable.ts';
import { UserError } from '../text/user-error.ts';
import { formatOf } from './options/shared.ts';

interface ShowOptions {
  readonly metric?: string;
  readonly phase?: number;
  readonly json?: boolean;
  readonly md?: boolean;
  readonly width?: number;
  readonly color?: boolean;
}

interface CompareOptions extends ShowOptions {
  readonly tolerance: number;
}

/** Shows a table of tasks. Throws UserError for what only a run has. */
export async function showTasks(
  world: World,
  file: TaskFile,
  options: ShowOptions,
): Promise<number> {
  refuseOptionsOfRuns(options);
  const view = viewOf(world, world.stdout, options);
  await world.stdout.write(TASK_RENDERERS[formatOf(options)](file, view));
  return 0;
}

/** One side of a comparison: its files, and what each holds. */
export interface Side {
  readonly name: string;
  readonly recordings: readonly Recording[];
  readonly reads: readonly Read[];
}

/**
 * Compares files of tasks, or runs with them: 122 where the new side is worse. A run is taken as one task, by the measure of
 * the other side. Throws UserError where nothing can be compared.
 */
export async function compareTaskFiles(
  world: World,
  base: Side,
  next: Side,
  options: CompareOptions,
): Promise<number> {
  refuseOptionsOfRuns(options);
  const measure = measureOf([...base.reads, ...next.reads]);
  const comparison = compareTasks(tasksOf(base, measure), tasksOf(next, measure), options);
  if (comparison.verdict === 'open' && comparison.tasks.length === 0) throw nothing(base, next);
  const names =
    base.name === next.name ? { base: 'base', next: 'new' } : { base: base.name, next: next.name };
  const view = viewOf(world, world.stdout, options);
  await world.stdout.write(TASK_COMPARISON_RENDERERS[formatOf(options)](comparison, names, view));
  return comparison.verdict === 'worse' ? BREACH : 0;
}

/** An option that a table of tasks cannot obey is not passed over in silence. */
function refuseOptionsOfRuns({ metric, phase }: ShowOptions): void {
  if (metric !== undefined) {
    throw new UserError(
      `--metric ${metric}: a table of tasks has one size a task`,
      'leave --metric out',
    );
  }
  if (phase !== undefined) {
    throw new UserError(`--phase: there is no phase ${phase}`, 'a table of tasks has no curve');
  }
}

/** What the largest task of the first table is measured as. */
function measureOf(reads: readonly Read[]): string | undefined {
  const file = reads.find((read) => read.kind === 'tasks');
  return file === undefined ? undefined : tableOf(file.tasks).largest?.measure;
}

function tasksOf({ reads, recordings }: Side, measure = ''): (readonly Task[])[] {
  return reads.map((read, i) => {
    if (read.kind === 'tasks') return read.tasks;
    const task = runAsTask(read.report, measure);
    if (task !== undefined) return [task];
    throw new UserError(
      `${recordings[i]?.label ?? printable(read.report.name)}: a run of memwrap does not know its ${printable(measure)}`,
      'compare tables of one tool',
    );
  });
}

function nothing(base: Side, next: Side): UserError {
  const [one, other] = [base, next].map(({ reads }) => {
    const measures = reads.flatMap((read) =>
      read.kind === 'tasks' ? tableOf(read.tasks).measures : [],
    );
    return printable([...new Set(measures)].join(', '));
  });
  return new UserError(
    `there is nothing to compare: one side has the ${one}, the other the ${other}`,
    'compare tables of one tool',
  );
}
