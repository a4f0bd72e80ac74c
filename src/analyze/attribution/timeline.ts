import type { SampleBatch } from '../report/sample-batch.ts';
import { START } from '../templates/template-table.ts';
import { Durations } from './durations.ts';
import type { Events } from './events.ts';
import { Rows } from './rows.ts';

/** Capacity for samples that wait for the lines written before them. */
const WAITING = 32_768;

/** Matches events with samples: which event was in progress in each interval, and what memory did in it. */
export class Timeline {
  readonly rows: Rows;
  readonly durations = new Durations();
  readonly first: Float64Array;
  readonly last: Float64Array;
  readonly #times = new Float64Array(WAITING);
  /** By metric. */
  readonly #values: readonly Float64Array[];
  #waiting = 0;
  /** The template in progress, and when its event began and ends. */
  #current = START;
  #since = 0;
  #until = Number.POSITIVE_INFINITY;
  /** The last sample matched with events. */
  #sampled = Number.NaN;

  constructor(columns: number) {
    this.rows = new Rows(columns);
    this.#values = Array.from({ length: columns }, () => new Float64Array(WAITING));
    this.first = new Float64Array(columns).fill(Number.NaN);
    this.last = new Float64Array(columns).fill(Number.NaN);
  }

  isFull(): boolean {
    return this.#waiting === WAITING;
  }

  /** The moment up to which half of the waiting samples can be matched. */
  middle(): number {
    return this.#times[this.#waiting >> 1] as number;
  }

  /** Takes as many samples as there is room for, from an index on; returns the index after them. */
  take({ times, values, count }: SampleBatch, from: number): number {
    const end = Math.min(count, from + WAITING - this.#waiting);
    for (let i = from, to = this.#waiting; i < end; i++, to++) this.#times[to] = times[i] as number;
    for (let k = 0; k < values.length; k++) {
      const into = this.#values[k] as Float64Array;
      const own = values[k] as Float64Array;
      for (let i = from, to = this.#waiting; i < end; i++, to++) into[to] = own[i] as number;
    }
    this.#waiting += end - from;
    return end;
  }

  remap(remap: Int32Array): void {
    this.rows.remap(remap);
    this.durations.remap(remap);
    this.#current = remap[this.#current] as number;
  }

  /** Matches everything up to a moment; the events must be in order. Returns how many were used. */
  advance(events: Events, horizon: number): number {
    const { rows } = this;
    let next = 0;
    let inRow = 0;
    let i = 0;
    for (; i < this.#waiting && (this.#times[i] as number) <= horizon; i++) {
      const time = this.#times[i] as number;
      if (Number.isNaN(this.#sampled)) {
        next = this.#skip(events, next, time);
        rows.begin = time;
        this.#change(i);
      } else {
        if (inRow === 0) rows.open(this.#current);
        next = this.#fill(events, next, time);
        this.#change(i);
        if (++inRow >= rows.perRow) {
          rows.close(time, this.#current);
          inRow = 0;
        }
      }
      this.#sampled = time;
    }
    if (inRow > 0) rows.close(this.#sampled, this.#current);
    this.#times.copyWithin(0, i, this.#waiting);
    for (const column of this.#values) column.copyWithin(0, i, this.#waiting);
    this.#waiting -= i;
    return Number.isNaN(this.#sampled) ? this.#skip(events, next, horizon) : next;
  }

  /** Counts events that have no interval: before the first sample, or without any. */
  #skip(events: Events, from: number, time: number): number {
    let next = from;
    while (next < events.length && (events.written[next] as number) < time) {
      this.#begin(events, next++);
    }
    return next;
  }

  /** The events of an interval that ends at `time`, and how much of it each took. */
  #fill(events: Events, from: number, time: number): number {
    const { rows } = this;
    let next = from;
    let at = this.#sampled;
    while (next < events.length && (events.written[next] as number) < time) {
      const begins = Math.max(at, events.written[next] as number);
      this.#spend(at, begins);
      at = begins;
      this.#begin(events, next++);
      const entry = rows.entry(this.#current);
      rows.starts[entry] = (rows.starts[entry] as number) + 1;
      // An instantaneous event makes all its progress at once.
      if (!(this.#until > this.#since)) rows.progress[entry] = (rows.progress[entry] as number) + 1;
    }
    this.#spend(at, time);
    return next;
  }

  #begin(events: Events, at: number): void {
    this.#current = events.template[at] as number;
    this.#since = events.written[at] as number;
    this.#until = at + 1 < events.length ? (events.written[at + 1] as number) : this.#ending();
    this.durations.add(this.#current, this.#until - this.#since);
  }

  /** The last event is assumed to last until the last sample. */
  #ending(): number {
    return this.#waiting > 0 ? (this.#times[this.#waiting - 1] as number) : this.#since;
  }

  #spend(from: number, to: number): void {
    const { rows } = this;
    const entry = rows.entry(this.#current);
    rows.time[entry] = (rows.time[entry] as number) + (to - from);
    const duration = this.#until - this.#since;
    if (duration > 0 && duration < Number.POSITIVE_INFINITY) {
      rows.progress[entry] = (rows.progress[entry] as number) + Math.min(1, (to - from) / duration);
    }
  }

  /** Takes the values of a sample; the difference to the one before is the change of the open row. */
  #change(sample: number): void {
    const { first, last } = this;
    const values = this.#values;
    const { changes } = this.rows;
    const to = this.rows.change(this.rows.count, 0);
    for (let k = 0; k < values.length; k++) {
      const value = (values[k] as Float64Array)[sample] as number;
      if (Number.isNaN(value)) continue;
      const delta = value - (last[k] as number);
      if (delta > 0) changes[to + 2 * k] = (changes[to + 2 * k] as number) + delta;
      else if (delta < 0) changes[to + 2 * k + 1] = (changes[to + 2 * k + 1] as number) - delta;
      else if (Number.isNaN(first[k])) first[k] = value;
      last[k] = value;
    }
  }
}
