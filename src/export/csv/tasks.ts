import type { Task } from '../../recording/task.ts';
import { oneLine } from '../../render/text.ts';
import { isClock, isoTime } from '../../text/calendar.ts';
import { milliseconds, row, textCell } from './cell.ts';

/** A row a task, in the order of the file; an empty cell is what the tool did not measure. */
export function taskRows(tasks: readonly Task[]): string {
  const head = [
    ...['task', 'id', 'peak_bytes', 'measure', 'duration_ms', 'start_time'],
    ...['asked_bytes', 'state'],
  ];
  return [head, ...tasks.map(cells)].map(row).join('');
}

function cells({ name, id, peak, measure, duration, start, asked, state }: Task) {
  const text = (value: string | undefined) => value && textCell(oneLine(value));
  return [
    ...[text(name), text(id), peak === undefined ? undefined : Math.round(peak), text(measure)],
    duration === undefined ? undefined : milliseconds(duration),
    start !== undefined && isClock(start) ? isoTime(start) : undefined,
    ...[asked === undefined ? undefined : Math.round(asked), text(state)],
  ];
}
