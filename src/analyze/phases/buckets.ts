import { upperMedian } from '../median.ts';
import type { Series } from '../report/types.ts';
import type { WorkSpan } from './work-span.ts';

/** The curve on an even grid: value i stands for the time start + (i + 0.5) * width. */
export interface Buckets {
  readonly start: number;
  readonly width: number;
  readonly values: Float64Array;
}

/** Ten buckets per column of a chart of a hundred. */
const MOST_BUCKETS = 1000;
/** The median of a bucket is taken over at most this many of its samples. */
const MOST_SAMPLED = 31;
/** An adaptive recording is dense where memory moves: this fraction of its gaps is shorter than the average gap, */
const DENSE = 0.25;
/** by at least this factor; timer jitter is less uneven. */
const UNEVEN = 2;

/** One pass over the samples: each bucket is the median of its samples; empty ones are interpolated. */
export function bucketed(series: Series, span: WorkSpan): Buckets {
  const { times, values } = series;
  const start = times[span.first] as number;
  const end = times[span.last] as number;
  const count = bucketsFor(times, span);
  const width = (end - start) / count;
  const grid = new Float64Array(count).fill(Number.NaN);
  let from = span.first;
  for (let bucket = 0; bucket < count; bucket++) {
    const until = bucket === count - 1 ? Number.POSITIVE_INFINITY : start + (bucket + 1) * width;
    let to = from;
    while (to <= span.last && (times[to] as number) < until) to++;
    if (to > from) grid[bucket] = sampledMedian(values, from, to);
    from = to;
  }
  grid[0] = values[span.first] as number;
  grid[count - 1] = values[span.last] as number;
  fillGaps(grid);
  return { start, width, values: grid };
}

/** As many buckets as samples; for an adaptive recording, as if all of it were as dense as its dense part. */
function bucketsFor(times: Float64Array, { first, last }: WorkSpan): number {
  const samples = last - first + 1;
  if (samples >= MOST_BUCKETS) return MOST_BUCKETS;
  const gaps = Float64Array.from(
    { length: samples - 1 },
    (_, i) => (times[first + i + 1] as number) - (times[first + i] as number),
  ).sort();
  const gap = gaps[Math.floor(gaps.length * DENSE)] as number;
  const dense = Math.round(((times[last] as number) - (times[first] as number)) / gap);
  return dense >= UNEVEN * samples ? Math.min(dense, MOST_BUCKETS) : samples;
}

function sampledMedian(values: Float64Array, from: number, to: number): number {
  const step = Math.max(1, (to - from) / MOST_SAMPLED);
  const taken: number[] = [];
  for (let at = from; at < to; at += step) taken.push(values[Math.floor(at)] as number);
  return upperMedian(taken);
}

function fillGaps(grid: Float64Array): void {
  let known = -1;
  for (let i = 0; i < grid.length; i++) {
    if (Number.isNaN(grid[i])) continue;
    for (let gap = known + 1; gap < i; gap++) {
      const part = known < 0 ? 1 : (gap - known) / (i - known);
      const left = known < 0 ? (grid[i] as number) : (grid[known] as number);
      grid[gap] = left + part * ((grid[i] as number) - left);
    }
    known = i;
  }
  for (let i = Math.max(0, known + 1); i < grid.length; i++)
    grid[i] = known < 0 ? 0 : (grid[known] as number);
}
