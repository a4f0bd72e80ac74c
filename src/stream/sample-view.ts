import type { SampleRecord } from './records.ts';

/** Numbers in a row of the table that assembly/scan-kernel.ts fills. */
export const ROW = 36;

// Of a sample: kind, start and end of the line, time, the SAMPLE_FIELDS in their order (NaN: absent), how many pairs of
// `top` there are (NaN: absent), and the pairs.
const TIME = 3;
const RSS = 4;
const ANON = 5;
const FILE = 6;
const SHMEM = 7;
const SWAP = 8;
const PSS = 9;
const HWM = 10;
const PROCS = 11;
const MACHINE_USED = 12;
const MACHINE_AVAILABLE = 13;
const CGROUP = 14;
const COST = 15;
const LATE = 16;
const PAIRS = 17;

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Reads one row after the other as samples, without an object for each. */
export class SampleView {
  readonly type = 'sample';
  readonly #rows: Float64Array;
  #row = 0;

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
    return this.#number(TIME) ?? 0;
  }
  get rss(): number | undefined {
    return this.#number(RSS);
  }
  get anon(): number | undefined {
    return this.#number(ANON);
  }
  get file(): number | undefined {
    return this.#number(FILE);
  }
  get shmem(): number | undefined {
    return this.#number(SHMEM);
  }
  get swap(): number | undefined {
    return this.#number(SWAP);
  }
  get pss(): number | undefined {
    return this.#number(PSS);
  }
  get hwm(): number | undefined {
    return this.#number(HWM);
  }
  get procs(): number | undefined {
    return this.#number(PROCS);
  }
  get machineUsed(): number | undefined {
    return this.#number(MACHINE_USED);
  }
  get machineAvailable(): number | undefined {
    return this.#number(MACHINE_AVAILABLE);
  }
  get cgroup(): number | undefined {
    return this.#number(CGROUP);
  }
  get cost(): number | undefined {
    return this.#number(COST);
  }
  get late(): number | undefined {
    return this.#number(LATE);
  }
  get top(): readonly (readonly [number, number])[] | undefined {
    const pairs = this.#number(PAIRS);
    if (pairs === undefined) return undefined;
    const top: [number, number][] = [];
    for (let column = PAIRS + 1; top.length < pairs; column += 2) {
      top.push([this.#number(column) ?? 0, this.#number(column + 1) ?? 0]);
    }
    return top;
  }

  #number(column: number): number | undefined {
    const value = this.#rows[this.#row + column];
    return Number.isNaN(value) ? undefined : value;
  }
}
