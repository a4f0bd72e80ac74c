import { tremblingOf } from './noise.ts';

/** A spike or dip is over within this fraction of the run. */
const LONGEST_SPIKE = 0.05;
/** Short ones are removed first: the gap between two long dips must not look like a spike. */
const SIZES = [0.2, 0.4, 0.7, 1, 1.5, 2.5, 4];
/**
 * A longer one counts only if at least this many others stand on the same level, like the work of one child process
 * after another.
 */
const COMPANY = 4;
/** Feet within this fraction of the range are on the same level. */
const SAME_LEVEL = 0.06;

interface Spike {
  readonly foot: number;
  readonly height: number;
  readonly sign: number;
}

/** A spike is visible from this fraction of the range on, and ends where it is no longer visible. */
const SEEN = 0.01;
const OVER = 0.003;
/** Its feet are roughly level: they differ by at most this fraction of its height */
const FEET = 0.35;
/** and, however high it is, by at most this fraction of the range: a new level is a phase. */
const FEET_MOST = 0.15;
/** Feet that differ by less than makes a phase are always level. */
const CLOSE = 0.05;
const FLOOR = 0.05;
/** It rises above the higher foot by this fraction of its height above the line between the feet. */
const OUT = 0.4;
/** Beyond a foot the curve continues by at most this fraction of the flank. */
const BEYOND = 0.3;

/** How much the feet of a spike may differ, bytes. */
interface Feet {
  readonly close: number;
  readonly most: number;
  readonly floor: number;
}

/** The curve without spikes and dips: each is replaced by the line between its feet. `range` is that of the values. */
export function withoutSpikes(values: Float64Array, range: number): Float64Array {
  return without(values, range, SIZES);
}

/** Highest minus lowest, ignoring spikes and dips of less than a chart column. */
export function rangeOf(values: Float64Array): number {
  const all = extent(values);
  return extent(without(values, all, SIZES.slice(0, 1)));
}

function extent(values: Float64Array): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high - low;
}

function without(values: Float64Array, range: number, sizes: readonly number[]): Float64Array {
  let out = values;
  const fine = tremblingOf(values);
  let lowest = Number.POSITIVE_INFINITY;
  for (const value of values) if (value < lowest) lowest = value;
  const feet = { close: CLOSE * range, most: FEET_MOST * range, floor: lowest + FLOOR * range };
  const seen = 5 * fine + SEEN * range;
  const over = 2.5 * fine + OVER * range;
  const found: Spike[] = [];
  for (const size of sizes) {
    const width = Math.max(1, Math.round(size * LONGEST_SPIKE * values.length));
    const any = size <= 1 ? () => true : (one: Spike) => inCompany(one, found, range);
    out = flattened(out, width, 1, seen, over, feet, found, any);
    out = flattened(out, width, -1, seen, over, feet, found, any);
  }
  return out;
}

function inCompany(one: Spike, found: readonly Spike[], range: number): boolean {
  const others = found.filter(
    ({ foot, height, sign }) =>
      sign === one.sign &&
      Math.abs(foot - one.foot) <= SAME_LEVEL * range &&
      height >= 0.05 * range,
  );
  return others.length >= COMPANY;
}

function flattened(
  values: Float64Array,
  width: number,
  sign: number,
  seen: number,
  over: number,
  feet: Feet,
  found: Spike[],
  any: (one: Spike) => boolean,
) {
  const base = opened(values, width + 1, sign);
  const out = values.slice();
  const height = (i: number) => sign * ((values[i] as number) - (base[i] as number));
  for (let i = 0; i < values.length; i++) {
    if (height(i) <= seen) continue;
    let from = i;
    while (from > 0 && height(from - 1) > over) from--;
    let to = i;
    while (to < values.length - 1 && height(to + 1) > over) to++;
    i = to;
    const one = flatten(values, base, out, from - 1, to + 1, sign, width, feet, any);
    if (one) found.push(one);
  }
  return out;
}

/** Draws the line between `left` and `right` if they are the feet of a spike. */
function flatten(
  values: Float64Array,
  base: Float64Array,
  out: Float64Array,
  left: number,
  right: number,
  sign: number,
  width: number,
  feet: Feet,
  any: (one: Spike) => boolean,
): Spike | undefined {
  // What touches the start or end of the curve is a level of its own, or undecidable.
  if (left < 0 || right >= values.length || right - left - 1 > width) return undefined;
  const leftFoot = values[left] as number;
  const rightFoot = values[right] as number;
  let top = 0;
  let peak = leftFoot;
  let at = left;
  for (let i = left + 1; i < right; i++) {
    const line = leftFoot + ((rightFoot - leftFoot) * (i - left)) / (right - left);
    top = Math.max(top, sign * ((values[i] as number) - line));
    if (sign * (values[i] as number) > sign * peak) {
      peak = values[i] as number;
      at = i;
    }
  }
  // It stands out above both feet: a flat on a slope does not.
  if (Math.min(sign * (peak - leftFoot), sign * (peak - rightFoot)) < OUT * top) return undefined;
  const baseAt = (i: number) => base[Math.max(0, Math.min(values.length - 1, i))] as number;
  // The trend beside it, carried over its width.
  const carry = (right - left) / width;
  const restart = sign < 0 && peak <= feet.floor;
  const tolerance = restart ? feet.close : Math.max(feet.close, Math.min(FEET * top, feet.most));
  const level = (expected: number) =>
    Math.abs(rightFoot - leftFoot - expected * carry) <= tolerance;
  const before = leftFoot - baseAt(left - width);
  const after = baseAt(right + width) - rightFoot;
  if (!level(0) && (restart || (!level(before) && !level(after)))) return undefined;
  // Its flanks end at its feet: if they continue beyond, the curve is on its way to somewhere else.
  const beyondLeft = sign * (leftFoot - baseAt(left - (at - left)));
  const beyondRight = sign * (rightFoot - baseAt(right + (right - at)));
  if (beyondLeft > BEYOND * sign * (peak - leftFoot)) return undefined;
  if (beyondRight > BEYOND * sign * (peak - rightFoot)) return undefined;
  const one = { foot: (leftFoot + rightFoot) / 2, height: top, sign };
  if (!any(one)) return undefined;
  for (let i = left + 1; i < right; i++) {
    out[i] = leftFoot + ((rightFoot - leftFoot) * (i - left)) / (right - left);
  }
  return one;
}

/** Morphological opening (sign 1: cuts off peaks narrower than `width`) or closing (sign −1). */
export function opened(values: Float64Array, width: number, sign: number): Float64Array {
  const before = width >> 1;
  return extreme(
    extreme(values, before, width - 1 - before, -sign),
    width - 1 - before,
    before,
    sign,
  );
}

/** The highest (sign 1) or lowest value of each window from `before` to `after` points around, in one pass. */
function extreme(values: Float64Array, before: number, after: number, sign: number): Float64Array {
  const count = values.length;
  const out = new Float64Array(count);
  // Indices of values that no later one in the window beats, the best first.
  const queue = new Int32Array(count);
  let head = 0;
  let tail = 0;
  for (let next = 0; next < count + after; next++) {
    if (next < count) {
      const value = sign * (values[next] as number);
      while (tail > head && sign * (values[queue[tail - 1] as number] as number) <= value) tail--;
      queue[tail++] = next;
    }
    const at = next - after;
    if (at < 0) continue;
    while ((queue[head] as number) < at - before) head++;
    out[at] = values[queue[head] as number] as number;
  }
  return out;
}
