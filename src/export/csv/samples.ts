import type { StartRecord, StreamRecord } from '../../recording/records.ts';
import type { Export, ExportContext } from '../exporter.ts';
import { SampleColumns, withUnit } from '../sample-columns.ts';
import { row } from './cell.ts';
import { Times } from './times.ts';

/** A row a sample: when, and every size in bytes; an empty cell is what was not measured then. */
export class SampleRows implements Export {
  readonly #context: ExportContext;
  readonly #times = new Times();
  #started: Pick<StartRecord, 'measure'> = {};
  #columns: SampleColumns | undefined;

  constructor(context: ExportContext) {
    this.#context = context;
  }

  add(record: StreamRecord): void {
    this.#times.see(record);
    if (record.type === 'start') this.#started = record;
    if (record.type !== 'sample') return;
    const { out } = this.#context;
    const columns = this.#columns ?? this.#head();
    this.#times.write(out, record.time);
    out.numbers(columns.of(record));
    out.byte(0x0d);
    out.byte(0x0a);
  }

  finish(): void {
    if (this.#columns === undefined) this.#head();
  }

  #head(): SampleColumns {
    const columns = new SampleColumns(this.#started);
    const names = columns.all.map(withUnit);
    this.#context.out.text(row(['time', this.#times.elapsedName, ...names]));
    this.#columns = columns;
    return columns;
  }
}
