import { type Fitter, heightAt, type Segment, slopeAt } from './segments.ts';

/** Gradual phases change by at least this part of the range, else they are plateaus, */
const PLATEAU = 0.05;
/** last at least this part of the run, */
const GRADUAL_LEAST = 0.03;
/** and differ from their neighbours by at least this factor of slope. */
const FACTOR = 2;

/** A bend is smooth where one parabola is at most so much worse than two lines, or so near to the curve. */
const SMOOTH = 1.3;
const SMOOTH_FLOOR = 0.004;
/** From or to a flat it must tell them so many times better than two lines do. */
const BENDS = 0.3;

/** Flat to the eye is also what grows by less than twice that, at less than a fifth of the slope from corner to corner. */
const SLOW_MOST = 0.1;
const SLOW = 0.2;

/** Pieces are a little shorter than what they tell: the points beside them. */
const SHORTEST = 0.8 * GRADUAL_LEAST;

/** Fewer points tell one slope from another in the same direction only where one line for both strays so many times as far. */
const FEW = 5;
const FEW_DOUBT = 2;

/** What hides a boundary. */
export interface Doubt {
  /** How far one line may stray from two before a person sees it, in parts of the range. */
  readonly stray: number;
  /** Noise at each point, and how many points it takes to be independent. */
  readonly sigma: Float64Array;
  readonly reach: Float64Array;
}

type Trend = -1 | 0 | 1;

/** What a piece changes, in parts of the range. */
export function deltaOf(segment: Segment): number {
  return heightAt(segment, segment.to - 0.5) - heightAt(segment, segment.from - 0.5);
}

/** Which way a piece goes: 1 up, −1 down, 0 where it changes by less than makes a climb. */
export function trendOf(segment: Segment): Trend {
  const delta = deltaOf(segment);
  return Math.abs(delta) < PLATEAU ? 0 : delta > 0 ? 1 : -1;
}

/** The name of a gradual phase in a run of `count` points: long and slow is flat to the eye, too. */
export function gradualKind(segment: Segment, count: number): 'climb' | 'plateau' | 'decline' {
  const delta = deltaOf(segment);
  const slope = (delta / (segment.to - segment.from)) * count;
  if (Math.abs(delta) < SLOW_MOST && Math.abs(slope) < SLOW) return 'plateau';
  const trend = trendOf(segment);
  return trend === 0 ? 'plateau' : trend > 0 ? 'climb' : 'decline';
}

/** Joins neighbours between which no person would draw a boundary, the least visible first. */
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

/** One curve for both: a parabola where two lines are no better, else a line. */
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

/** 1 and above: a boundary that a person sees. */
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
