import type { Segment } from './segments.ts';
import { type Stretch, stretchesOf } from './stretches.ts';

/** Fewer steps are separate jumps. */
const FEWEST = 4;
/**
 * Steps of one stair are alike: heights and lengths are within this factor of the typical one, and no two steps are
 * farther apart than that many times the typical distance, where the typical one is a tenth of the chart. The smaller it
 * is the less does the eye compare, by the square root.
 */
const LIKE = 1.5;
const PACE = 1.3;
const LARGE = 0.1;
/** One step is less than this fraction of the stair's height, the way to the next less than this fraction of its length. */
const ALONE = 0.4;
/** Like steps make up this fraction of all steps' height. */
const ALIKE = 0.85;
/** The flats between them grow by no more than this fraction of the whole. */
const FLATS = 0.6;
/** A step is steeper than the slope of its stair, which is looked for from 1/8 to 64 ranges a run. */
const LEAST_SLOPE = 1 / 8;
const MOST_SLOPE = 64;
/** Smaller steps are invisible on a chart. */
const SEEN = 0.01;
/** A flat falls by less than this fraction of a step. */
const BACK = 0.3;
/** The flat before the first and after the last step belongs to the stair if it is not much longer than the others. */
const FLAT = 1.6;
/** It may rise by this fraction of a step: a start-up, a shoulder. */
const DRIFT = 0.65;

interface Corner {
  readonly at: number;
  readonly level: number;
}

/** Like steps in one direction, in which a person sees one slope. Positions in points. */
export interface Stair {
  /** Of a typical step, in the unit of the curve. */
  readonly height: number;
  /** From a typical step to the next. */
  readonly distance: number;
  /** The slope that a person sees, in order. */
  readonly corners: readonly Corner[];
}

/** A steep run of stretches, all[first] … all[last - 1]. */
interface Step {
  readonly first: number;
  readonly last: number;
  readonly from: number;
  readonly to: number;
  /** Along the direction looked in. */
  readonly height: number;
}

/** Like steps, and what is typical of them. */
interface Run {
  readonly steps: readonly Step[];
  readonly height: number;
  readonly distance: number;
  readonly total: number;
}

/** The stairs among the segments of a curve of range 1, in order. */
export function stairsOf(segments: readonly Segment[]): Stair[] {
  const all = stretchesOf(segments);
  if (all.length < 2 * FEWEST) return [];
  const found: Run[] = [];
  for (const sign of [1, -1]) {
    for (let slope = LEAST_SLOPE; slope <= MOST_SLOPE; slope *= 2) {
      found.push(...runsOf(all, stepsOf(all, slope, sign), sign));
    }
  }
  const kept: Run[] = [];
  for (const run of found.sort((a, b) => b.total * b.steps.length - a.total * a.steps.length)) {
    if (kept.every((other) => beginOf(run) >= endOf(other) || endOf(run) <= beginOf(other))) {
      kept.push(run);
    }
  }
  return kept
    .sort((a, b) => beginOf(a) - beginOf(b))
    .map((run) => ({ ...run, corners: cornersOf(all, run) }));
}

const beginOf = ({ steps }: Run): number => (steps[0] as Step).first;
const endOf = ({ steps }: Run): number => (steps[steps.length - 1] as Step).last;

/** The visible runs of stretches that are steeper than `slope` ranges a run. */
function stepsOf(all: readonly Stretch[], slope: number, sign: number): Step[] {
  const count = (all[all.length - 1] as Stretch).to;
  const steps: Step[] = [];
  for (const [at, { from, to, delta }] of all.entries()) {
    if (sign * delta * count <= slope * (to - from)) continue;
    const before = steps.at(-1);
    if (before?.last === at) {
      steps[steps.length - 1] = {
        ...before,
        last: at + 1,
        to,
        height: before.height + sign * delta,
      };
    } else steps.push({ first: at, last: at + 1, from, to, height: sign * delta });
  }
  return steps.filter(({ height }) => height >= SEEN);
}

/** The longest run of like steps from each step on that no longer one holds. */
function runsOf(all: readonly Stretch[], steps: readonly Step[], sign: number): Run[] {
  const runs: Run[] = [];
  for (let at = 0; at + FEWEST <= steps.length; at++) {
    let best: Run | undefined;
    let end = at;
    let misses = 0;
    for (let last = at + FEWEST; last <= steps.length && misses < 3; last++) {
      const run = runOf(all, steps.slice(at, last), sign);
      if (run) {
        best = run;
        end = last;
        misses = 0;
      } else misses++;
    }
    if (best && !runs.some((run) => beginOf(run) <= beginOf(best) && endOf(run) >= endOf(best)))
      runs.push(best);
    if (end === steps.length) break;
  }
  return runs;
}

