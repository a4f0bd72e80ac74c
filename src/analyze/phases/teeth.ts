import { upperMedian } from '../median.ts';
import { NORMAL, tremblingOf } from './noise.ts';

/** A run of cycles of growth and release, from its first foot to its last, in points. */
export interface Teeth {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Median height above the feet. */
  readonly height: number;
  /** Median distance between feet. */
  readonly period: number;
  /** How far the feet scatter around their trend. */
  readonly scatter: number;
  /** Nearly identical in height and period. */
  readonly regular: boolean;
}

/** Fewer are humps, not teeth. */
export const FEWEST_TEETH = 3;
/** A cycle takes at most this fraction of the run. */
const LONGEST_CYCLE = 0.2;
/** The smallest visible tooth, as a fraction of the range. */
const SEEN = 0.03;
const LIKE_HEIGHT = 4;
const LIKE_PERIOD = 2.5;
/** A cycle that falls back by less than this fraction of its growth is a step of a climb. */
const RELEASE = 0.28;
/** A tooth goes up once and down once: its path is at most this many times as long. */
const TRAVEL = 1.6;
/** Fraction of the period spent below half the height: less is a dip, more a spike. */
const LOW_LEAST = 0.3;
const LOW_MOST = 0.9;
/** The teeth at both ends of a run are complete within this many periods. */
const END = 1.4;

interface Cycle {
  readonly from: number;
  readonly peak: number;
  readonly to: number;
  readonly height: number;
}

export interface Feet {
  readonly values: Float64Array;
  readonly teeth: readonly Teeth[];
}

/** Replaces teeth by the line through their feet. */
export function onFeet(values: Float64Array, range: number): Feet {
  const fine = tremblingOf(values);
  const cycles = cyclesOf(values, Math.max(SEEN * range, 5 * fine));
  const out = values.slice();
  const teeth: Teeth[] = [];
  for (let at = 0; at < cycles.length; ) {
    let end = at;
    while (end < cycles.length && continues(values, cycles, at, end)) end++;
    if (end - at >= FEWEST_TEETH) {
      const run = trimmed(values, cycles.slice(at, end));
      if (run.length >= FEWEST_TEETH) teeth.push(drawFeet(values, out, run));
      at = end;
    } else at++;
  }
  return { values: out, teeth };
}

/** Trough, peak, trough: the turning points of a curve that moves at least `threshold` between them. */
function cyclesOf(values: Float64Array, threshold: number): Cycle[] {
  const turns: number[] = [];
  let low = 0;
  let high = 0;
  let direction = 0;
  for (let i = 1; i < values.length; i++) {
    const value = values[i] as number;
    if (value < (values[low] as number) || (direction >= 0 && value <= (values[low] as number))) {
      low = i;
    }
    if (value > (values[high] as number)) high = i;
    if (direction >= 0 && (values[high] as number) - value >= threshold) {
      turns.push(high);
      direction = -1;
      low = i;
      high = i;
    } else if (direction <= 0 && value - (values[low] as number) >= threshold) {
      turns.push(low);
      direction = 1;
      high = i;
      low = i;
    }
    if (direction > 0) low = i;
    if (direction < 0) high = i;
  }
  if (direction < 0) turns.push(low);
  const cycles: Cycle[] = [];
  for (let i = 0; i + 2 < turns.length; i++) {
    const [from, peak, to] = [turns[i] as number, turns[i + 1] as number, turns[i + 2] as number];
    const foot = Math.max(values[from] as number, values[to] as number);
    if ((values[peak] as number) > foot) {
      cycles.push({ from, peak, to, height: (values[peak] as number) - foot });
    }
  }
  return cycles;
}

function continues(
  values: Float64Array,
  cycles: readonly Cycle[],
  at: number,
  end: number,
): boolean {
  const cycle = cycles[end] as Cycle;
  if (end > at && (cycles[end - 1] as Cycle).to !== cycle.from) return false;
  if (!isTooth(values, cycle)) return false;
  if (end === at) return true;
  const before = cycles.slice(at, end);
  const height = upperMedian(before.map((one) => one.height));
  const period = upperMedian(before.map((one) => one.to - one.from));
  return (
    within(cycle.height / height, LIKE_HEIGHT) &&
    within((cycle.to - cycle.from) / period, LIKE_PERIOD)
  );
}

