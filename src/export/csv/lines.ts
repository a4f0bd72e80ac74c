import { RecentSizes } from '../../read/recent-sizes.ts';
import type { StreamRecord } from '../../recording/records.ts';
import { oneLine } from '../../render/text.ts';
import { printable } from '../../text/printable.ts';
import type { Export, ExportContext } from '../exporter.ts';
import { sampleColumns, withUnit } from '../sample-columns.ts';
import { streamName } from '../stream-name.ts';
import { row, textCell } from './cell.ts';
import { Times } from './times.ts';

/** A row a line of the log: when its first byte was read, on which stream, the memory at that moment, the text. */
export class LineRows implements Export {
  readonly #context: ExportContext;
  readonly #times = new Times();
  readonly #sizes = new RecentSizes();
  #memory = 'rss_bytes';
  #streams: Readonly<Record<string, string>> = {};
  #headed = false;

  constructor(context: ExportContext) {
    this.#context = context;
  }

  add(record: StreamRecord): void {
    this.#times.see(record);
    if (record.type === 'start') {
      const [memory] = sampleColumns(record);
      if (memory !== undefined) this.#memory = withUnit(memory);
      this.#streams = record.streams ?? {};
    }
    if (record.type === 'sample' && record.rss !== undefined) {
      this.#sizes.add(record.time, record.rss);
    }
    if (record.type !== 'line') return;
    if (!this.#headed) this.#head();
    const { out } = this.#context;
    const begun = record.begun ?? record.time;
    this.#times.write(out, begun);
    const stream = streamName(record.fd, this.#streams);
    out.text(
      row([textCell(oneLine(stream)), this.#sizes.at(begun), textCell(printable(record.msg))]),
    );
  }

  finish(): void {
    if (!this.#headed) this.#head();
  }

  #head(): void {
    this.#headed = true;
    const { out } = this.#context;
    out.text(row(['time', this.#times.elapsedName, 'stream', this.#memory, 'text']));
  }
}
