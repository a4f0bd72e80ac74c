import { MOST_TEMPLATES } from '../templates/template-table.ts';
import type { Durations } from './durations.ts';
import { placesOf } from './places.ts';
import type { Rows } from './rows.ts';
import { spillOf } from './spill.ts';

/** A loop needs this many rounds to be separated by counting. */
const ROUNDS = 20;
/** An event shorter than this many sampling intervals never has an interval to itself. */
const SHORT_INTERVALS = 2;
/** Maximum number of templates to solve for together. */
const MOST = 256;
const SWEEPS = 200;
/** Spill-over depends on the rates and vice versa; a few rounds settle both. */
const ROUNDS_OF_SPILL = 4;

/** What events of fast templates account for, and what spills over into the next interval. */
export interface Rates {
  /** For each template the bytes that one of its events accounts for; NaN if it is not fast. */
  readonly perEvent: Float64Array;
  readonly spill: Float64Array;
}

/**
 * Separates templates that alternate faster than the sampling: intervals with more starts of a template grow more if
 * that template is the one that grows. A non-negative least squares fit of the change on the number of starts
 * (coordinate descent on the normal equations; Franc, Hlaváč and Navara 2005).
 */
export function fastLoops(rows: Rows, column: number, side: 0 | 1, fast: readonly number[]): Rates {
  const none = new Float64Array(MOST_TEMPLATES).fill(Number.NaN);
  let rates: Rates = { perEvent: none, spill: new Float64Array(rows.count) };
  if (fast.length === 0) return rates;
  const place = placesOf(fast);
  const usable = usableRows(rows, place);
  const products = productsOf(rows, place, usable, fast.length);
  for (let round = 0; round < ROUNDS_OF_SPILL; round++) {
    const target = targetOf(rows, column, side, place, usable, rates.spill, fast.length);
    const found = solve(products, target);
    const perEvent = none.slice();
    for (const [i, id] of fast.entries()) perEvent[id] = found[i] as number;
    rates = { perEvent, spill: spillOf(rows, column, side, perEvent) };
  }
  return rates;
}

/** The templates that alternate too fast for the sampling, the most frequent first. */
export function fastTemplates(rows: Rows, durations: Durations, size: number): number[] {
  const interval = typicalInterval(rows);
  const fast: number[] = [];
  for (let id = 0; id < size; id++) {
    if (durations.count(id) >= ROUNDS && durations.median(id) < SHORT_INTERVALS * interval)
      fast.push(id);
  }
  return fast.sort((a, b) => durations.count(b) - durations.count(a)).slice(0, MOST);
}

/** The median interval of the rows, from at most a thousand of them; milliseconds. */
function typicalInterval(rows: Rows): number {
  const step = Math.max(1, Math.floor(rows.count / 1000));
  const intervals: number[] = [];
  for (let row = 0; row < rows.count; row += step) {
    intervals.push((rows.ends[row] as number) - rows.startOf(row));
  }
  return intervals.sort((a, b) => a - b)[intervals.length >> 1] ?? 0;
}

/** The rows with nothing but fast events: the share of other events in an interval is unknown. */
function usableRows(rows: Rows, place: Int32Array): Uint8Array {
  const usable = new Uint8Array(rows.count).fill(1);
  for (let row = 0; row < rows.count; row++) {
    const last = rows.endOf(row);
    for (let i = rows.firstEntry[row] as number; i < last; i++) {
      if ((place[rows.template[i] as number] as number) < 0) usable[row] = 0;
    }
  }
  return usable;
}

/** For each pair of templates, the sum over the intervals of the product of their starts. */
function productsOf(
  rows: Rows,
  place: Int32Array,
  usable: Uint8Array,
  size: number,
): Float64Array[] {
  const products = Array.from({ length: size }, () => new Float64Array(size));
  for (let row = 0; row < rows.count; row++) {
    if (usable[row] === 0) continue;
    const last = rows.endOf(row);
    for (let a = rows.firstEntry[row] as number; a < last; a++) {
      const count = rows.starts[a] as number;
      if (count === 0) continue;
      const line = products[place[rows.template[a] as number] as number] as Float64Array;
      for (let b = rows.firstEntry[row] as number; b < last; b++) {
        const other = place[rows.template[b] as number] as number;
        line[other] = (line[other] as number) + count * (rows.starts[b] as number);
      }
    }
  }
  return products;
}

/** For each template, the sum over the intervals of its starts times the change. */
function targetOf(
  rows: Rows,
  column: number,
  side: 0 | 1,
  place: Int32Array,
  usable: Uint8Array,
  spill: Float64Array,
  size: number,
): Float64Array {
  const target = new Float64Array(size);
  for (let row = 0; row < rows.count; row++) {
    if (usable[row] === 0) continue;
    const own = (rows.changes[rows.change(row, column) + side] as number) - (spill[row] as number);
    const change = own + (spill[row + 1] ?? 0);
    const last = rows.endOf(row);
    for (let i = rows.firstEntry[row] as number; i < last; i++) {
      const at = place[rows.template[i] as number] as number;
      target[at] = (target[at] as number) + (rows.starts[i] as number) * change;
    }
  }
  return target;
}

/** Minimizes ½ x'Gx − b'x over x ≥ 0. */
function solve(products: readonly Float64Array[], target: Float64Array): Float64Array {
  const size = target.length;
  const solution = new Float64Array(size);
  /** Gx − b, updated as x changes. */
  const gradient = target.map((value) => -value);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let moved = 0;
    for (let i = 0; i < size; i++) {
      const line = products[i] as Float64Array;
      const weight = line[i] as number;
      if (weight === 0) continue;
      const before = solution[i] as number;
      const after = Math.max(0, before - (gradient[i] as number) / weight);
      const step = after - before;
      if (step === 0) continue;
      solution[i] = after;
      moved = Math.max(moved, Math.abs(step) / (after + before));
      for (let j = 0; j < size; j++) {
        gradient[j] = (gradient[j] as number) + step * (line[j] as number);
      }
    }
    if (moved < 1e-6) break;
  }
  return solution;
}
