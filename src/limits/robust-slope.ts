export interface Point {
  readonly at: number;
  readonly size: number;
}

export interface Slope {
  /** The median of the slopes between all pairs of points, bytes a millisecond. */
  readonly median: number;
  /** With the confidence asked for, the true slope is no less. */
  readonly least: number;
}

/**
 * The slope of Theil and Sen with the lower bound of Sen's interval (Sen 1968): the slopes of all pairs are sorted, and as
 * many are left out at the lower end as Kendall's statistic may fall short by chance. `deviations` is the normal quantile
 * of the confidence (3.09 for 99.9 % on one side). Points in ascending time; a few hundred at most, for it is quadratic.
 */
export function robustSlope(points: readonly Point[], deviations: number): Slope | undefined {
  const slopes: number[] = [];
  for (const [index, later] of points.entries()) {
    for (let before = 0; before < index; before++) {
      const earlier = points[before];
      if (earlier === undefined || earlier.at >= later.at) continue;
      slopes.push((later.size - earlier.size) / (later.at - earlier.at));
    }
  }
  slopes.sort((one, other) => one - other);
  const median = slopes[slopes.length >> 1];
  if (median === undefined) return undefined;
  const count = points.length;
  const spread = deviations * Math.sqrt((count * (count - 1) * (2 * count + 5)) / 18);
  const least = slopes[Math.floor((slopes.length - spread) / 2)];
  return { median, least: least ?? Number.NEGATIVE_INFINITY };
}
