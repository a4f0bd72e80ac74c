/** How much a curve trembles around its trend, in its own unit, and over how many of its points a tremble lasts. */
export interface Noise {
  /** From neighbour to neighbour. */
  readonly fine: number;
  /** Up to 2 % of the curve: wandering included. */
  readonly sigma: number;
  /** The first lag at which most of `sigma` is seen: what is closer together is not independent. */
  readonly reach: number;
}

const FARTHEST = 0.02;
/** Wandering trembles as well: what sways by more than this many times its trembling has a shape. */
const WANDER = 3;
/** The median of the absolute value of a normal variable is 1 / 1.4826 of its standard deviation. */
export const NORMAL = 1.4826;

/** Median second differences at growing lags: blind to trends, and to kinks and jumps as long as they are few. */
export function noiseOf(values: Float64Array, trembling = 0): Noise {
  const farthest = Math.max(1, Math.round(FARTHEST * values.length));
  const lags: number[] = [];
  for (let lag = 1; lag < farthest; lag *= 2) lags.push(lag);
  lags.push(farthest);
  const seen = lags.map((lag) => atLag(values, lag));
  const fine = seen[0] as number;
  const far = seen[seen.length - 1] as number;
  const first = seen.findIndex((sigma) => sigma >= 0.7 * far);
  return {
    fine,
    sigma: Math.max(fine, Math.min(far, WANDER * Math.max(fine, trembling))),
    reach: lags[Math.max(0, first)] as number,
  };
}

/** How much a curve trembles from neighbour to neighbour. */
export const tremblingOf = (values: Float64Array): number => atLag(values, 1);

function atLag(values: Float64Array, lag: number): number {
  const count = values.length - 2 * lag;
  if (count < 1) return 0;
  const bends = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    bends[i] = Math.abs(
      (values[i] as number) - 2 * (values[i + lag] as number) + (values[i + 2 * lag] as number),
    );
  }
  bends.sort();
  return (NORMAL * (bends[count >> 1] as number)) / Math.sqrt(6);
}
