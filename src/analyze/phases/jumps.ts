import type { Segment } from './segments.ts';
import { type Stretch, stretchesOf } from './stretches.ts';

/** A steep passage, from the last point at the old level to the first at the new one. */
export interface Jump {
  readonly from: number;
  readonly to: number;
  /** Absolute value. */
  readonly height: number;
}

export const JUMP_LEAST = 0.05;
export const JUMP_LONGEST = 0.05;
export const JUMP_SLOPE = 4;
/** A jump is this many times steeper than the curve beside it. */
const CONTRAST = 5;
/** "Beside" is this fraction of the run. */
const BESIDE = 0.02;

/** The fraction of a jump's height that its steep part holds. */
const MOST = 0.6;
/** A jump is this many times higher than the noise. */
const NOISE = 5.5;
/** A flat of this fraction of the run ends a jump. */
const REST = 0.02;

/** The jumps among the segments of a curve of `count` points whose range is 1. */
export function jumpsOf(segments: readonly Segment[], count: number, sigmas: Float64Array): Jump[] {
  const stretches = stretchesOf(segments);
  const found: Jump[] = [];
  for (const sign of [1, -1])
    search(stretches, 0, stretches.length, sign, JUMP_SLOPE, count, sigmas, found);
  // Of overlapping jumps the largest wins: a dip inside a rise is part of it.
  const kept: Jump[] = [];
  for (const one of found.sort((a, b) => b.height - a.height)) {
    if (kept.every((other) => other.to <= one.from || one.to <= other.from)) kept.push(one);
  }
  return kept.sort((a, b) => a.from - b.from);
}

/**
 * Finds maximal runs of stretches that together are steeper than `slope`; runs that are too long are searched again
 * for steeper parts.
 */
function search(
  stretches: readonly Stretch[],
  first: number,
  last: number,
  sign: number,
  slope: number,
  count: number,
  sigmas: Float64Array,
  found: Jump[],
): void {
  if (slope > 1000) return;
  let at = first;
  while (at < last) {
    let sum = 0;
    let best = 0;
    let end = at;
    for (let i = at; i < last; i++) {
      const stretch = stretches[i] as Stretch;
      const flat = sign * stretch.delta * count < (slope / 2) * (stretch.to - stretch.from);
      if (flat && stretch.to - stretch.from >= REST * count) break;
      sum += sign * stretch.delta - (slope * (stretch.to - stretch.from)) / count;
      if (sum > best) {
        best = sum;
        end = i + 1;
      }
      if (sum <= 0) break;
    }
    if (end === at) {
      at++;
      continue;
    }
    const from = (stretches[at] as Stretch).from;
    const to = (stretches[end - 1] as Stretch).to;
    const delta = change(stretches, at, end, sign);
    const long = to - from > JUMP_LONGEST * count + 1;
    if (long) search(stretches, at, end, sign, slope * 2, count, sigmas, found);
    else {
      const [a, b] = isDipped(stretches, at, end, sign)
        ? [at, end]
        : sharpened(stretches, at, end, sign, delta, slope * 2, count);
      const most = change(stretches, a, b, sign);
      const noise = Math.max(sigmas[from] as number, sigmas[to] as number);
      if (
        most >= Math.max(JUMP_LEAST, NOISE * noise) &&
        stands(stretches, a, b, sign, most, count)
      ) {
        found.push({
          from: (stretches[a] as Stretch).from,
          to: (stretches[b - 1] as Stretch).to,
          height: most,
        });
      }
    }
    at = end;
  }
}

const change = (stretches: readonly Stretch[], at: number, end: number, sign: number): number =>
  stretches.slice(at, end).reduce((total, one) => total + sign * one.delta, 0);

/** Whether it contains a jump the other way. */
const isDipped = (stretches: readonly Stretch[], at: number, end: number, sign: number): boolean =>
  stretches.slice(at, end).some((one) => -sign * one.delta >= JUMP_LEAST);

/** The steepest part that still makes up most of a jump: its shoulders do not belong to it. */
function sharpened(
  stretches: readonly Stretch[],
  at: number,
  end: number,
  sign: number,
  delta: number,
  slope: number,
  count: number,
): [number, number] {
  let best: [number, number] = [at, end];
  for (let steep = slope; steep <= 1000; steep *= 2) {
    let top = 0;
    let range: [number, number] | undefined;
    for (let a = at; a < end; a++) {
      let sum = 0;
      for (let b = a; b < end; b++) {
        const one = stretches[b] as Stretch;
        sum += sign * one.delta - (steep * (one.to - one.from)) / count;
        if (sum > top) {
          top = sum;
          range = [a, b + 1];
        }
      }
    }
    if (!range || change(stretches, range[0], range[1], sign) < MOST * delta) break;
    best = range;
  }
  return best;
}

/** Whether the run is several times steeper than the curve beside it. */
function stands(
  stretches: readonly Stretch[],
  at: number,
  end: number,
  sign: number,
  delta: number,
  count: number,
): boolean {
  const from = (stretches[at] as Stretch).from;
  const to = (stretches[end - 1] as Stretch).to;
  const slope = delta / Math.max(1, to - from);
  const beside = BESIDE * count;
  let before = 0;
  let reach = 0;
  for (let i = at - 1; i >= 0 && reach < beside; i--) {
    const e = stretches[i] as Stretch;
    const part = Math.min(1, (beside - reach) / (e.to - e.from));
    before += sign * e.delta * part;
    reach += (e.to - e.from) * part;
  }
  if (reach > beside / 2 && slope < CONTRAST * (before / reach)) return false;
  let after = 0;
  reach = 0;
  for (let i = end; i < stretches.length && reach < beside; i++) {
    const e = stretches[i] as Stretch;
    const part = Math.min(1, (beside - reach) / (e.to - e.from));
    after += sign * e.delta * part;
    reach += (e.to - e.from) * part;
  }
  return !(reach > beside / 2 && slope < CONTRAST * (after / reach));
}
