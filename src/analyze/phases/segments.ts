/**
 * A stretch of points [from, to) with its fitted curve: `mid` is the mean height, `slope` the slope per point at the
 * middle.
 */
export interface Segment {
  readonly from: number;
  readonly to: number;
  readonly mid: number;
  readonly slope: number;
  /** Half the second derivative, if a parabola fits better than a line. */
  readonly bend?: number;
  /** Sum of the weighted squared distances to the curve. */
  readonly residual: number;
}

/** Fits lines to any stretch of a curve in constant time, from prefix sums; each point counts by its weight. */
export class Fitter {
  readonly values: Float64Array;
  readonly weights: Float64Array;
  readonly #w: Float64Array;
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  readonly #xx: Float64Array;
  readonly #xy: Float64Array;
  readonly #yy: Float64Array;

  constructor(values: Float64Array, weights: Float64Array) {
    const count = values.length;
    this.values = values;
    this.weights = weights;
    const column = (): Float64Array => new Float64Array(count + 1);
    this.#w = column();
    this.#x = column();
    this.#y = column();
    this.#xx = column();
    this.#xy = column();
    this.#yy = column();
    // Centred, so that the sums stay small.
    for (let i = 0; i < count; i++) {
      const weight = weights[i] as number;
      const x = i - count / 2;
      const y = values[i] as number;
      this.#w[i + 1] = (this.#w[i] as number) + weight;
      this.#x[i + 1] = (this.#x[i] as number) + weight * x;
      this.#y[i + 1] = (this.#y[i] as number) + weight * y;
      this.#xx[i + 1] = (this.#xx[i] as number) + weight * x * x;
      this.#xy[i + 1] = (this.#xy[i] as number) + weight * x * y;
      this.#yy[i + 1] = (this.#yy[i] as number) + weight * y * y;
    }
  }

