import type { Report } from '../analyze/report/types.ts';
import { markdownReport } from '../render/markdown.ts';
import { svgChart } from '../render/svg/svg-chart.ts';
import type { View } from '../render/view.ts';
import type { Exporter } from './exporter.ts';

/** `memwrap report --md`. */
export const md: Exporter = document('a comment on a pull request', '.md', markdownReport);

/** The chart as a picture. */
export const svg: Exporter = document('the chart for a page or a pull request', '.svg', svgChart);

/** A document that a renderer makes of the report. */
function document(
  help: string,
  suffix: string,
  render: (report: Report, view: View) => string,
): Exporter {
  return {
    ...{ help, suffix, tellsNotes: true },
    needs: () => ({ records: false, lines: false, report: true }),
    open: ({ out, view }) => ({ finish: (report) => report && out.text(render(report, view)) }),
  };
}