/** Steps as one stair, if they are alike. */
function runOf(all: readonly Stretch[], steps: readonly Step[], sign: number): Run | undefined {
  const count = (all[all.length - 1] as Stretch).to;
  const typical = weightedMedian(steps.map((step) => step.height));
  const alike = steps.filter((step) => step.height >= typical / likeness(LIKE, typical));
  if (alike.length < FEWEST || alike[0] !== steps[0] || alike.at(-1) !== steps.at(-1)) return;
  const heights = heightsOf(all, alike, sign);
  const height = weightedMedian(heights);
  const distances = alike.slice(1).map(({ from }, i) => from - (alike[i] as Step).from);
  const distance = weightedMedian(distances);
  const lengths = alike.map(({ from, to }) => to - from);
  const length = weightedMedian(lengths);
  if (!areLike(heights, height, likeness(LIKE, height))) return;
  if (Math.max(...distances) > distance * likeness(PACE, distance / count)) return;
  if (!areLike(lengths, length, likeness(LIKE, length / count))) return;
  if (Math.max(...heights) > ALONE * sum(heights)) return;
  if (Math.max(...distances) > ALONE * sum(distances)) return;
  const total = sum(alike.map((step) => step.height));
  if (total < ALIKE * sum(steps.map((step) => step.height))) return;
  const run = { steps: alike, height, distance, total };
  const changes = all.slice(beginOf(run), endOf(run)).map(({ delta }) => sign * delta);
  if (sum(changes) - total > FLATS * total || Math.min(...changes) < -BACK * height) return;
  return run;
}

/** The height of each step from the middle of the flat before it to the middle of the one after: its shoulders are its own. */
function heightsOf(all: readonly Stretch[], steps: readonly Step[], sign: number): number[] {
  const flats = steps.slice(1).map(({ first }, i) => {
    return sign * (levelAt(all, first) - levelAt(all, (steps[i] as Step).last));
  });
  return steps.map(({ height }, i) => {
    const before = flats[i - 1] ?? flats[i] ?? 0;
    return height + (before + (flats[i] ?? before)) / 2;
  });
}

const areLike = (sizes: readonly number[], typical: number, factor: number): boolean =>
  sizes.every((size) => size <= factor * typical && size >= typical / factor);
const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
const likeness = (factor: number, size: number): number =>
  factor * Math.max(1, Math.sqrt(LARGE / size));

/** The level at the beginning of stretch `i`, or at the end of the last. */
function levelAt(all: readonly Stretch[], i: number): number {
  const last = all[all.length - 1] as Stretch;
  return all[i]?.level ?? last.level + last.delta;
}

/** From the foot of the first step to the top of the last, through each step in proportion, with the flats at both ends if they are short. */
function cornersOf(all: readonly Stretch[], { steps, distance, height }: Run): Corner[] {
  const first = steps[0] as Step;
  const last = steps[steps.length - 1] as Step;
  const before = landing(all, first.first - 1, -1, distance, height);
  const after = landing(all, last.last, 1, distance, height);
  const low = before ? 0.5 : 0;
  const high = after ? 0.5 : 1;
  const corners = steps.map((step, i) => {
    const part = low + ((high - low) * i) / (steps.length - 1);
    const { from } = all[step.first] as Stretch;
    const { to } = all[step.last - 1] as Stretch;
    const foot = levelAt(all, step.first);
    const top = levelAt(all, step.last);
    return { at: from + part * (to - from), level: foot + part * (top - foot) };
  });
  return [...(before ? [before] : []), ...corners, ...(after ? [after] : [])];
}

/** The far end of the flat from stretch `at` on, if it is short. */
function landing(
  all: readonly Stretch[],
  at: number,
  way: 1 | -1,
  distance: number,
  typical: number,
): Corner | undefined {
  let length = 0;
  let drift = 0;
  let end: Corner | undefined;
  for (let i = at; i >= 0 && i < all.length; i += way) {
    const one = all[i] as Stretch;
    drift += one.delta;
    if (Math.abs(drift) > DRIFT * typical) break;
    length += one.to - one.from;
    if (length > FLAT * distance) return undefined;
    end =
      way === 1 ? { at: one.to, level: levelAt(all, i + 1) } : { at: one.from, level: one.level };
  }
  return end;
}

/** The number from which on the larger ones hold half of the sum. */
function weightedMedian(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const half = sorted.reduce((sum, one) => sum + one, 0) / 2;
  let sum = 0;
  for (const one of sorted) {
    sum += one;
    if (sum >= half) return one;
  }
  return 0;
}

/** The curve with slopes in place of stairs. */
export function withoutStairs(values: Float64Array, stairs: readonly Stair[]): Float64Array {
  const out = values.slice();
  for (const { corners } of stairs) {
    for (let i = 1; i < corners.length; i++) {
      const a = corners[i - 1] as Corner;
      const b = corners[i] as Corner;
      for (let at = Math.ceil(a.at); at <= b.at; at++) {
        out[at] =
          b.at > a.at ? a.level + ((b.level - a.level) * (at - a.at)) / (b.at - a.at) : b.level;
      }
    }
  }
  return out;
}
