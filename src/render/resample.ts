import type { Series } from '../analyze/report/types.ts';

/** Extent of the curve in each of n columns of time; NaN where nothing was recorded. */
export interface Columns {
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** The curve at the left and right edge of each column. */
  readonly left: Float64Array;
  readonly right: Float64Array;
}

/**
 * Resamples a curve to columns of time; `edges` are n+1 ascending times. Between samples the curve is a straight
 * line.
 */
export function resample(series: Series, edges: ArrayLike<number>): Columns {
  const count = Math.max(0, edges.length - 1);
  const columns: Columns = {
    low: new Float64Array(count).fill(Number.NaN),
    high: new Float64Array(count).fill(Number.NaN),
    left: new Float64Array(count).fill(Number.NaN),
    right: new Float64Array(count).fill(Number.NaN),
  };
  const { times, values } = series;
  let next = 0;
  for (let column = 0; column < count; column += 1) {
    const from = edges[column] ?? 0;
    const to = edges[column + 1] ?? 0;
    while (next < times.length && at(times, next) < from) next += 1;
    const left = between(series, next, from);
    let low = left;
    let high = left;
    for (; next < times.length && at(times, next) <= to; next += 1) {
      const value = at(values, next);
      if (!(value >= low)) low = value;
      if (!(value <= high)) high = value;
    }
    const right = between(series, next, to);
    columns.left[column] = Number.isNaN(left) ? low : left;
    columns.right[column] = Number.isNaN(right) ? at(values, next - 1) : right;
    columns.low[column] = right < low || Number.isNaN(low) ? right : low;
    columns.high[column] = right > high || Number.isNaN(high) ? right : high;
    // A sample on an edge belongs to the columns on both sides of it.
    if (next > 0 && at(times, next - 1) === to) next -= 1;
  }
  return columns;
}

/** The curve at `time`, where `next` is the index of the first sample not before it; NaN outside the recording. */
function between(series: Series, next: number, time: number): number {
  const { times, values } = series;
  if (next < times.length && at(times, next) === time) return at(values, next);
  if (next === 0 || next >= times.length) return Number.NaN;
  const before = at(times, next - 1);
  const after = at(times, next);
  if (!(after > before)) return at(values, next - 1);
  const weight = (time - before) / (after - before);
  // Written this way, equal values stay exactly equal.
  return at(values, next - 1) + (at(values, next) - at(values, next - 1)) * weight;
}

/** The edges of n columns of equal duration over a series. */
export function equalEdges(series: Series, count: number): Float64Array {
  const from = at(series.times, 0);
  const to = at(series.times, series.times.length - 1);
  return Float64Array.from({ length: count + 1 }, (_, i) =>
    i === count ? to : from + ((to - from) * i) / count,
  );
}

function at(values: Float64Array, index: number): number {
  return values[index] ?? Number.NaN;
}
