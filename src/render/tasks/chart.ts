import { type TaskTable, tableOf } from '../../analyze/tasks/table.ts';
import { endedBadly, type Task } from '../../recording/task.ts';
import { formatDuration } from '../../text/duration.ts';
import { formatSize } from '../../text/size.ts';
import { type Palette, paletteOf } from '../palette.ts';
import { beginning, cells, oneLine, padEnd, padStart, shorten, shortenMiddle } from '../text.ts';
import type { View } from '../view.ts';
import { wrap } from '../wrap.ts';
import { askWords } from './ask.ts';
import { factsOf, type ShownTasks, tableNotes } from './words.ts';

const WIDEST_NAME = 48;
const LEAST_NAME = 12;
/** With less beside a name and a bar a row does without the rest. */
const LEAST_ROOM = 28;
const WIDEST_STATE = 16;
const WIDEST_BAR = 24;
const LEAST_BAR = 6;
/** More rows than this are in --json and --md. */
const MOST_ROWS = 40;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** The tasks, largest first, a bar each, and what to ask for. Never a curve: nothing tells what ran at once. */
export function chartTasks(shown: ShownTasks, view: View): string {
  const table = tableOf(shown.tasks);
  const palette = paletteOf(view);
  const { columns } = view;
  const words = [...tableNotes(table), ...shown.notes.map(oneLine)];
  const ask = askWords(table);
  const blocks = [
    wrap(`${oneLine(shown.name)}: ${factsOf(shown, table)}`, columns).map(palette.bold),
    rowsOf(table, view, palette),
    words.flatMap((text) => wrap(text, columns - 2)).map((line) => `  ${palette.dim(line)}`),
    ask === undefined ? [] : wrap(ask, columns - 2).map((line) => `  ${palette.bold(line)}`),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.map((line) => line.trimEnd()).join('\n'))
    .join('\n\n')}\n`;
}

function rowsOf(table: TaskTable, view: View, palette: Palette): string[] {
  const tasks = table.tasks.slice(0, MOST_ROWS);
  const hidden = table.tasks.length - tasks.length;
  const { ellipsis } = palette.glyphs;
  const mixed = table.measures.length > 1;
  const rows = tasks.map((task) => ({
    task,
    name: nameOf(task),
    peak: task.peak === undefined ? 'not measured' : formatSize(task.peak, { fixed: true }),
    took: task.duration === undefined ? '' : formatDuration(task.duration),
    asked: task.asked === undefined ? '' : formatSize(task.asked),
    state: shorten(oneLine(task.state ?? ''), WIDEST_STATE, ellipsis),
    measure: mixed && task.peak !== undefined ? oneLine(task.measure) : '',
  }));
  const keys = ['peak', 'took', 'asked', 'state', 'measure'] as const;
  const heads = { name: 'task', peak: 'peak', took: 'took', asked: 'asked for', state: 'ended' };
  const width = (key: (typeof keys)[number] | 'name'): number =>
    rows.every((row) => row[key] === '')
      ? 0
      : Math.max(cells({ measure: '', ...heads }[key]), ...rows.map((row) => cells(row[key])));
  // Where there is little room the bar goes first, then what is least about memory.
  const kept = [keys, keys.slice(0, 4), keys.slice(0, 3), keys.slice(0, 2), keys.slice(0, 1)];
  const roomFor = (chosen: readonly (typeof keys)[number][]): number =>
    view.columns - 2 - chosen.reduce((sum, key) => sum + (width(key) && width(key) + 2), 0);
  const chosen =
    kept.find((one) => roomFor(one) >= LEAST_ROOM) ??
    kept.find((one) => roomFor(one) >= LEAST_NAME) ??
    (['peak'] as const);
  const room = Math.max(LEAST_NAME, roomFor(chosen));
  const barRoom = Math.min(WIDEST_BAR, room - 2 - Math.min(width('name'), WIDEST_NAME));
  const bar = Math.max(barRoom, Math.min(WIDEST_BAR, Math.floor((room - 2) / 4)));
  const hasBar = bar >= LEAST_BAR && table.largest !== undefined;
  const nameWidth = Math.min(width('name'), hasBar ? room - bar - 2 : room);
  const line = (row: Readonly<Record<'name' | (typeof keys)[number], string>>, drawn: string) =>
    `  ${[
      padEnd(shortenMiddle(row.name, nameWidth, ellipsis), nameWidth),
      ...(hasBar ? [padEnd(drawn, bar)] : []),
      ...chosen.flatMap((key) => {
        if (width(key) === 0) return [];
        const isText = key === 'state' || key === 'measure';
        return [isText ? padEnd(row[key], width(key)) : padStart(row[key], width(key))];
      }),
    ].join('  ')}`;
  return [
    palette.dim(line({ measure: '', ...heads }, '')),
    ...rows.map((row) => {
      const text = line(row, barOf(row.task, table, bar, view.unicode));
      return endedBadly(row.task) ? palette.red(text) : text;
    }),
    ...(hidden > 0 ? [palette.dim(`  and ${hidden} more: memwrap report --json`)] : []),
  ];
}

function nameOf({ name, id }: Task): string {
  const shown = beginning(oneLine(name)) || '?';
  return id === undefined ? shown : `${shown} [${oneLine(id)}]`;
}

function barOf({ peak }: Task, { largest }: TaskTable, width: number, unicode: boolean): string {
  if (peak === undefined || largest === undefined || largest.peak === 0) return '';
  const length = (peak / largest.peak) * width;
  if (!unicode) return '#'.repeat(Math.round(length));
  const whole = Math.floor(length);
  return '█'.repeat(whole) + (EIGHTHS[Math.floor((length - whole) * 8)] ?? '');
}
