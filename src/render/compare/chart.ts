import type {
  ComparedOwner,
  ComparedPhase,
  ComparedSize,
  ComparedTemplate,
  Comparison,
  Verdict,
} from '../../analyze/compare/compare.ts';
import { formatShareChange } from '../../text/share.ts';
import { formatSize, formatSizeChange } from '../../text/size.ts';
import { stretch } from '../axis.ts';
import { measureWords } from '../header.ts';
import { type Palette, paletteOf } from '../palette.ts';
import { templateText } from '../phase-table.ts';
import { highest, sparkline } from '../sparkline.ts';
import { beginning, cells, oneLine, padEnd, padStart, shorten, shortenMiddle } from '../text.ts';
import type { View } from '../view.ts';
import { wrap } from '../wrap.ts';
import { verdictWords } from './verdict-words.ts';

/** The names of the two sides: foreign text. */
interface SideNames {
  readonly base: string;
  readonly next: string;
}

/** Turns a comparison into text that ends in a newline. */
export type ComparisonRenderer = (comparison: Comparison, names: SideNames, view: View) => string;

/** A row: what, before, after, change, change in percent, verdict. */
type Row = readonly [string, string, string, string, string, Judgement];
type Judgement = Exclude<Verdict, 'open'> | typeof NOT_JUDGED | '';
const NOT_JUDGED = '(not judged)';

const WIDEST_NAME = 14;
/** A process or a line with less room than this could not be recognized. */
const LEAST_OWNER_NAME = 12;

