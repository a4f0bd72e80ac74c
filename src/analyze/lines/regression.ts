import { firstNotBefore, type Growth, lastNotAfter } from './growth.ts';
import type { Line } from './line.ts';
import { solve } from './solve.ts';
import { variation } from './spread.ts';

/** Kinds that the regression tells apart at most, and how many lines each has at least. */
const MOST_KINDS = 6;
const FEWEST_LINES = 8;
const LEAST_PART = 0.01;
/** Rounds of weighing outliers (collections and other teeth) less. */
const ROUNDS = 6;
/** Residuals beyond this many times the usual one weigh less. */
const HUBER = 2.5;
/** Neighbouring intervals that a line's growth may fall into, itself included; wide intervals hold it whole. */
const MOST_LAGS = 3;
/** Lines in a window that tells whether they come evenly: whole numbers alone vary less than that. */
const WINDOW_LINES = 4;
/** A page: residuals below it are no noise, bytes. */
const PAGE = 4096;
/** A request that took longer than this is spread over its time, milliseconds; beyond the other it is no request. */
const SHORT_REQUEST = 15;
const LONG_REQUEST = 5000;

export interface Estimate {
  readonly kind: number;
  /** Bytes a line, and how many standard errors that is. */
  readonly bytes: number;
  readonly score: number;
  readonly lines: number;
}

export interface Regression {
  readonly kinds: readonly Estimate[];
  /** Bytes a millisecond, and how many standard errors that is. */
  readonly rate: number;
  readonly rateScore: number;
  /** How widely the number of lines varies among windows of a few lines each. */
  readonly unevenness: number;
  /** How many intervals were looked at. */
  readonly intervals: number;
  /** By how many standard errors one kind's bytes exceed another's. */
  contrast(kind: number, other: number): number;
}

/**
 * The change of memory in each sampling interval by time and by the numbers of lines of each kind, in this interval and,
 * where that explains it better, in its neighbours. What a kind leaves is the sum: what is given back sums to nothing.
 * `width`: how many sampling intervals make one; wide ones see less of teeth, narrow ones more of single lines. `curve`: as it is, with
 * spikes and teeth, or only what stays.
 */
export function regress(
  lines: readonly Line[],
  growth: Growth,
  from: number,
  to: number,
  width: number,
  curve: 'levels' | 'sums',
): Regression | undefined {
  const first = firstNotBefore(growth.times, from);
  const last = lastNotAfter(growth.times, to);
  const isKept = (_: number, i: number): boolean => i % width === 0;
  const times = growth.times.subarray(first, last + 1).filter(isKept);
  const levels = growth[curve].subarray(first, last + 1).filter(isKept);
  const intervals = times.length - 1;
  const kinds = frequentKinds(lines);
  if (intervals < 10 || kinds.length === 0) return undefined;
  const counts = countsOf(lines, kinds, times);
  const changes = Float64Array.from({ length: intervals - 2 }, (_, i) => change(levels, i + 2));
  let best: { fitted: Fit; lags: number; cost: number } | undefined;
  const most = width === 1 ? MOST_LAGS : 1;
  for (let lags = 1; lags <= most; lags++) {
    const rows = rowsOf(counts, times, lags);
    if (rows.rows < 2 * rows.columns) break;
    const fitted = fitRobustly(rows, changes);
    const cost = rows.rows * Math.log(fitted.squares) + rows.columns * Math.log(rows.rows);
    if (!best || cost < best.cost) best = { fitted, lags, cost };
  }
  return best && read(best.fitted, kinds, best.lags, unevennessOf(counts, times), changes.length);
}

function change(levels: Float64Array, i: number): number {
  return (levels[i + 1] as number) - (levels[i] as number);
}

