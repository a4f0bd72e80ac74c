import type { ComparedTask, TaskComparison } from '../../analyze/tasks/compare-tasks.ts';
import { formatShareChange } from '../../text/share.ts';
import { formatSize, formatSizeChange } from '../../text/size.ts';
import { safeJson } from '../json.ts';
import { code } from '../markdown-code.ts';
import { type Palette, paletteOf } from '../palette.ts';
import { beginning, cells, oneLine, padEnd, padStart, shorten, shortenMiddle } from '../text.ts';
import type { View } from '../view.ts';
import { wrap } from '../wrap.ts';

/** The names of the two sides: foreign text. */
interface Sides {
  readonly base: string;
  readonly next: string;
}

type TaskComparisonRenderer = (comparison: TaskComparison, sides: Sides, view: View) => string;

const MOST_ROWS = 30;
const MOST_ONLY = 5;
const WIDEST_SIDE = 14;
const LEAST_NAME = 12;

/** A row: what, before, after, change, change in percent, verdict. */
type Row = readonly [string, string, string, string, string, string];

const chart: TaskComparisonRenderer = (comparison, sides, view) => {
  const palette = paletteOf(view);
  const { ellipsis } = palette.glyphs;
  const [base, next] = [sides.base, sides.next].map((name) =>
    shorten(oneLine(name), WIDEST_SIDE, ellipsis),
  );
  const rows = rowsOf(comparison);
  const hidden = comparison.tasks.length - MOST_ROWS;
  const blocks = [
    [
      ...layout([['task', base ?? '', next ?? '', 'change', '', ''], ...rows], view, palette),
      ...(hidden > 0 ? [palette.dim(`  and ${hidden} more: memwrap compare --json`)] : []),
    ],
    [
      ...onlyWords(comparison, sides, plain).flatMap((text) => wrap(text, view.columns - 2)),
      ...comparison.warnings.flatMap((text) =>
        wrap(`warning: ${oneLine(text)}`, view.columns - 2).map(palette.warn),
      ),
      ...wrap(taskVerdictWords(comparison), view.columns - 2).map(palette.bold),
    ].map((line) => `  ${line}`),
  ];
  return `${blocks.map((block) => block.map((line) => line.trimEnd()).join('\n')).join('\n\n')}\n`;
};

