import type { TaskTable } from '../../analyze/tasks/table.ts';
import type { Task } from '../../recording/task.ts';
import { formatSize } from '../../text/size.ts';
import { oneLine } from '../text.ts';

/** A table of tasks to show. Names and notes are foreign text. */
export interface ShownTasks {
  readonly name: string;
  /** Which tool's: 'nextflow'. */
  readonly format: string;
  readonly tasks: readonly Task[];
  readonly notes: readonly string[];
}

/** What a table cannot tell, and in which measures it is. */
export function tableNotes({ tasks, measures }: TaskTable): string[] {
  const notes: string[] = [];
  if (tasks.length > 1) {
    notes.push("Tasks that ran at once add up: the machine's peak is not in this file.");
  }
  if (measures.length > 1) {
    notes.push(`The peaks are of different measures: ${measures.map(oneLine).join(', ')}.`);
  }
  return notes;
}

/** 'trace: 4 tasks (nextflow), the largest 4.1 GiB (sum of the tree)'. */
export function titleOf({ name, format }: ShownTasks, table: TaskTable): string {
  const { tasks, largest, measures, failed } = table;
  const count = `${tasks.length} ${tasks.length === 1 ? 'task' : 'tasks'} (${format})`;
  const size =
    largest === undefined
      ? ''
      : `, ${tasks.length === 1 ? '' : 'the largest '}${formatSize(largest.peak)}`;
  const measure = measures.length === 1 ? ` (${oneLine(measures[0] ?? '')})` : '';
  const bad = failed > 0 ? `, ${failed} did not end well` : '';
  return `${oneLine(name)}: ${count}${size}${measure}${bad}`;
}