/** The fraction of a cycle that is below half its height. */
function lowPart(values: Float64Array, { from, peak, to, height }: Cycle): number {
  const half = (values[peak] as number) - height / 2;
  let low = 0;
  for (let i = from + 1; i <= to; i++) if ((values[i] as number) < half) low++;
  return low / (to - from);
}

function isTooth(values: Float64Array, cycle: Cycle): boolean {
  const { from, peak, to, height } = cycle;
  if (to - from > LONGEST_CYCLE * values.length) return false;
  const foot = Math.min(values[from] as number, values[to] as number);
  const top = values[peak] as number;
  if (height < RELEASE * (top - foot)) return false;
  let travel = 0;
  for (let i = from + 1; i <= to; i++) {
    travel += Math.abs((values[i] as number) - (values[i - 1] as number));
  }
  const direct = 2 * top - (values[from] as number) - (values[to] as number);
  if (travel > TRAVEL * direct) return false;
  const part = lowPart(values, cycle);
  return part >= LOW_LEAST && part <= LOW_MOST;
}

const stepOf = (values: Float64Array, { from, to }: Cycle): number =>
  Math.abs((values[to] as number) - (values[from] as number));

/** A cycle at either end whose feet differ more than those of the others contains a jump: drops it. */
function trimmed(values: Float64Array, run: readonly Cycle[]): Cycle[] {
  const step = (one: Cycle) => stepOf(values, one);
  const most = 1.5 * upperMedian(run.map(step)) + 0.15 * upperMedian(run.map((one) => one.height));
  let from = 0;
  let to = run.length;
  while (from < to && step(run[from] as Cycle) > most) from++;
  while (to > from && step(run[to - 1] as Cycle) > most) to--;
  return run.slice(from, to);
}

function drawFeet(values: Float64Array, out: Float64Array, run: readonly Cycle[]): Teeth {
  const first = run[0] as Cycle;
  const last = run[run.length - 1] as Cycle;
  for (const { from, to } of run) {
    for (let i = from; i <= to; i++) {
      out[i] = between(values[from] as number, values[to] as number, (i - from) / (to - from));
    }
  }
  const height = upperMedian(run.map((one) => one.height));
  const period = upperMedian(run.map((one) => one.to - one.from));
  const reach = END * period;
  const slopes = run.map(
    ({ from, to }) => ((values[to] as number) - (values[from] as number)) / (to - from),
  );
  extend(values, out, first.from, -1, upperMedian(slopes.slice(0, 3)), reach, height);
  extend(values, out, last.to, 1, upperMedian(slopes.slice(-3)), reach, height);
  return {
    from: first.from,
    to: last.to,
    count: run.length,
    height,
    period,
    scatter: scatterOf(values, run),
    regular:
      spread(run.map((one) => one.height)) < 0.25 &&
      spread(run.map((one) => one.to - one.from)) < 0.25,
  };
}

function spread(numbers: readonly number[]): number {
  const mean = numbers.reduce((a, b) => a + b, 0) / numbers.length;
  return Math.sqrt(numbers.reduce((a, b) => a + (b - mean) ** 2, 0) / numbers.length) / mean;
}

function scatterOf(values: Float64Array, run: readonly Cycle[]): number {
  const feet = [...run.map((one) => one.from), (run[run.length - 1] as Cycle).to].map(
    (i) => values[i] as number,
  );
  const bends = feet
    .slice(2)
    .map((foot, i) => Math.abs(foot - 2 * (feet[i + 1] as number) + (feet[i] as number)));
  return (NORMAL * upperMedian(bends)) / Math.sqrt(6);
}

/** Extends the line of the feet beside the run for as long as the curve stays above it, by no more than a tooth. */
function extend(
  values: Float64Array,
  out: Float64Array,
  foot: number,
  step: 1 | -1,
  slope: number,
  reach: number,
  height: number,
): void {
  let to = foot;
  for (let i = foot + step; i >= 0 && i < values.length; i += step) {
    if (Math.abs(i - foot) > reach) return;
    const line = (values[foot] as number) + slope * (i - foot);
    const above = (values[i] as number) - line;
    if (above < -0.1 * height) break;
    if (above > 1.5 * height) return;
    to = i;
  }
  for (let i = foot; i !== to; i += step) {
    out[i + step] = (values[foot] as number) + slope * (i + step - foot);
  }
}

const between = (a: number, b: number, part: number): number => a + (b - a) * part;
const within = (ratio: number, factor: number): boolean => ratio <= factor && ratio >= 1 / factor;
