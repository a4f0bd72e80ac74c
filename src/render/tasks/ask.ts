import type { TaskTable } from '../../analyze/tasks/table.ts';
import { roundedUp } from '../../limits/size-words.ts';
import { endedForMemory, MEASURES } from '../../recording/task.ts';
import { formatSize } from '../../text/size.ts';

/** What is asked for beyond the largest task: the next run's data differ. */
const MARGIN = 1.1;

/** The one number to ask a scheduler for, bytes; undefined where it is not known. */
export function askFor({ largest }: TaskTable): number | undefined {
  if (largest === undefined || endedForMemory(largest) !== undefined) return undefined;
  return roundedUp(largest.peak * MARGIN);
}

/** The same in a sentence: 'Ask for 4.6 GiB a task: the largest took 4.1 GiB, and a tenth more.' */
export function askWords(table: TaskTable): string | undefined {
  const { largest, unmeasured } = table;
  if (largest === undefined) return undefined;
  const took = formatSize(largest.peak);
  const ask = askFor(table);
  if (ask === undefined) {
    const how = endedForMemory(largest) === 'killed' ? 'killed' : 'ended for its memory';
    return `Ask for more than ${took}: the largest task was ${how} there; how much it needs is not known.`;
  }
  const doubts: string[] = [];
  if (largest.measure === MEASURES.process) {
    doubts.push('that is one process: several at once take more');
  }
  if (largest.measure === MEASURES.lastSeen)
    doubts.push('that is what was last seen, it may have been more');
  const ended = table.tasks.filter((task) => endedForMemory(task) !== undefined).length;
  if (ended > 0) doubts.push(`${ended} ${were(ended)} killed or ended for memory`);
  if (unmeasured > 0) doubts.push(`${unmeasured} ${were(unmeasured)} not measured`);
  const more = doubts.length === 0 ? '' : `; ${doubts.join('; ')}`;
  const { asked } = largest;
  const of =
    asked !== undefined && asked >= largest.peak
      ? ` of the ${formatSize(asked)} it had asked for`
      : '';
  return `Ask for ${formatSize(ask)} a task: the largest took ${took}${of}, and a tenth${more}.`;
}

function were(count: number): string {
  return count === 1 ? 'was' : 'were';
}
