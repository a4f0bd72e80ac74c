import { upperMedian } from '../median.ts';
import type { CleanCurve } from './detrend.ts';
import type { PhaseCandidate } from './phase-candidates.ts';
import { heightAt, type Segment, slopeAt } from './segments.ts';

/** Where a phase begins: a position between grid points, and the level there as a fraction of the range. */
export interface Boundary {
  readonly at: number;
  readonly level: number;
  /** By how many points noise may have moved it. */
  readonly play: number;
}

/** Noise may have moved a kink by this many times the noise divided by the change of slope, */
const PLAY = 3;
/** and by at most this fraction of the run. */
const MOST_PLAY = 0.03;
/**
 * Correlated noise moves the end of a line further, by the square root of the number of points it takes to become
 * independent.
 */
const WANDER = 0.8;
/** If two lines miss one another by more than noise explains, there is a step between them. */
const MISS = 3.5;
const MISS_LEAST = 0.005;
/** A jump keeps at least this fraction of its height between the lines beside it; else it gets its own levels. */
const WHOLE = 0.5;
/** A line through fewer points gives no reliable level. */
const FEW = 5;
/**
 * If a line misses the curve beside a jump by more than this, and by more than noise explains, the points there are
 * used.
 */
const MISS_LEVEL = 0.03;
const BESIDE = 3;
/**
 * A jump ends once no more than this fraction of its height is left to the line, if that is within this fraction of
 * the run.
 */
const LEFT = 0.07;
const FOOT = 0.02;
/** If two lines do not cross, a phase begins just before the first point of its own line. */
const AHEAD = 0.25;

/** The boundaries between the candidates, in order: one fewer than there are candidates. */
export function boundariesOf(candidates: readonly PhaseCandidate[], clean: CleanCurve): Boundary[] {
  let last = 0;
  const boundaries = candidates.slice(1).map((after, i) => {
    const { at, level, play } = boundary(candidates[i] as PhaseCandidate, after, clean);
    last = Math.max(last, at);
    return { at: last, level, play };
  });
  for (const [i, { line, from, to }] of candidates.entries()) {
    if (!line) holdWhole(boundaries, i, clean.values[from] as number, clean.values[to] as number);
  }
  return boundaries;
}

/**
 * Jump `i` goes from one level to another: if the lines beside it leave too little of it, they miss the curve there.
 */
function holdWhole(boundaries: Boundary[], i: number, from: number, to: number): void {
  const before = boundaries[i - 1];
  const after = boundaries[i];
  const left = (after?.level ?? to) - (before?.level ?? from);
  if (left / (to - from) >= WHOLE) return;
  if (before) boundaries[i - 1] = { ...before, level: from };
  if (after) boundaries[i] = { ...after, level: to };
}

function boundary(before: PhaseCandidate, after: PhaseCandidate, clean: CleanCurve): Boundary {
  const { values, sigma, reach } = clean;
  const a = before.line;
  const b = after.line;
  if (!a) return besideJump(before, b, before.to, 1, clean);
  if (!b) return besideJump(after, a, after.from, -1, clean);
  const cut = after.from - AHEAD;
  const noise = WANDER * Math.sqrt(reach[after.from] as number) * (sigma[after.from] as number);
  const gap = heightAt(a, cut) - heightAt(b, cut);
  const turn = slopeAt(b, cut) - slopeAt(a, cut);
  const move = turn === 0 ? 0 : gap / turn;
  const play = Math.min(MOST_PLAY * values.length, (PLAY * noise) / Math.abs(turn));
  const meets =
    Math.abs(gap) <= Math.max(MISS * noise, MISS_LEAST) &&
    Math.abs(move) <= play &&
    cut + move > a.from + 1 &&
    cut + move < b.to - 1;
  const at = meets ? cut + move : cut;
  return { at, level: (heightAt(a, at) + heightAt(b, at)) / 2, play };
}

/** Where a jump meets the line before it (`step` −1) or after it (1). */
function besideJump(
  jump: PhaseCandidate,
  line: Segment | undefined,
  edge: number,
  step: 1 | -1,
  { values, sigma }: CleanCurve,
): Boundary {
  const valueAt = (i: number) => values[i] as number;
  if (!line || line.to - line.from <= FEW) return { at: edge, level: valueAt(edge), play: 0 };
  const at = footOf(jump, line, edge, step, values);
  const own = upperMedian(Array.from({ length: BESIDE }, (_, i) => valueAt(at + i * step)));
  const level = heightAt(line, at);
  const misses = Math.abs(level - own) > Math.max(MISS * (sigma[at] as number), MISS_LEVEL);
  return { at, level: misses ? own : level, play: 0 };
}

/** The first point from `edge` on that is practically on the line; `edge` itself if the curve does not get there. */
function footOf(
  jump: PhaseCandidate,
  line: Segment,
  edge: number,
  step: 1 | -1,
  values: Float64Array,
): number {
  const height = (values[jump.to] as number) - (values[jump.from] as number);
  const left = (i: number) => (step * (heightAt(line, i) - (values[i] as number))) / height;
  const most = Math.min(FOOT * values.length, line.to - line.from - FEW);
  let at = edge;
  while (left(at) > LEFT) {
    if (Math.abs(at - edge) >= most || left(at + step) >= left(at)) return edge;
    at += step;
  }
  return at;
}
