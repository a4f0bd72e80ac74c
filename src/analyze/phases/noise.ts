/** How much a curve jitters around its trend, in its own unit, and over how many points. */
export interface Noise {
  /** From one point to the next. */
  readonly fine: number;
  /** Over up to 2 % of the curve: includes slow wandering. */
  readonly sigma: number;
  /** The first lag at which most of `sigma` is visible: points closer together are not independent. */
  readonly reach: number;
}

const FARTHEST = 0.02;
/** Swaying by more than this many times the jitter is a shape, not noise. */
const WANDER = 3;
/** The median absolute value of a normal variable is 1 / 1.4826 of its standard deviation. */
export const NORMAL = 1.4826;

/** Median second differences at growing lags: insensitive to trends, and to kinks and jumps while they are few. */
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

/** How much a curve jitters from one point to the next. */
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