/** Rows of equal length in one column of numbers. */
interface Matrix {
  readonly values: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

function rowsOf(counts: readonly Float64Array[], times: Float64Array, lags: number): Matrix {
  const intervals = times.length - 1;
  const columns = 1 + counts.length * lags;
  const values = new Float64Array((intervals - 2) * columns);
  for (let i = 2, to = 0; i < intervals; i++, to += columns) {
    values[to] = (times[i + 1] as number) - (times[i] as number);
    for (let k = 0; k < counts.length; k++) {
      const count = counts[k] as Float64Array;
      for (let lag = 0; lag < lags; lag++) {
        // One: this interval; two: and the one before; three: and the one behind.
        const at = Math.min(intervals - 1, i + (lags > 2 ? 1 : 0) - lag);
        values[to + 1 + k * lags + lag] = count[at] as number;
      }
    }
  }
  return { values, rows: intervals - 2, columns };
}

function frequentKinds(lines: readonly Line[]): { kind: number; lines: number }[] {
  const counts = new Map<number, number>();
  let all = 0;
  for (const { kind, stands } of lines) {
    counts.set(kind, (counts.get(kind) ?? 0) + stands);
    all += stands;
  }
  return [...counts]
    .map(([kind, count]) => ({ kind, lines: count }))
    .filter((one) => one.lines >= Math.max(FEWEST_LINES, LEAST_PART * all))
    .sort((a, b) => b.lines - a.lines || a.kind - b.kind)
    .slice(0, MOST_KINDS);
}

/** Numbers of lines by kind and interval; a request is spread over the time that it took, a thinned kind up to its next. */
function countsOf(
  lines: readonly Line[],
  kinds: readonly { kind: number }[],
  times: Float64Array,
): Float64Array[] {
  const counts = kinds.map(() => new Float64Array(times.length - 1));
  const places = new Map(kinds.map(({ kind }, i) => [kind, i]));
  const next = new Map<number, number>();
  for (let i = lines.length - 1; i >= 0; i--) {
    const { kind, ended, isAccess, durations, stands } = lines[i] as Line;
    const until = next.get(kind);
    next.set(kind, ended);
    const place = places.get(kind);
    if (place === undefined) continue;
    const count = counts[place] as Float64Array;
    const told = isAccess ? requestTime(durations) : 0;
    if (stands > 1) spread(count, times, ended, Math.max(until ?? ended, ended), stands);
    else spread(count, times, ended - told, ended, 1);
  }
  return counts;
}

function requestTime(durations: Line['durations']): number {
  let longest = 0;
  for (const { length } of durations)
    if (length < LONG_REQUEST) longest = Math.max(longest, length);
  return longest > SHORT_REQUEST ? longest : 0;
}

function spread(
  count: Float64Array,
  times: Float64Array,
  from: number,
  to: number,
  weight: number,
): void {
  if (to - from < 1e-6) {
    const at = firstNotBefore(times, to) - 1;
    if (at >= 0 && at < count.length) count[at] = (count[at] as number) + weight;
    return;
  }
  let i = Math.max(0, lastNotAfter(times, from));
  for (; i < count.length && (times[i] as number) < to; i++) {
    const overlap = Math.min(times[i + 1] as number, to) - Math.max(times[i] as number, from);
    if (overlap > 0) count[i] = (count[i] as number) + (weight * overlap) / (to - from);
  }
}

/** How widely the number of lines varies among windows of equal length that hold a few each. */
function unevennessOf(counts: readonly Float64Array[], times: Float64Array): number {
  const intervals = times.length - 1;
  let all = 0;
  for (const count of counts) for (const own of count) all += own;
  const width = Math.max(1, Math.ceil((WINDOW_LINES * intervals) / Math.max(1, all)));
  const rates: number[] = [];
  for (let from = 0; from + width <= intervals; from += width) {
    let lines = 0;
    for (const count of counts)
      for (let i = from; i < from + width; i++) lines += count[i] as number;
    rates.push(lines / Math.max(1, (times[from + width] as number) - (times[from] as number)));
  }
  return rates.length < 4 ? 0 : variation(rates);
}

interface Fit {
  readonly values: Float64Array;
  /** The variances and covariances of the values. */
  readonly covariance: readonly Float64Array[];
  /** The weighted sum of squared residuals. */
  readonly squares: number;
}

function fitRobustly({ values: matrix, rows, columns }: Matrix, changes: Float64Array): Fit {
  const weights = new Float64Array(rows).fill(1);
  const left = new Float64Array(rows);
  let products: Float64Array[] = [];
  let values = new Float64Array(columns);
  for (let round = 0; round < ROUNDS; round++) {
    products = Array.from({ length: columns }, () => new Float64Array(columns));
    const right = new Float64Array(columns);
    for (let r = 0, row = 0; r < rows; r++, row += columns) {
      const weight = weights[r] as number;
      const change = changes[r] as number;
      for (let i = 0; i < columns; i++) {
        const own = weight * (matrix[row + i] as number);
        if (own === 0) continue;
        right[i] = (right[i] as number) + own * change;
        const into = products[i] as Float64Array;
        for (let j = 0; j <= i; j++)
          into[j] = (into[j] as number) + own * (matrix[row + j] as number);
      }
    }
    mirror(products);
    values = Float64Array.from(solve(products, right));
    for (let r = 0, row = 0; r < rows; r++, row += columns) {
      let residual = changes[r] as number;
      for (let i = 0; i < columns; i++) {
        residual -= (matrix[row + i] as number) * (values[i] as number);
      }
      left[r] = residual;
    }
    const sizes = left.map(Math.abs).sort();
    const usual = 1.4826 * (sizes[rows >> 1] as number) + PAGE;
    for (let r = 0; r < rows; r++) {
      weights[r] = 1 / Math.max(1, Math.abs(left[r] as number) / (HUBER * usual));
    }
  }
  let squares = 0;
  for (let r = 0; r < rows; r++) squares += (weights[r] as number) * (left[r] as number) ** 2;
  const variance = squares / Math.max(1, rows - columns);
  const covariance = Array.from({ length: columns }, (_, j) => {
    const unit = new Float64Array(columns);
    unit[j] = variance;
    return solve(products, unit);
  });
  return { values, covariance, squares };
}

/** Fills the upper half of a symmetric matrix; its diagonal a little larger, so that it can be solved. */
function mirror(products: readonly Float64Array[]): void {
  for (let i = 0; i < products.length; i++) {
    const row = products[i] as Float64Array;
    row[i] = (row[i] as number) * (1 + 1e-6);
    for (let j = 0; j < i; j++) (products[j] as Float64Array)[i] = row[j] as number;
  }
}

function read(
  { values, covariance }: Fit,
  kinds: readonly { kind: number; lines: number }[],
  lags: number,
  unevenness: number,
  intervals: number,
): Regression {
  const scored = (weights: Float64Array): { value: number; score: number } => {
    let variance = 0;
    for (const [i, weight] of weights.entries()) {
      if (weight !== 0) variance += weight * dot(covariance[i] as Float64Array, weights);
    }
    const value = dot(weights, values);
    return { value, score: variance > 0 ? value / Math.sqrt(variance) : 0 };
  };
  const places = new Map(kinds.map(({ kind }, i) => [kind, i]));
  const weightsOf = (kind: number, sign: number, into: Float64Array): Float64Array => {
    const from = 1 + (places.get(kind) ?? 0) * lags;
    for (let i = from; i < from + lags; i++) into[i] = (into[i] as number) + sign;
    return into;
  };
  const zero = (): Float64Array => new Float64Array(values.length);
  const time = zero();
  time[0] = 1;
  const rate = scored(time);
  return {
    rate: rate.value,
    rateScore: rate.score,
    unevenness,
    intervals,
    kinds: kinds.map(({ kind, lines }) => {
      const { value, score } = scored(weightsOf(kind, 1, zero()));
      return { kind, bytes: value, score, lines };
    }),
    contrast: (kind, other) => scored(weightsOf(other, -1, weightsOf(kind, 1, zero()))).score,
  };
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += (a[i] as number) * (b[i] as number);
  return total;
}
