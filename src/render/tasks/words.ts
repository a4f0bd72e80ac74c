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

/** '4 tasks (nextflow), the largest 4.1 GiB (sum of the tree), 1 did not end well'. */
export function factsOf({ format }: ShownTasks, table: TaskTable): string {
  const { tasks, largest, measures, failed } = table;
  const facts = [`${tasks.length} ${tasks.length === 1 ? 'task' : 'tasks'} (${format})`];
  if (largest !== undefined) {
    const [measure] = measures;
    const what = measures.length === 1 && measure !== undefined ? ` (${oneLine(measure)})` : '';
    facts.push(`${tasks.length === 1 ? '' : 'the largest '}${formatSize(largest.peak)}${what}`);
  }
  if (failed > 0) facts.push(`${failed} did not end well`);
  return facts.join(', ');
}
