import type { SampleRecord } from './records.ts';

/** Numbers in a row of the table that src/recording/kernels/scan-kernel.ts fills. */
export const ROW = 36;

// Of a sample: kind, start and end of the line, time, the SAMPLE_FIELDS in their order (NaN: absent), how many pairs of
// `top` there are (NaN: absent), and the pairs.
const COLUMNS = {
  time: 3,
  rss: 4,
  anon: 5,
  file: 6,
  shmem: 7,
  swap: 8,
  pss: 9,
  hwm: 10,
  procs: 11,
  machineUsed: 12,
  machineAvailable: 13,
  cgroup: 14,
  cost: 15,
  late: 16,
} as const;
const PAIRS = 17;

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Reads one row after the other as samples, without an object for each. */
export class SampleView {
  readonly type = 'sample';
  readonly #rows: Float64Array;
  #row = 0;

  /** Where `number` finds a field. */
  static columnOf(field: keyof typeof COLUMNS): number {
    return COLUMNS[field];
  }

  constructor(rows: Float64Array) {
    this.#rows = rows;
  }

  /** From now on this is the sample in row number `index`. */
  at(index: number): SampleRecord {
    this.#row = index * ROW;
    // Getters that may give undefined stand for optional fields; to whom reads a field it is the same.
    return this as SampleRecord;
  }

  /** The sample in row number `index`, as an object of its own. */
  copy(index: number): SampleRecord {
    this.#row = index * ROW;
    const record: Writable<SampleRecord> = { type: 'sample', time: this.time };
    const { rss, anon, file, shmem, swap, pss, hwm, procs, machineUsed, machineAvailable } = this;
    const { cgroup, cost, late, top } = this;
    if (rss !== undefined) record.rss = rss;
    if (anon !== undefined) record.anon = anon;
    if (file !== undefined) record.file = file;
    if (shmem !== undefined) record.shmem = shmem;
    if (swap !== undefined) record.swap = swap;
    if (pss !== undefined) record.pss = pss;
    if (hwm !== undefined) record.hwm = hwm;
    if (procs !== undefined) record.procs = procs;
    if (machineUsed !== undefined) record.machineUsed = machineUsed;
    if (machineAvailable !== undefined) record.machineAvailable = machineAvailable;
    if (cgroup !== undefined) record.cgroup = cgroup;
    if (cost !== undefined) record.cost = cost;
    if (late !== undefined) record.late = late;
    if (top !== undefined) record.top = top;
    return record;
  }

  get time(): number {
    return this.number(COLUMNS.time);
  }
  get rss(): number | undefined {
    return this.#optional(COLUMNS.rss);
  }
  get anon(): number | undefined {
    return this.#optional(COLUMNS.anon);
  }
  get file(): number | undefined {
    return this.#optional(COLUMNS.file);
  }
  get shmem(): number | undefined {
    return this.#optional(COLUMNS.shmem);
  }
  get swap(): number | undefined {
    return this.#optional(COLUMNS.swap);
  }
  get pss(): number | undefined {
    return this.#optional(COLUMNS.pss);
  }
  get hwm(): number | undefined {
    return this.#optional(COLUMNS.hwm);
  }
  get procs(): number | undefined {
    return this.#optional(COLUMNS.procs);
  }
  get machineUsed(): number | undefined {
    return this.#optional(COLUMNS.machineUsed);
  }
  get machineAvailable(): number | undefined {
    return this.#optional(COLUMNS.machineAvailable);
  }
  get cgroup(): number | undefined {
    return this.#optional(COLUMNS.cgroup);
  }
  get cost(): number | undefined {
    return this.#optional(COLUMNS.cost);
  }
  get late(): number | undefined {
    return this.#optional(COLUMNS.late);
  }
  get top(): readonly (readonly [number, number])[] | undefined {
    const { pairs } = this;
    if (pairs < 0) return undefined;
    return Array.from({ length: pairs }, (_, i) => [this.pid(i), this.pidSize(i)] as const);
  }

  /** How many pairs `top` has; -1 without it. */
  get pairs(): number {
    const count = this.number(PAIRS);
    return count >= 0 ? count : -1;
  }

  /** The first of a pair of `top`. */
  pid(pair: number): number {
    return this.number(PAIRS + 1 + 2 * pair);
  }

  /** The second of a pair of `top`. */
  pidSize(pair: number): number {
    return this.number(PAIRS + 2 + 2 * pair);
  }

  /** What stands in a column: a number that is not negative, NaN where the field is absent. */
  number(column: number): number {
    return this.#rows[this.#row + column] as number;
  }

  #optional(column: number): number | undefined {
    const value = this.number(column);
    return Number.isNaN(value) ? undefined : value;
  }
}
