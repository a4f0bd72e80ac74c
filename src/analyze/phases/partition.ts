/**
 * The cheapest cut of `values` into straight pieces: each costs its squared distance from its own line (in units
 * of `tolerance` squared) plus `penalty`. Dynamic programming with prefix sums. Returns the first index of each piece.
 */
export function partition(values: Float64Array, tolerance: number, penalty: number): number[] {
  const count = values.length;
  const sums = prefixSums(values);
  const best = new Float64Array(count + 1);
  const from = new Int32Array(count + 1);
  for (let end = 1; end <= count; end++) {
    best[end] = Number.POSITIVE_INFINITY;
    for (let start = 0; start < end; start++) {
      const before = (best[start] as number) + penalty;
      if (before >= (best[end] as number)) continue;
      const cost = before + residual(sums, start, end) / (tolerance * tolerance);
      if (cost < (best[end] as number)) {
        best[end] = cost;
        from[end] = start;
      }
    }
  }
  const starts: number[] = [];
  for (let end = count; end > 0; end = from[end] as number) starts.push(from[end] as number);
  return starts.reverse();
}

interface Sums {
  readonly y: Float64Array;
  readonly xy: Float64Array;
  readonly yy: Float64Array;
}

function prefixSums(values: Float64Array): Sums {
  const y = new Float64Array(values.length + 1);
  const xy = new Float64Array(values.length + 1);
  const yy = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    y[i + 1] = (y[i] as number) + value;
    xy[i + 1] = (xy[i] as number) + i * value;
    yy[i + 1] = (yy[i] as number) + value * value;
  }
  return { y, xy, yy };
}

function residual(sums: Sums, start: number, end: number): number {
  const n = end - start;
  if (n < 3) return 0;
  const y = (sums.y[end] as number) - (sums.y[start] as number);
  const yy = (sums.yy[end] as number) - (sums.yy[start] as number);
  const middle = (start + end - 1) / 2;
  const xy = (sums.xy[end] as number) - (sums.xy[start] as number) - middle * y;
  const xx = (n * (n * n - 1)) / 12;
  return Math.max(0, yy - (y * y) / n - (xy * xy) / xx);
}
