import { encodingOf } from '../../../src/formats/import/encoding.ts';
import type { ImportOptions } from '../../../src/formats/import/importer.ts';
import { LineSplitter } from '../../../src/formats/import/line-splitter.ts';
import { IMPORTERS, recognize } from '../../../src/formats/import/registry.ts';
import { sniffOf } from '../../../src/formats/import/sniff.ts';
import type { SampleRecord, StreamRecord } from '../../../src/recording/records.ts';
import type { Task } from '../../../src/recording/task.ts';

export interface Imported {
  /** The importer's name in the registry; undefined if none knows the text. */
  readonly format: string | undefined;
  readonly records: readonly StreamRecord[];
  readonly samples: readonly SampleRecord[];
  readonly tasks: readonly Task[];
  readonly notes: readonly string[];
}

/** What is read of a file with this content; throws what the importer throws. */
export function imported(
  content: string | Uint8Array,
  options: ImportOptions = {},
  { name = 'file', modified }: { readonly name?: string; readonly modified?: number } = {},
): Imported {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const encoding = encodingOf(bytes.subarray(0, 65536));
  const end = bytes.length > 65536 ? bytes.subarray(-65536) : undefined;
  const importer = recognize(sniffOf(bytes.subarray(0, 65536), end, encoding.name));
  const records: StreamRecord[] = [];
  const tasks: Task[] = [];
  const notes: string[] = [];
  const reading = importer?.open({
    options,
    name,
    ...(modified !== undefined && { modified }),
    emit: (record) => void records.push(record),
    task: (task) => void tasks.push(task),
    note: (text) => void notes.push(text),
  });
  if (reading !== undefined) {
    const splitter = new LineSplitter(encoding.name, (line) => reading.add(line));
    splitter.add(bytes);
    splitter.finish();
    reading.finish();
  }
  return {
    format: Object.entries(IMPORTERS).find(([, one]) => one === importer)?.[0],
    records,
    samples: records.filter((record) => record.type === 'sample'),
    tasks,
    notes,
  };
}
