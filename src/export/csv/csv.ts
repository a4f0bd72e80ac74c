import type { Report } from '../../analyze/report/types.ts';
import type { Export, ExportContext, Exporter } from '../exporter.ts';
import { LineRows } from './lines.ts';
import { SampleRows } from './samples.ts';
import { phaseRows, processRows } from './summaries.ts';
import { taskRows } from './tasks.ts';

/** Tables as RFC 4180 has them, in UTF-8 without a byte order mark. */
export const csv: Exporter = {
  help: 'a table for spreadsheets, pandas, DuckDB',
  suffix: '.csv',
  tasks: ({ tasks }, { out }) => out.text(taskRows(tasks)),
  needs: (table) => ({
    records: table === 'samples' || table === 'lines',
    lines: table === 'lines',
    report: table === 'processes' || table === 'phases',
  }),
  open(context) {
    switch (context.table) {
      case 'samples':
        return new SampleRows(context);
      case 'lines':
        return new LineRows(context);
      case 'processes':
        return ofReport(processRows, context);
      case 'phases':
        return ofReport(phaseRows, context);
    }
  },
};

function ofReport(
  write: (report: Report, context: ExportContext) => void,
  context: ExportContext,
): Export {
  return { finish: (report) => report && write(report, context) };
}
