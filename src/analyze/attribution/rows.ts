import { MOST_TEMPLATES } from '../templates/template-table.ts';

/** Maximum number of rows and entries; beyond that neighbouring rows are joined in pairs. */
const MOST_ROWS = 131_072;
const MOST_ENTRIES = 524_288;

/**
 * What happened between one sample and the next: how much each metric rose and fell, and which templates' events were
 * in progress. Parallel columns in bounded memory; when they are full, pairs of rows are joined.
 */
export class Rows {
  readonly columns: number;
  count = 0;
  entries = 0;
  /** Samples per row. */
  perRow = 1;
  ends = new Float64Array(256);
  /** The first entry of each row, which is the event in progress when the row began. */
  firstEntry = new Int32Array(256);
  /** The template in progress when the row ended. */
  lastTemplate = new Int32Array(256);
  /** Rise and fall of each metric: [row][column][up, down]. */
  changes: Float64Array;
  template = new Int32Array(1024);
  /** Events that began in the row. */
  starts = new Float64Array(1024);
  /** Milliseconds of the row spent on the template's events. */
  time = new Float64Array(1024);
  /** Progress in events: one per event, spread over its duration. */
  progress = new Float64Array(1024);
  /** When the first row began. */
  begin = 0;
  /** The entry of each template in the open row, if that entry is its own. */
  readonly #slot = new Int32Array(MOST_TEMPLATES + 1);

  constructor(columns: number) {
    this.columns = columns;
    this.changes = new Float64Array(256 * columns * 2);
  }

  /** Opens a row after the last one, with the event in progress. */
  open(template: number): void {
    if (this.count === this.ends.length) this.#growRows();
    this.firstEntry[this.count] = this.entries;
    const { changes } = this;
    const end = this.change(this.count + 1, 0);
    for (let i = this.change(this.count, 0); i < end; i++) changes[i] = 0;
    this.entry(template);
  }

  /** The entry of a template in the open row. */
  entry(template: number): number {
    const known = this.#slot[template] as number;
    const first = this.firstEntry[this.count] as number;
    if (known >= first && known < this.entries && this.template[known] === template) return known;
    if (this.entries === this.template.length) this.#growEntries();
    const entry = this.entries++;
    this.template[entry] = template;
    this.starts[entry] = 0;
    this.time[entry] = 0;
    this.progress[entry] = 0;
    this.#slot[template] = entry;
    return entry;
  }

  close(end: number, lastTemplate: number): void {
    this.ends[this.count] = end;
    this.lastTemplate[this.count] = lastTemplate;
    this.count++;
    while (this.count >= MOST_ROWS || this.entries >= MOST_ENTRIES) {
      if (this.count < 2) break;
      this.#halve();
    }
  }

  /** The index of a row's rise in `changes`; its fall comes next. */
  change(row: number, column: number): number {
    return (row * this.columns + column) * 2;
  }

  endOf(row: number): number {
    return row + 1 < this.count ? (this.firstEntry[row + 1] as number) : this.entries;
  }

  startOf(row: number): number {
    return row > 0 ? (this.ends[row - 1] as number) : this.begin;
  }

  /** Renumbers the templates, joining entries that become the same. */
  remap(remap: Int32Array): void {
    for (let i = 0; i < this.entries; i++) {
      this.template[i] = remap[this.template[i] as number] as number;
    }
    for (let i = 0; i < this.count; i++) {
      this.lastTemplate[i] = remap[this.lastTemplate[i] as number] as number;
    }
    this.#rebuild(1);
  }

  #halve(): void {
    this.perRow *= 2;
    this.#rebuild(2);
  }

  /** Rewrites all rows, `joined` at a time, in place: writing never overtakes reading. */
  #rebuild(joined: number): void {
    const { count, entries, changes } = this;
    const width = 2 * this.columns;
    this.count = 0;
    this.entries = 0;
    const firsts = this.firstEntry.slice(0, count);
    for (let row = 0; row < count; row += joined) {
      const until = Math.min(count, row + joined);
      this.firstEntry[this.count] = this.entries;
      for (let from = row; from < until; from++) {
        const last = from + 1 < count ? (firsts[from + 1] as number) : entries;
        for (let i = firsts[from] as number; i < last; i++) this.#moveEntry(i);
      }
      const to = this.count * width;
      for (let k = 0; k < width; k++) {
        let sum = 0;
        for (let from = row; from < until; from++) sum += changes[from * width + k] as number;
        changes[to + k] = sum;
      }
      this.ends[this.count] = this.ends[until - 1] as number;
      this.lastTemplate[this.count] = this.lastTemplate[until - 1] as number;
      this.count++;
    }
  }

  #moveEntry(from: number): void {
    const { starts, time, progress } = this;
    const start = starts[from] as number;
    const spent = time[from] as number;
    const done = progress[from] as number;
    const entry = this.entry(this.template[from] as number);
    starts[entry] = (starts[entry] as number) + start;
    time[entry] = (time[entry] as number) + spent;
    progress[entry] = (progress[entry] as number) + done;
  }

  #growRows(): void {
    const size = this.ends.length * 2;
    this.ends = widened(this.ends, new Float64Array(size));
    this.firstEntry = widened(this.firstEntry, new Int32Array(size));
    this.lastTemplate = widened(this.lastTemplate, new Int32Array(size));
    this.changes = widened(this.changes, new Float64Array(size * this.columns * 2));
  }

  #growEntries(): void {
    const size = this.template.length * 2;
    this.template = widened(this.template, new Int32Array(size));
    this.starts = widened(this.starts, new Float64Array(size));
    this.time = widened(this.time, new Float64Array(size));
    this.progress = widened(this.progress, new Float64Array(size));
  }
}

function widened<C extends Float64Array | Int32Array>(column: C, wider: C): C {
  wider.set(column);
  return wider;
}
