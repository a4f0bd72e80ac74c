import { CERTAINTY, type Import, type ImportContext, type Importer } from './importer.ts';

const TEXT_HEADER = /^#\s*Elapsed time\s+CPU \(%\)\s+Real \(MB\)/;
const CSV_HEADER = /^elapsed_time,(?:\w+,)*mem_real\b/;

/** psrecord's log: seconds since its start, "MB" of 2^20 bytes; as a table, or as CSV from 1.4 on. */
export const psrecord: Importer = {
  help: 'psrecord: its --log, as text or CSV',
  recognizes: ({ lines }) =>
    lines.some((line) => TEXT_HEADER.test(line) || CSV_HEADER.test(line))
      ? CERTAINTY.sure
      : CERTAINTY.no,
  marker: TEXT_HEADER,
  open: (context) => new PsrecordImport(context),
};

const MIB = 2 ** 20;

interface Columns {
  readonly separator: RegExp | string;
  readonly time: number;
  readonly real: number;
  readonly count: number;
}

class PsrecordImport implements Import {
  readonly #context: ImportContext;
  #columns: Columns | undefined;
  #start = 0;
  #begun = false;
  #skipped = 0;

  constructor(context: ImportContext) {
    this.#context = context;
    this.#start = context.options.start ?? 0;
  }

  add(line: string): void {
    if (TEXT_HEADER.test(line)) {
      const titles = line
        .replace(/^#\s*/, '')
        .trim()
        .split(/\s{2,}/);
      this.#header(/\s+/, titles, 'Elapsed time', 'Real (MB)');
    } else if (CSV_HEADER.test(line)) {
      this.#header(',', line.trim().split(','), 'elapsed_time', 'mem_real');
    } else if (!this.#row(line) && line.trim() !== '') {
      this.#skipped += 1;
    }
  }

  finish(): void {
    const { note, options } = this.#context;
    if (this.#skipped > 0) {
      const lines = this.#skipped === 1 ? '1 line was' : `${this.#skipped} lines were`;
      note(`${lines} not psrecord's and left out.`);
    }
    if (options.start === undefined && this.#begun) {
      note('psrecord writes no clock: --start <time> says when the recording began.');
    }
  }

  /** A header begins a run. */
  #header(separator: RegExp | string, titles: readonly string[], time: string, real: string): void {
    this.#columns = {
      separator,
      time: titles.indexOf(time),
      real: titles.indexOf(real),
      count: titles.length,
    };
    this.#begun = false;
  }

  #row(line: string): boolean {
    const columns = this.#columns;
    if (columns === undefined) return false;
    const cells = line.trim().split(columns.separator);
    // The last row of a recording that was killed may be torn.
    if (cells.length < columns.count) return false;
    const [seconds, size] = [Number(cells[columns.time]), Number(cells[columns.real])];
    if (!(seconds >= 0) || !(size >= 0)) return false;
    const { emit, name } = this.#context;
    const time = this.#start + seconds * 1000;
    if (!this.#begun) {
      this.#begun = true;
      emit({ type: 'start', time: this.#start, version: 1, name, source: 'psrecord' });
    }
    emit({ type: 'sample', time, rss: size * MIB });
    return true;
  }
}
