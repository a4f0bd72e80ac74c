import type { Report } from '../analyze/report/types.ts';
import { htmlReport } from '../render/html/report-page.ts';
import { markdownReport } from '../render/markdown.ts';
import { svgChart } from '../render/svg/svg-chart.ts';
import { TASK_RENDERERS } from '../render/tasks/registry.ts';
import type { View } from '../render/view.ts';
import type { Exporter } from './exporter.ts';

/** `memwrap report --md`. */
export const md: Exporter = {
  ...document('a comment on a pull request', '.md', markdownReport),
  tasks: (table, { out, view }) => out.text(TASK_RENDERERS.markdown(table, view)),
};

/** The chart as a picture. */
export const svg: Exporter = document('the chart for a page or a pull request', '.svg', svgChart);

/** `memwrap report --html`. */
export const html: Exporter = {
  ...{ help: 'a page to look around in: curve, processes, log', suffix: '.html', tellsNotes: true },
  needs: () => ({ records: false, lines: false, report: true, excerpt: true }),
  open: ({ out }) => ({ finish: (report, log) => report && out.text(htmlReport(report, log)) }),
};

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
