import { ByteText } from '../../../src/export/byte-text.ts';
import type { Table } from '../../../src/export/exporter.ts';
import { EXPORTERS, type ExportFormat } from '../../../src/export/registry.ts';
import type { StreamRecord } from '../../../src/recording/records.ts';
import { reportOf } from '../report-of.ts';

/** What these records come to in a format. */
export async function exported(
  format: ExportFormat,
  records: readonly StreamRecord[],
  table: Table = 'samples',
): Promise<string> {
  const out = new ByteText();
  let text = '';
  const drain = async (): Promise<void> => {
    text += Buffer.from(out.take()).toString('utf8');
  };
  const exporter = EXPORTERS[format];
  const { records: wanted, lines, report } = exporter.needs(table);
  const view = { columns: 80, color: false, unicode: true };
  const target = exporter.open({ table, label: 'job.jsonl', out, drain, view });
  for (const record of records) {
    if (wanted && (lines || record.type !== 'line')) target.add?.(record);
  }
  await target.finish(report ? reportOf(records) : undefined);
  await drain();
  return text;
}
