import type { SampleRecord } from './records.ts';
import {
  FIRST_FIELD,
  PAIRS_COLUMN,
  ROW,
  SAMPLE_FIELDS,
  type SampleField,
  TIME_COLUMN,
} from './sample-fields.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Reads one row of the scan kernel's table after the other as samples, without an object for each. */
export class SampleView {
  readonly type = 'sample';
  readonly #rows: Float64Array;
  #row = 0;

  // A getter for each of the SAMPLE_FIELDS.
  static {
    SAMPLE_FIELDS.forEach((field, i) => {
      const column = FIRST_FIELD + i;
      Object.defineProperty(SampleView.prototype, field, {
        get(this: SampleView) {
          const value = this.#rows[this.#row + column] as number;
          return Number.isNaN(value) ? undefined : value;
        },
      });
    });
  }

  /** The column of a field, for `number`. */
  static columnOf(field: SampleField): number {
    return FIRST_FIELD + SAMPLE_FIELDS.indexOf(field);
  }

  constructor(rows: Float64Array) {
    this.#rows = rows;
  }

  /** From now on this is the sample in row number `index`. */
  at(index: number): SampleRecord {
    this.#row = index * ROW;
    // A getter that gives undefined stands for an optional field that is absent.
    return this as SampleRecord;
  }

  /** The sample in row number `index`, as an object of its own. */
  copy(index: number): SampleRecord {
    this.#row = index * ROW;
    const record: Writable<SampleRecord> = { type: 'sample', time: this.time };
    for (let i = 0; i < SAMPLE_FIELDS.length; i++) {
      const value = this.number(FIRST_FIELD + i);
      if (!Number.isNaN(value)) record[SAMPLE_FIELDS[i] as SampleField] = value;
    }
    const { top } = this;
    if (top !== undefined) record.top = top;
    return record;
  }

  get time(): number {
    return this.number(TIME_COLUMN);
  }

  get top(): readonly (readonly [number, number])[] | undefined {
    const { pairs } = this;
    if (pairs < 0) return undefined;
    return Array.from({ length: pairs }, (_, i) => [this.pid(i), this.pidSize(i)] as const);
  }

  /** How many pairs `top` has; -1 without it. */
  get pairs(): number {
    const count = this.number(PAIRS_COLUMN);
    return count >= 0 ? count : -1;
  }

  /** The first of a pair of `top`. */
  pid(pair: number): number {
    return this.number(PAIRS_COLUMN + 1 + 2 * pair);
  }

  /** The second of a pair of `top`. */
  pidSize(pair: number): number {
    return this.number(PAIRS_COLUMN + 2 + 2 * pair);
  }

  /** The number in a column, never negative; NaN where the field is absent. */
  number(column: number): number {
    return this.#rows[this.#row + column] as number;
  }
}
