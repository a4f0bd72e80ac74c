import type { Report } from '../analyze/report/types.ts';
import { printable } from '../text/printable.ts';
import { breachLines } from './breach.ts';
import { drawChart } from './chart/chart.ts';
import { paletteOf } from './palette.ts';
import { STYLES, type StyleName } from './styles/registry.ts';
import { summaryLines } from './summary.ts';
import { cells } from './text.ts';
import type { View } from './view.ts';

export interface BreachOptions {
  readonly style?: StyleName;
  /** Absolute or relative path of the recording, as it is to be shown. */
  readonly record: string;
  /** How the limit would be raised: '--max-rss 2.2GiB'. */
  readonly raise?: string;
}

const ROWS = 8;
/** Fewer samples than this make no curve. */
const FEWEST = 3;

/** What is said at the end of a run that broke a limit: the curve with the limit in it, by how much, who held it and what it follows. */
export function breachReport(report: Report, view: View, options: BreachOptions): string {
  const style = options.style ?? (view.unicode ? 'braille' : 'ascii');
  const palette = paletteOf({ color: view.color, unicode: !STYLES[style].ascii });
  const chart = drawChart(report, {
    columns: view.columns,
    style: STYLES[style],
    palette,
    axis: 'auto',
    rows: ROWS,
  });
  const record = `record: ${printable(options.record)}`;
  const raise = options.raise === undefined ? [] : [`raise it: ${options.raise}`];
  const last = `    ${[...raise, record].join('    ')}`;
  const lines = [
    ...summaryLines(report, view).slice(0, 1),
    ...(report.samples < FEWEST ? [] : chart.lines),
    ...breachLines(report, view.columns, palette),
    // A path is never cut: it is there to be copied.
    ...(cells(last) <= view.columns ? [last] : [...raise, record].map((text) => `    ${text}`)),
  ];
  return `${lines.join('\n')}\n`;
}
