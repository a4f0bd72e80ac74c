import type { ProcessLane } from '../analyze/processes/types.ts';
import type { Report } from '../analyze/report/types.ts';
import { formatShare } from '../text/share.ts';
import { answerBlock } from './answer-block.ts';
import { breachLines } from './breach.ts';
import { type Chart, drawChart } from './chart/chart.ts';
import { headerLines } from './header.ts';
import { isGrave, killedSentences } from './killed-words.ts';
import { notesOf } from './notes.ts';
import { onePhase } from './one-phase.ts';
import { type Palette, paletteOf } from './palette.ts';
import { phaseProcesses } from './phase-processes.ts';
import { phaseTable } from './phase-table.ts';
import type { Renderer, ReportOptions } from './renderer.ts';
import { STYLES } from './styles/registry.ts';
import { oneLine } from './text.ts';
import type { View } from './view.ts';
import { spoken } from './voice.ts';
import { wrap } from './wrap.ts';

/** The rows of a terminal that does not say. */
const DEFAULT_ROWS = 24;
/** Fewer rows draw no curve, more tell nothing more. */
const LEAST_CURVE_ROWS = 5;
const MOST_CURVE_ROWS = 11;
/** A group of processes with less than this of the largest one's memory has no lane. */
const WORTH_A_LANE = 0.02;
/** A report has no more of them (analyze/answer/explain-run.ts). */
const MOST_LANES = 12;
/** The shell's prompt. */
const PROMPT_ROWS = 1;

/** The report for people: what ran, where to start, what held the peak, the curve over its phases, whose each phase is. */
export const chartReport: Renderer = (whole, view, options = {}) => {
  const style = options.style ?? (view.unicode ? 'braille' : 'ascii');
  const unicode = !STYLES[style].ascii;
  const palette = paletteOf({ color: view.color, unicode });
  const report = options.phase === undefined ? whole : onePhase(whole, options.phase);
  const { columns } = view;
  const lanes = options.processes === true ? lanesOf(report) : [];
  const hidden = options.processes === true ? hiddenLanes(report, lanes.length) : [];
  const indented = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);
  const answer = answerBlock(whole, { columns: columns - 2, unicode: view.unicode });
  const killed = killedSentences(whole, spoken(view.unicode, columns - 4)).flatMap((text) =>
    wrap(text, columns - 2),
  );
  const above = [
    headerLines(whole, columns, palette),
    isGrave(whole) ? indented(killed.map(palette.red)) : [],
    ...(options.phase === undefined
      ? [indented(answer.start.map(palette.bold)), indented(answer.more)]
      : []),
  ].filter((block) => block.length > 0);
  const taken = above.reduce((sum, block) => sum + block.length + 1, 0);
  const blocks = [
    ...above,
    chartWithin((view.rows ?? DEFAULT_ROWS) - PROMPT_ROWS - taken + lanes.length, (rows) =>
      drawChart(report, {
        columns,
        style: STYLES[style],
        palette,
        axis: options.axis ?? 'time',
        rows,
        lanes,
        firstPhase: options.phase ?? 1,
        from: report === whole ? 0 : (report.phases[0]?.start ?? 0),
      }),
    ),
    phaseTable(report, {
      columns,
      palette,
      unicode: view.unicode,
      templates: options.templates ?? 1,
      phases: options.phases ?? 'main',
      firstPhase: options.phase ?? 1,
      below: options.phase !== undefined,
    }),
    options.phase === undefined ? [] : phaseProcesses(report, columns, palette),
    breachLines(report, columns, palette, true),
    closingLines(report, view, palette, options, isGrave(whole) ? [] : killed),
  ];
  const text = blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n');
  return `${text}\n`;

  function chartWithin(room: number, draw: (rows: number) => Chart): string[] {
    const dimNote = (note: string): string[] =>
      wrap(`(${note})`, columns - 2).map((line) => palette.dim(`  ${line}`));
    let lines: string[] = [];
    for (let rows = MOST_CURVE_ROWS; rows >= LEAST_CURVE_ROWS; rows -= 1) {
      const chart = draw(rows);
      lines = [...chart.lines, ...[...chart.notes, ...hidden].flatMap(dimNote)];
      if (lines.length <= room) break;
    }
    return lines;
  }
};

/** The groups of processes that can be seen beside the largest. */
function lanesOf({ lanes = [] }: Report): readonly ProcessLane[] {
  const top = Math.max(0, ...lanes.map(({ peak }) => peak));
  return lanes.filter(({ peak }) => peak >= WORTH_A_LANE * top);
}

/** A note on the groups that have no lane. */
function hiddenLanes({ lanes = [] }: Report, shown: number): string[] {
  if (lanes.length >= MOST_LANES) return [`the largest ${shown} groups of processes are drawn`];
  const hidden = lanes.length - shown;
  if (hidden === 0) return [];
  const groups = hidden === 1 ? '1 group of processes' : `${hidden} groups of processes`;
  return [`${groups} with less than ${formatShare(WORTH_A_LANE)} of the largest: not drawn`];
}

function closingLines(
  report: Report,
  view: View,
  palette: Palette,
  { phase }: ReportOptions,
  killed: readonly string[],
): string[] {
  const width = view.columns - 2;
  const notes = notesOf(report).flatMap((note) => wrap(note, width));
  const warnings = report.warnings.flatMap((warning) =>
    wrap(`warning: ${oneLine(warning)}`, width).map(palette.warn),
  );
  const hints = phase === undefined ? hintsOf(report).flatMap((hint) => wrap(hint, width)) : [];
  return [...killed, ...notes, ...warnings, ...hints.map(palette.dim)].map((line) => `  ${line}`);
}

/** What shows more, where there is more: the log lines and the processes of the phase to start with. */
function hintsOf({ focus, lines, processes, answer }: Report): string[] {
  if (focus === undefined || answer === undefined || answer.kind === 'nothing') return [];
  const hints: string[] = [];
  if (processes > 2 && answer.kind === 'process') {
    hints.push(
      `memwrap report --processes draws them, --phase ${focus.phase} lists those of a phase`,
    );
  }
  if (lines > 0 && answer.kind !== 'process') {
    hints.push(`memwrap log --phase ${focus.phase} shows what it wrote then`);
  }
  return hints;
}
