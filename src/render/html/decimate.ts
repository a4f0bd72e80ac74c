import type { Series } from '../../analyze/report/types.ts';

/**
 * A curve in at most `most` points: of each of equal spans of time the lowest and the highest, each at its own time, so that
 * no peak and no foot is lost; the first and the last point stay. A curve with fewer points stays as it is.
 */
export function decimate({ times, values }: Series, most: number): Series {
  const count = times.length;
  if (count <= most) return { times, values };
  const spans = Math.max(1, Math.floor((most - 2) / 2));
  const from = times[0] ?? 0;
  const width = ((times[count - 1] ?? 0) - from) / spans;
  const kept: number[] = [0];
  const keep = (index: number): void => {
    if (index > (kept.at(-1) ?? 0)) kept.push(index);
  };
  let low = 0;
  let high = 0;
  let span = 0;
  for (let i = 0; i < count; i++) {
    const here = width > 0 ? Math.min(spans - 1, Math.floor(((times[i] ?? 0) - from) / width)) : 0;
    if (here !== span) {
      keep(Math.min(low, high));
      keep(Math.max(low, high));
      span = here;
      low = i;
      high = i;
      continue;
    }
    if ((values[i] ?? 0) < (values[low] ?? 0)) low = i;
    if ((values[i] ?? 0) > (values[high] ?? 0)) high = i;
  }
  keep(Math.min(low, high));
  keep(Math.max(low, high));
  keep(count - 1);
  return {
    times: Float64Array.from(kept, (i) => times[i] ?? 0),
    values: Float64Array.from(kept, (i) => values[i] ?? 0),
  };
}

/**
 * The moments of columns that share their times, thinned to `most`: of each of equal spans the one at which all together are
 * highest, so that parts of one moment stay together. Indices in order.
 */
export function highestMoments(
  times: Float64Array,
  columns: readonly Float64Array[],
  most: number,
): number[] {
  const count = times.length;
  if (count <= most) return Array.from({ length: count }, (_, i) => i);
  const from = times[0] ?? 0;
  const width = ((times[count - 1] ?? 0) - from) / (most - 1) || 1;
  const kept: number[] = [];
  let span = -1;
  let best = -1;
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (const column of columns) sum += column[i] ?? 0;
    const here = Math.floor(((times[i] ?? 0) - from) / width);
    if (here !== span) {
      span = here;
      best = sum;
      kept.push(i);
    } else if (sum > best) {
      best = sum;
      kept[kept.length - 1] = i;
    }
  }
  return kept;
}
