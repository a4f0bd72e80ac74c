import { readRecords, type Wanted } from '../read/read-records.ts';
import type { Recording } from '../read/recordings.ts';
import type { View } from '../render/view.ts';
import { UserError } from '../text/user-error.ts';
import { ByteText } from './byte-text.ts';
import type { Exporter, Table } from './exporter.ts';
import type { Destination } from './output-file.ts';

/** What to export, and how it is read. */
export interface ExportPlan
  extends Pick<Wanted, 'metric' | 'foreign' | 'logs' | 'cwd' | 'through'> {
  readonly recording: Recording;
  readonly exporter: Exporter;
  readonly table: Table;
  readonly view: View;
}

/**
 * Reads a run and writes it in another format, while it is read where the format allows that. Returns what is to be said about it.
 * Throws UserError.
 */
export async function exportRun(
  plan: ExportPlan,
  destination: Destination,
): Promise<readonly string[]> {
  const { recording, exporter, table, view } = plan;
  const out = new ByteText();
  const { records, lines, report, excerpt = false } = exporter.needs(table);
  const drain = async (): Promise<void> => {
    if (out.length > 0) await destination.write(out.take());
  };
  const context = { table, label: recording.label, out, drain, view };
  const target = exporter.open(context);
  const add = target.add?.bind(target);
  const read = await readRecords(recording, {
    ...plan,
    ...{ lines, report, excerpt },
    ...(records && add && { record: add }),
    through: (chunks) => paced(plan.through(chunks), destination, drain),
  });
  if (destination.closed) return [];
  if (read.kind === 'run') await target.finish(read.report, read.log);
  else if (exporter.tasks !== undefined && table === 'samples') exporter.tasks(read.table, context);
  else {
    throw new UserError(
      `${recording.label}: holds one number a task, no curve`,
      'export it as csv or md',
    );
  }
  await drain();
  return exporter.tellsNotes ? [] : read.remarks;
}

/** The chunks of a recording, each after what the one before gave was written; none once nobody reads it any more. */
async function* paced(
  chunks: AsyncIterable<Uint8Array>,
  destination: Destination,
  drain: () => Promise<void>,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    yield chunk;
    await drain();
    if (destination.closed) return;
  }
}
