import { type TaskTable, tableOf } from '../../analyze/tasks/table.ts';
import type { Task } from '../../recording/task.ts';
import { formatDuration } from '../../text/duration.ts';
import { formatSize } from '../../text/size.ts';
import { safeJson } from '../json.ts';
import { code } from '../markdown-code.ts';
import { oneLine } from '../text.ts';
import type { View } from '../view.ts';
import { askFor, askWords } from './ask.ts';
import { chartTasks } from './chart.ts';
import { factsOf, type ShownTasks, tableNotes } from './words.ts';

/** Turns a table of tasks into text that ends in a newline. */
type TaskRenderer = (shown: ShownTasks, view: View) => string;

/** More rows than a job summary shows well. */
const MOST_MARKDOWN_ROWS = 200;

/** One JSON object on one line; see docs/tasks.schema.json. */
const jsonTasks: TaskRenderer = ({ name, format, tasks, notes }) => {
  const table = tableOf(tasks);
  const { largest } = table;
  const ask = askFor(table);
  return safeJson({
    version: 1,
    kind: 'tasks',
    name,
    format,
    tasks: table.tasks,
    ...(largest !== undefined && { largest }),
    ...(ask !== undefined && { ask }),
    unmeasured: table.unmeasured,
    failed: table.failed,
    notes,
  });
};

const markdownTasks: TaskRenderer = (shown) => {
  const table = tableOf(shown.tasks);
  const ask = askWords(table);
  const blocks = [
    `### ${code(oneLine(shown.name))}`,
    `${factsOf(shown, table)}.`,
    ask === undefined ? '' : `**${ask}**`,
    markdownRows(table).join('\n'),
    [...tableNotes(table), ...shown.notes.map(oneLine)].map((note) => `- ${note}`).join('\n'),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
};

function markdownRows(table: TaskTable): string[] {
  const tasks = table.tasks.slice(0, MOST_MARKDOWN_ROWS);
  const hidden = table.tasks.length - tasks.length;
  return [
    '| task | peak | took | asked for | ended | measure |',
    '| :- | -: | -: | -: | :- | :- |',
    ...tasks.map(markdownRow),
    ...(hidden > 0 ? ['', `${hidden} more tasks are smaller.`] : []),
  ];
}

function markdownRow({ name, id, peak, duration, asked, state, measure }: Task): string {
  const shown = oneLine(id === undefined ? name : `${name} [${id}]`);
  const cells = [
    code(shown),
    peak === undefined ? 'not measured' : formatSize(peak, { fixed: true }),
    duration === undefined ? '' : formatDuration(duration),
    asked === undefined ? '' : formatSize(asked),
    code(oneLine(state ?? '')),
    peak === undefined ? '' : measure,
  ];
  return `| ${cells.join(' | ')} |`;
}

/** The formats of a report of tasks, by name. */
export const TASK_RENDERERS: Readonly<Record<'chart' | 'json' | 'markdown', TaskRenderer>> = {
  chart: chartTasks,
  json: jsonTasks,
  markdown: markdownTasks,
};
