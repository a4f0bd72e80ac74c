import type { Report } from '../analyze/report/types.ts';
import { printable } from '../text/printable.ts';
import { breachLines } from './breach.ts';
import { drawChart } from './chart/chart.ts';
import { isGrave, killedSentences } from './killed-words.ts';
import { paletteOf } from './palette.ts';
import { STYLES, type StyleName } from './styles/registry.ts';
import { summaryLines } from './summary.ts';
import { cells } from './text.ts';
import type { View } from './view.ts';
import { spoken } from './voice.ts';
import { wrap } from './wrap.ts';

export interface BreachOptions {
  readonly style?: StyleName;
  /** Path of the recording, as shown. */
  readonly record: string;
  /** What to write instead: 'raise it: --max-… 2.2GiB'. */
  readonly remedy?: string;
}

const ROWS = 8;
/** Fewer samples make no curve. */
const MIN_SAMPLES = 3;

/** Printed at the end of a run that broke a limit: the curve with the limit, by how much, the largest processes, the log line. */
export function breachReport(report: Report, view: View, options: BreachOptions): string {
  const style = options.style ?? (view.unicode ? 'braille' : 'ascii');
  const palette = paletteOf({ color: view.color, unicode: !STYLES[style].ascii });
  const chart = drawChart(report, {
    columns: view.columns,
    style: STYLES[style],
    palette,
    axis: 'time',
    rows: ROWS,
  });
  const killed = isGrave(report)
    ? killedSentences(report, spoken(view.unicode, view.columns - 8)).flatMap((text) =>
        wrap(text, view.columns - 4),
      )
    : [];
  const record = `record: ${printable(options.record)}`;
  const remedy = options.remedy === undefined ? [] : [options.remedy];
  const last = `    ${[...remedy, record].join('    ')}`;
  const lines = [
    ...summaryLines(report, view).slice(0, 1),
    ...(report.samples < MIN_SAMPLES ? [] : chart.lines),
    ...breachLines(report, view.columns, palette),
    ...killed.map((line) => `    ${line}`),
    // Never cut a path: people copy it.
    ...(cells(last) <= view.columns ? [last] : [...remedy, record].map((text) => `    ${text}`)),
  ];
  return `${lines.join('\n')}\n`;
}