  residual(from: number, to: number): number {
    if (to - from < 3) return 0;
    const w = (this.#w[to] as number) - (this.#w[from] as number);
    const x = (this.#x[to] as number) - (this.#x[from] as number);
    const y = (this.#y[to] as number) - (this.#y[from] as number);
    const xx = (this.#xx[to] as number) - (this.#xx[from] as number) - (x * x) / w;
    const xy = (this.#xy[to] as number) - (this.#xy[from] as number) - (x * y) / w;
    const yy = (this.#yy[to] as number) - (this.#yy[from] as number) - (y * y) / w;
    return Math.max(0, yy - (xy * xy) / xx);
  }

  /** The residuals from each of the first `count` of `starts` to `to`, into `out`: the hot loop of the segmentation. */
  residuals(starts: Int32Array, count: number, to: number, out: Float64Array): void {
    const w = this.#w;
    const x = this.#x;
    const y = this.#y;
    const xx = this.#xx;
    const xy = this.#xy;
    const yy = this.#yy;
    const wTo = w[to] as number;
    const xTo = x[to] as number;
    const yTo = y[to] as number;
    const xxTo = xx[to] as number;
    const xyTo = xy[to] as number;
    const yyTo = yy[to] as number;
    for (let i = 0; i < count; i++) {
      const from = starts[i] as number;
      const mean = 1 / (wTo - (w[from] as number));
      const dx = xTo - (x[from] as number);
      const dy = yTo - (y[from] as number);
      const varX = xxTo - (xx[from] as number) - dx * dx * mean;
      const both = xyTo - (xy[from] as number) - dx * dy * mean;
      const varY = yyTo - (yy[from] as number) - dy * dy * mean;
      out[i] = to - from < 3 ? 0 : Math.max(0, varY - (both * both) / varX);
    }
  }

  line(from: number, to: number): Segment {
    const w = (this.#w[to] as number) - (this.#w[from] as number);
    const x = (this.#x[to] as number) - (this.#x[from] as number);
    const y = (this.#y[to] as number) - (this.#y[from] as number);
    const xx = (this.#xx[to] as number) - (this.#xx[from] as number) - (x * x) / w;
    const xy = (this.#xy[to] as number) - (this.#xy[from] as number) - (x * y) / w;
    const slope = to - from < 2 || xx <= 0 ? 0 : xy / xx;
    const middle = (from + to - 1) / 2 - this.values.length / 2;
    return {
      from,
      to,
      mid: y / w + slope * (middle - x / w),
      slope,
      residual: this.residual(from, to),
    };
  }

  /** Fits a parabola to a stretch, by direct sums. */
  parabola(from: number, to: number): Segment {
    const line = this.line(from, to);
    const middle = (from + to - 1) / 2;
    // Gram-Schmidt: the part of x² that is orthogonal to constants and lines.
    let w = 0;
    let x = 0;
    let xx = 0;
    let q = 0;
    let qx = 0;
    for (let i = from; i < to; i++) {
      const weight = this.weights[i] as number;
      const d = i - middle;
      w += weight;
      x += weight * d;
      xx += weight * d * d;
      q += weight * d * d;
      qx += weight * d * d * d;
    }
    const meanX = x / w;
    const varX = xx - x * meanX;
    const tilt = varX > 0 ? (qx - q * meanX) / varX : 0;
    const base = q / w - tilt * meanX;
    let up = 0;
    let norm = 0;
    for (let i = from; i < to; i++) {
      const weight = this.weights[i] as number;
      const d = i - middle;
      const basis = d * d - base - tilt * d;
      const rest = (this.values[i] as number) - line.mid - line.slope * d;
      up += weight * basis * rest;
      norm += weight * basis * basis;
    }
    if (norm <= 0) return line;
    const bend = up / norm;
    return {
      from,
      to,
      mid: line.mid - bend * base,
      slope: line.slope - bend * tilt,
      bend,
      residual: Math.max(0, line.residual - (up * up) / norm),
    };
  }
}

/** The height of a segment's curve at a point. */
export function heightAt({ from, to, mid, slope, bend = 0 }: Segment, point: number): number {
  const d = point - (from + to - 1) / 2;
  return mid + slope * d + bend * d * d;
}

/** The slope of its curve there, per point. */
export function slopeAt({ from, to, slope, bend = 0 }: Segment, point: number): number {
  return slope + 2 * bend * (point - (from + to - 1) / 2);
}

/**
 * The cheapest segmentation of a curve into straight lines, where each segment costs its residual plus `penalty`.
 * Returns the first index of each segment. Dynamic programming with pruning: two lines never fit worse than one, so a
 * start from which the way to `end` costs more than the best way there, even without the penalty, can never become
 * the best (Killick, Fearnhead and Eckley 2012, PELT).
 */
export function segmentStarts(fitter: Fitter, penalty: number): number[] {
  const count = fitter.values.length;
  const best = new Float64Array(count + 1);
  const from = new Int32Array(count + 1);
  const starts = new Int32Array(count + 1);
  const costs = new Float64Array(count + 1);
  let left = 0;
  for (let end = 1; end <= count; end++) {
    starts[left++] = end - 1;
    fitter.residuals(starts, left, end, costs);
    let least = Number.POSITIVE_INFINITY;
    for (let i = left - 1; i >= 0; i--) {
      const start = starts[i] as number;
      const cost = (best[start] as number) + (costs[i] as number);
      costs[i] = cost;
      if (cost + penalty >= least) continue;
      least = cost + penalty;
      from[end] = start;
    }
    best[end] = least;
    let kept = 0;
    for (let i = 0; i < left; i++) {
      if ((costs[i] as number) <= least) starts[kept++] = starts[i] as number;
    }
    left = kept;
  }
  const cuts: number[] = [];
  for (let end = count; end > 0; end = from[end] as number) cuts.push(from[end] as number);
  return cuts.reverse();
}