const markdown: TaskComparisonRenderer = (comparison, sides) => {
  const notes = [
    ...onlyWords(comparison, sides, code),
    ...comparison.warnings.map((text) => `warning: ${code(oneLine(text))}`),
  ];
  const rows = rowsOf(comparison).map(
    ([name, ...others]) => `| ${code(name)} | ${others.join(' | ')} |`,
  );
  const heads = [sides.base, sides.next].map((name) => code(oneLine(name)));
  const blocks = [
    `**${taskVerdictWords(comparison, code)}**`,
    [
      `| task | ${heads.join(' | ')} | change | | |`,
      '| :- | -: | -: | -: | -: | :- |',
      ...rows,
    ].join('\n'),
    notes.map((text) => `- ${text}`).join('\n'),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
};

const json: TaskComparisonRenderer = (comparison, { base, next }) =>
  safeJson({ ...comparison, baseLabel: base, nextLabel: next });

/** The formats of a comparison of tasks, by name. */
export const TASK_COMPARISON_RENDERERS: Readonly<
  Record<'chart' | 'json' | 'markdown', TaskComparisonRenderer>
> = { chart, json, markdown };

function rowsOf({ tasks, largest, baseRuns }: TaskComparison): Row[] {
  const rows = tasks.slice(0, MOST_ROWS).map((task) => rowOf(beginning(oneLine(task.name)), task));
  // One task on each side is the largest.
  if (largest === undefined || (tasks.length === 1 && baseRuns === 1)) return rows;
  return [...rows, rowOf('(largest)', largest)];
}

function rowOf(name: string, size: Omit<ComparedTask, 'name' | 'measure'>): Row {
  const fixed = { fixed: true };
  const percent = size.base > 0 ? formatShareChange(size.change / size.base) : '';
  const verdict = size.verdict === 'open' ? '(not judged)' : size.verdict;
  return [
    name,
    formatSize(size.base, fixed),
    formatSize(size.next, fixed),
    formatSizeChange(size.change, fixed),
    percent,
    verdict,
  ];
}

/** Right-aligned columns; where there is little room the percentages go first, then the base. */
function layout(rows: readonly Row[], { columns }: View, palette: Palette): string[] {
  const widths = [0, 1, 2, 3, 4, 5].map((i) => Math.max(...rows.map((row) => cells(row[i] ?? ''))));
  const taken = (kept: readonly number[]): number =>
    2 + kept.slice(1).reduce((sum, i) => sum + (widths[i] ?? 0) + 2, 0);
  const kept = [
    [0, 1, 2, 3, 4, 5],
    [0, 1, 2, 3, 5],
    [0, 2, 3, 5],
  ].find((one) => columns - taken(one) >= LEAST_NAME) ?? [0, 3, 5];
  const room = Math.min(widths[0] ?? 0, Math.max(LEAST_NAME, columns - taken(kept)));
  return rows.map((row, r) => {
    const parts = kept.map((i) => {
      const text = row[i] ?? '';
      if (i === 0) return padEnd(shortenMiddle(text, room, palette.glyphs.ellipsis), room);
      if (i < 5) return padStart(text, widths[i] ?? 0);
      if (text === 'worse') return palette.red(text);
      return text === 'better' ? palette.good(text) : palette.dim(text);
    });
    const line = `  ${parts.join('  ')}`;
    return r === 0 ? palette.dim(line) : line;
  });
}

/** How a foreign name is written. */
type Written = (name: string) => string;

const plain: Written = (name) => name;

function onlyWords(
  { onlyBase, onlyNext }: TaskComparison,
  { base, next }: Sides,
  written: Written,
): string[] {
  return [...listed(base, onlyBase, written), ...listed(next, onlyNext, written)];
}

function listed(
  side: string,
  tasks: readonly { readonly name: string; readonly peak: number }[],
  written: Written,
): string[] {
  if (tasks.length === 0) return [];
  const shown = tasks
    .slice(0, MOST_ONLY)
    .map(({ name, peak }) => `${written(shortenMiddle(oneLine(name), 40))} ${formatSize(peak)}`);
  const more = tasks.length > MOST_ONLY ? ` and ${tasks.length - MOST_ONLY} more` : '';
  return [`only in ${written(oneLine(side))}: ${shown.join(', ')}${more}`];
}

/** 'Worse: ALIGN (a) +24.4% (210 MiB allowed, 1 baseline file; noise unknown).' */
function taskVerdictWords(comparison: TaskComparison, written: Written = plain): string {
  const { verdict, tasks, largest, baseRuns, noiseKnown } = comparison;
  const like = tasks.filter((task) => task.verdict === verdict);
  const [first] = like;
  const size = first ?? largest;
  if (size === undefined || verdict === 'open') {
    return 'Not judged: no size of the one side can be held against one of the other.';
  }
  const what =
    first === undefined ? 'the largest task' : written(shortenMiddle(oneLine(first.name), 40));
  const change =
    size.base > 0 ? formatShareChange(size.change / size.base) : formatSizeChange(size.change);
  const others = like.length > 1 ? ` and ${like.length - 1} more` : '';
  const files = `${baseRuns} baseline ${baseRuns === 1 ? 'file' : 'files'}`;
  const noise = noiseKnown ? '' : '; noise unknown';
  const word = { same: 'Same', better: 'Better', worse: 'Worse' }[verdict];
  return `${word}: ${what} ${change}${others} (${formatSize(size.allowed)} allowed, ${files}${noise}).`;
}