/** Two runs side by side: peak, end, duration, each phase's growth, and the log lines that make the difference. */
export const chartComparison: ComparisonRenderer = (comparison, names, view) => {
  const palette = paletteOf(view);
  const { glyphs } = palette;
  const base = shorten(oneLine(names.base) || 'base', WIDEST_NAME, glyphs.ellipsis);
  const next = shorten(oneLine(names.next) || 'new', WIDEST_NAME, glyphs.ellipsis);
  const sizes: Row[] = [
    ...sizeRow(`peak ${measureWords(comparison)}`, comparison.peak),
    ...sizeRow('end of run', comparison.end),
    ...durationRow(comparison),
  ];
  const phases = comparison.phases.map(phaseRow);
  const layout = layoutOf([...sizes, ...phases], [base, next], view.columns);
  const { dim } = palette;
  const blocks = [
    [
      dim(layout(['', base, next, 'change', '', ''], palette)),
      ...sizes.map((row) => layout(row, palette)),
    ],
    phases.length === 0
      ? []
      : [
          dim(layout(['phase', 'growth', 'growth', 'change', '', ''], palette)),
          ...comparison.phases.flatMap((phase, i) => [
            layout(phases[i] ?? EMPTY, palette),
            ...templateLines(phase, view.columns, palette),
          ]),
        ],
    ownerRows('process', comparison.processes, [base, next], view.columns, palette),
    ownerRows('log line', comparison.lines, [base, next], view.columns, palette),
    sparklines(comparison, [base, next], view),
    [
      ...comparison.warnings.flatMap((text) =>
        wrap(`warning: ${oneLine(text)}`, view.columns - 2).map(palette.warn),
      ),
      ...wrap(verdictWords(comparison), view.columns - 2).map(palette.bold),
    ].map((line) => `  ${line}`),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.map((line) => line.trimEnd()).join('\n'))
    .join('\n\n')}\n`;
};

const EMPTY: Row = ['', '', '', '', '', ''];

function sizeRow(name: string, size: ComparedSize | undefined): Row[] {
  if (size === undefined) return [];
  const percent = size.base > 0 ? formatShareChange(size.change / size.base) : '';
  return [[name, ...sidesOf(size), percent, judgementOf(size)]];
}

function phaseRow(phase: ComparedPhase): Row {
  const number = phase.nextNumber ?? '-';
  const [base, next, change] = sidesOf(phase);
  return [
    `${number} ${phase.kind}`,
    phase.baseNumber === undefined ? '-' : base,
    phase.nextNumber === undefined ? '-' : next,
    change,
    '',
    judgementOf(phase),
  ];
}

function judgementOf({ verdict }: ComparedSize): Judgement {
  return verdict === 'open' ? NOT_JUDGED : verdict;
}

function sidesOf({ base, next, change }: ComparedSize): [string, string, string] {
  const fixed = { fixed: true };
  return [formatSize(base, fixed), formatSize(next, fixed), formatSizeChange(change, fixed)];
}

function durationRow({ duration, axis }: Comparison): Row[] {
  if (axis === 'mixed') return [];
  const { base, next, change } = duration;
  const sign = change > 0 ? '+' : '';
  const percent = base > 0 ? formatShareChange(change / base) : '';
  return [
    [
      axis === undefined ? 'duration' : oneLine(axis),
      stretch(base, axis),
      stretch(next, axis),
      sign + stretch(change, axis),
      percent,
      NOT_JUDGED,
    ],
  ];
}

/** Right-aligned columns; if the width is too small the percentages go first, then the base. */
function layoutOf(rows: readonly Row[], names: readonly [string, string], columns: number) {
  const heads: Row = ['phase', names[0], names[1], 'change', '', ''];
  const widths = heads.map((_, i) =>
    Math.max(...[heads, ...rows].map((row) => (row[i] === NOT_JUDGED ? 0 : cells(row[i] ?? '')))),
  );
  const widest = Math.max(NOT_JUDGED.length - (widths[5] ?? 0), 0);
  const wide = (kept: readonly number[]): number =>
    kept.reduce((sum, i) => sum + (widths[i] ?? 0) + 2, kept.length === 6 ? widest : 0);
  const kept = [
    [0, 1, 2, 3, 4, 5],
    [0, 1, 2, 3, 5],
    [0, 2, 3, 5],
  ].find((kept) => wide(kept) <= columns) ?? [0, 3, 5];
  return (row: Row, palette: Palette): string => {
    const parts = kept.map((i) => {
      const text = row[i] ?? '';
      if (i === 0) return padEnd(text, widths[i] ?? 0);
      if (row[i] === NOT_JUDGED && kept.length < 6) return '';
      return i === 5 ? verdictIn(palette, row[5]) : padStart(text, widths[i] ?? 0);
    });
    return `  ${parts.join('  ')}`.trimEnd();
  };
}

/** Owners that get a row. */
const MOST_OWNERS = 3;

/** Processes, or kinds of line: what each held on both sides. */
function ownerRows(
  heading: string,
  owners: readonly ComparedOwner[],
  names: readonly [string, string],
  columns: number,
  palette: Palette,
): string[] {
  if (owners.length === 0) return [];
  const hidden = owners.length - MOST_OWNERS;
  const rows = owners.slice(0, MOST_OWNERS).map(({ name, base, next, change }) => ({
    name: beginning(oneLine(name)),
    sizes: [
      base === undefined ? '-' : formatSize(base, { fixed: true }),
      next === undefined ? '-' : formatSize(next, { fixed: true }),
      formatSizeChange(change, { fixed: true }),
    ],
  }));
  const heads = [names[0], names[1], 'change'];
  const widths = heads.map((head, i) =>
    Math.max(cells(head), ...rows.map(({ sizes }) => (sizes[i] ?? '').length)),
  );
  const room = columns - 2 - widths.reduce((sum, width) => sum + width + 2, 0);
  if (room < LEAST_OWNER_NAME) return [];
  const width = Math.min(room, Math.max(heading.length, ...rows.map(({ name }) => cells(name))));
  const row = (name: string, sizes: readonly string[]): string =>
    `  ${padEnd(name, width)}${sizes.map((size, i) => `  ${padStart(size, widths[i] ?? 0)}`).join('')}`;
  return [
    palette.dim(row(heading, heads)),
    ...rows.map(({ name, sizes }) =>
      row(shortenMiddle(name, width, palette.glyphs.ellipsis), sizes),
    ),
    ...(hidden > 0 ? [palette.dim(`  and ${hidden} more: memwrap compare --json`)] : []),
  ];
}

function verdictIn(palette: Palette, verdict: Judgement): string {
  if (verdict === 'worse') return palette.red(verdict);
  return verdict === 'better' ? palette.good(verdict) : palette.dim(verdict);
}

/** For a phase that differs: the template that accounts for most of the difference. */
function templateLines(phase: ComparedPhase, columns: number, palette: Palette): string[] {
  const [found] = phase.templates;
  if (found === undefined || phase.verdict === 'same' || phase.verdict === 'open') return [];
  const words = changeWords(found);
  const room = columns - 6 - words.length;
  if (room >= 20)
    return [`    ${templateText(found.template, room, palette)}  ${palette.dim(words)}`];
  return [
    `    ${templateText(found.template, columns - 4, palette)}`,
    `    ${palette.dim(shorten(words, columns - 4, palette.glyphs.ellipsis))}`,
  ];
}

/** '12.9 MiB -> 16.5 MiB a line, 96 lines both'. */
export function changeWords({ base, next }: ComparedTemplate): string {
  if (base !== undefined && next !== undefined) {
    const lines =
      base.lines === next.lines
        ? `${counted(next.lines)} both`
        : `${base.lines} -> ${counted(next.lines)}`;
    return `${formatSize(base.bytesPerLine)} -> ${formatSize(next.bytesPerLine)} a line, ${lines}`;
  }
  const side = base ?? next;
  if (side === undefined) return '';
  const each = side.lines === 1 ? '' : ' each';
  return `${base === undefined ? 'only here' : 'only before'}: ${counted(side.lines)}, ${formatSize(side.bytesPerLine)}${each}`;
}

function counted(lines: number): string {
  return lines === 1 ? '1 line' : `${lines} lines`;
}

/** Both curves on one scale. */
function sparklines(
  { baseCurve, nextCurve }: Comparison,
  names: readonly [string, string],
  view: View,
): string[] {
  const top = Math.max(highest(baseCurve), highest(nextCurve));
  const room = Math.floor((view.columns - 10 - cells(names[0]) - cells(names[1])) / 2);
  const columns = Math.min(24, room);
  if (columns < 6) return [];
  const options = { unicode: view.unicode, top };
  const [base, next] = [
    sparkline(baseCurve, columns, options),
    sparkline(nextCurve, columns, options),
  ];
  if (base === '' || next === '') return [];
  return [`  ${names[0]} ${base}    ${names[1]} ${next}`];
}
