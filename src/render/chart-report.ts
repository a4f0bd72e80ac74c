import type { Report } from '../analyze/report/types.ts';
import { breachLines } from './breach.ts';
import { drawChart } from './chart/chart.ts';
import { headerLines } from './header.ts';
import { notesOf, verdict } from './notes.ts';
import { onePhase, phaseProcesses } from './one-phase.ts';
import { type Palette, paletteOf } from './palette.ts';
import { phaseTable } from './phase-table.ts';
import type { Renderer, ReportOptions } from './renderer.ts';
import { STYLES } from './styles/registry.ts';
import { oneLine } from './text.ts';
import type { View } from './view.ts';
import { wrap } from './wrap.ts';

/** The report for people: what ran, its curve over its phases, what each phase follows, where to start. */
export const chartReport: Renderer = (whole, view, options = {}) => {
  const style = options.style ?? (view.unicode ? 'braille' : 'ascii');
  const palette = paletteOf({ color: view.color, unicode: !STYLES[style].ascii });
  const report = options.phase === undefined ? whole : onePhase(whole, options.phase);
  const chart = drawChart(report, {
    columns: view.columns,
    style: STYLES[style],
    palette,
    axis: options.axis ?? 'auto',
    firstPhase: options.phase ?? 1,
    from: report === whole ? 0 : (report.phases[0]?.start ?? 0),
  });
  const dimNote = (note: string): string[] =>
    wrap(`(${note})`, view.columns - 2).map((line) => palette.dim(`  ${line}`));
  const blocks = [
    headerLines(whole, view.columns, palette),
    [...chart.lines, ...chart.notes.flatMap(dimNote)],
    phaseTable(report, {
      columns: view.columns,
      palette,
      templates: options.templates ?? (options.phase === undefined ? 1 : 5),
      firstPhase: options.phase ?? 1,
      below: options.phase !== undefined,
    }),
    options.phase === undefined ? [] : phaseProcesses(report, view.columns, palette),
    breachLines(report, view.columns, palette),
    closingLines(report, view, palette, options),
  ];
  const text = blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n');
  return `${text}\n`;
};

function closingLines(
  report: Report,
  view: View,
  palette: Palette,
  options: ReportOptions,
): string[] {
  const width = view.columns - 2;
  const notes = notesOf(report).flatMap((note) => wrap(note, width));
  const warnings = report.warnings.flatMap((warning) =>
    wrap(`warning: ${oneLine(warning)}`, width).map(palette.yellow),
  );
  const last = options.phase === undefined ? wrap(verdict(report), width).map(palette.bold) : [];
  return [...notes, ...warnings, ...last].map((line) => `  ${line}`);
}
