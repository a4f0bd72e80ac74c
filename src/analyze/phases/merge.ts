import { type Fitter, heightAt, type Segment, slopeAt } from './segments.ts';

/** Gradual phases change by at least this fraction of the range, else they are plateaus, */
const PLATEAU = 0.05;
/** last at least this fraction of the run, */
const GRADUAL_LEAST = 0.03;
/** and differ from their neighbours in slope by at least this factor. */
const FACTOR = 2;

/**
 * A bend is smooth if one parabola fits at most this many times worse than two lines, or is this close to the curve.
 */
const SMOOTH = 1.3;
const SMOOTH_FLOOR = 0.004;
/** Next to a flat, the parabola must fit this many times better than two lines. */
const BENDS = 0.3;

/**
 * Growth below twice the plateau threshold, at less than a fifth of the slope from corner to corner, looks flat too.
 */
const SLOW_MOST = 0.1;
const SLOW = 0.2;

/** Segments are slightly shorter than their phases, which include the points beside them. */
const SHORTEST = 0.8 * GRADUAL_LEAST;

/**
 * With fewer points, two slopes in the same direction count as different only if one line strays this many times as
 * far.
 */
const FEW = 5;
const FEW_DOUBT = 2;

/** What can hide a boundary. */
export interface Doubt {
  /** How far one line may stray from two before a person sees it, as a fraction of the range. */
  readonly stray: number;
  /** Noise at each point, and how many points apart it becomes independent. */
  readonly sigma: Float64Array;
  readonly reach: Float64Array;
}

type Trend = -1 | 0 | 1;

/** The change over a segment, as a fraction of the range. */
export function deltaOf(segment: Segment): number {
  return heightAt(segment, segment.to - 0.5) - heightAt(segment, segment.from - 0.5);
}

/** The direction of a segment: 1 up, −1 down, 0 if it changes by less than makes a climb. */
export function trendOf(segment: Segment): Trend {
  const delta = deltaOf(segment);
  return Math.abs(delta) < PLATEAU ? 0 : delta > 0 ? 1 : -1;
}

/** The kind of a gradual phase in a run of `count` points: a long, slow one looks flat too. */
export function gradualKind(segment: Segment, count: number): 'climb' | 'plateau' | 'decline' {
  const delta = deltaOf(segment);
  const slope = (delta / (segment.to - segment.from)) * count;
  if (Math.abs(delta) < SLOW_MOST && Math.abs(slope) < SLOW) return 'plateau';
  const trend = trendOf(segment);
  return trend === 0 ? 'plateau' : trend > 0 ? 'climb' : 'decline';
}

/** Joins neighbours between which no person would draw a boundary, the least visible boundary first. */
export function merged(fitter: Fitter, segments: readonly Segment[], doubt: Doubt): Segment[] {
  const out = [...segments];
  for (;;) {
    let weakest = 1;
    let at = -1;
    for (let i = 1; i < out.length; i++) {
      const strength = boundaryStrength(fitter, out[i - 1] as Segment, out[i] as Segment, doubt);
      if (strength < weakest) {
        weakest = strength;
        at = i;
      }
    }
    if (at < 0) return out;
    const a = out[at - 1] as Segment;
    const b = out[at] as Segment;
    out.splice(at - 1, 2, together(fitter, a, b));
  }
}

/** One curve for both: a parabola if two lines fit no better, else a line. */
function together(fitter: Fitter, a: Segment, b: Segment): Segment {
  const trend = trendOf(a);
  if (trend !== 0 && trend === trendOf(b)) {
    const curve = fitter.parabola(a.from, b.to);
    const line = fitter.line(a.from, b.to);
    const turns = slopeAt(curve, a.from) * trend < 0 || slopeAt(curve, b.to - 1) * trend < 0;
    if (!turns && isSmooth(fitter, a, b, curve) && curve.residual < 0.7 * line.residual)
      return curve;
  }
  return fitter.line(a.from, b.to);
}

function isSmooth(fitter: Fitter, a: Segment, b: Segment, curve: Segment): boolean {
  let floor = 0;
  for (let i = a.from; i < b.to; i++) floor += fitter.weights[i] as number;
  return curve.residual <= SMOOTH * (a.residual + b.residual) + SMOOTH_FLOOR * SMOOTH_FLOOR * floor;
}

/** How visible a boundary is; from 1 on a person sees it. */
function boundaryStrength(fitter: Fitter, a: Segment, b: Segment, doubt: Doubt): number {
  const { stray, sigma, reach } = doubt;
  const both = fitter.line(a.from, b.to);
  const shorter = Math.min(a.to - a.from, b.to - b.from);
  const noise = ((sigma[a.to - 1] as number) + (sigma[b.from] as number)) / 2;
  const ta = trendOf(a);
  const tb = trendOf(b);
  const few = ta !== 0 && ta === tb && shorter < FEW ? FEW_DOUBT : 1;
  const visible =
    strays(a, b, both) /
    (few * stray + (3 * noise) / Math.sqrt(Math.max(1, shorter / (reach[b.from] as number))));
  if (shorter < SHORTEST * sigma.length) return Math.min(0.99, visible * 0.1);
  if (ta === 0 && tb === 0) {
    return trendOf(both) === 0 ? Math.min(0.99, visible / 2) : visible;
  }
  const ratio = a.slope / b.slope;
  const factor = ratio > 0 ? Math.max(ratio, 1 / ratio) : Number.POSITIVE_INFINITY;
  if (ta !== tb && factor >= FACTOR) {
    const curve = fitter.parabola(a.from, b.to);
    const bends = ta * tb === 0 && curve.residual < BENDS * (a.residual + b.residual);
    return bends ? Math.min(0.99, visible / 2) : visible;
  }
  if (factor < FACTOR) return Math.min(0.99, visible * (factor / FACTOR));
  if (isSmooth(fitter, a, b, fitter.parabola(a.from, b.to))) return Math.min(0.99, visible / 2);
  return visible;
}

/** The largest distance between the two lines and the one through both. */
function strays(a: Segment, b: Segment, both: Segment): number {
  let most = 0;
  for (const segment of [a, b]) {
    for (const at of [segment.from, segment.to - 1]) {
      most = Math.max(most, Math.abs(heightAt(segment, at) - heightAt(both, at)));
    }
  }
  return most;
}
