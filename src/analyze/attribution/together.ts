import { placesOf } from './places.ts';
import type { Rows } from './rows.ts';

/** From this correlation on, the data cannot tell two templates' counts apart. */
const IN_STEP = 0.98;
/** Intervals needed to decide. */
const LEAST = 8;

/**
 * Which of some templates begin in step, interval by interval, so that counting cannot tell whose the growth is: the
 * others for each template asked about, in rows `from` to `to`. Templates that are not fast are compared by time
 * instead.
 */
export function inStep(
  rows: Rows,
  from: number,
  to: number,
  templates: readonly number[],
): number[][] {
  const size = templates.length;
  if (size < 2) return templates.map(() => []);
  const place = placesOf(templates);
  const counts = new Float64Array(size);
  const sums = new Float64Array(size);
  const products = new Float64Array(size * size);
  for (let row = from; row < to; row++) {
    counts.fill(0);
    for (let i = rows.firstEntry[row] as number; i < rows.endOf(row); i++) {
      const at = place[rows.template[i] as number] as number;
      if (at >= 0) counts[at] = (counts[at] as number) + (rows.starts[i] as number);
    }
    for (let a = 0; a < size; a++) {
      const count = counts[a] as number;
      if (count === 0) continue;
      sums[a] = (sums[a] as number) + count;
      for (let b = 0; b < size; b++) {
        products[a * size + b] = (products[a * size + b] as number) + count * (counts[b] as number);
      }
    }
  }
  const length = to - from;
  const covariance = (a: number, b: number): number =>
    (products[a * size + b] as number) - ((sums[a] as number) * (sums[b] as number)) / length;
  return templates.map((_, a) =>
    templates.filter((_, b) => {
      if (a === b || length < LEAST) return false;
      const scale = Math.sqrt(covariance(a, a) * covariance(b, b));
      return scale > 0 && covariance(a, b) >= IN_STEP * scale;
    }),
  );
}
