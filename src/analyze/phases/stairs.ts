import { upperMedian } from '../median.ts';
import type { Jump } from './jumps.ts';
import { deltaOf, trendOf } from './merge.ts';
import type { Segment } from './segments.ts';

/** Fewer steps are separate jumps. */
const FEWEST = 5;
/** Steps of one stair are alike: within this factor of the median one, in height and distance. */
const LIKE = 2;
/** The flat before the first and after the last step belongs to the stair if it is not much longer than the others. */
const FLAT = 1.6;

export interface Stair {
  readonly from: number;
  readonly to: number;
}

export interface Stairs {
  readonly stairs: readonly Stair[];
  /** The jumps that are not steps of a stair. */
  readonly jumps: readonly Jump[];
}

/**
 * Finds runs of similar jumps in one direction, in which a person sees one slope. `values`: the curve with the jumps.
 */
export function stairsOf(values: Float64Array, jumps: readonly Jump[]): Stairs {
  const stairs: Stair[] = [];
  const left: Jump[] = [];
  for (let at = 0; at < jumps.length; ) {
    let end = at + 1;
    while (end < jumps.length && alike(values, jumps.slice(at, end + 1))) end++;
    if (end - at < FEWEST) {
      left.push(jumps[at] as Jump);
      at++;
      continue;
    }
    const run = jumps.slice(at, end);
    const first = run[0] as Jump;
    const last = run[run.length - 1] as Jump;
    const distance = upperMedian(distancesOf(run));
    const before = jumps[at - 1]?.to ?? 0;
    const after = jumps[end]?.from ?? values.length - 1;
    stairs.push({
      from: first.from - before <= FLAT * distance ? before : first.from,
      to: after - last.to <= FLAT * distance ? after : last.to,
    });
    at = end;
  }
  return { stairs, jumps: left };
}

function alike(values: Float64Array, run: readonly Jump[]): boolean {
  const distances = distancesOf(run);
  const distance = upperMedian(distances);
  // Measured from the middle of one flat to that of the next: the shoulders of a jump belong to its step.
  const half = distance >> 1;
  const last = run[run.length - 1] as Jump;
  const middles = run.map(({ from }, i) => (from + (run[i - 1]?.to ?? from - 2 * half)) >> 1);
  const levels = [...middles, last.to + half].map(
    (i) => values[Math.max(0, Math.min(values.length - 1, i))] as number,
  );
  const heights = levels.slice(1).map((level, i) => level - (levels[i] as number));
  const size = upperMedian(heights.map(Math.abs));
  const sign = Math.sign(heights[0] as number);
  return (
    heights.every((height) => sign * height <= LIKE * size && sign * height >= size / LIKE) &&
    distances.every((one) => one <= LIKE * distance && one >= distance / LIKE)
  );
}

/** Slopes alternating with flats: this many similar slopes are one. */
const FEWEST_SLOPES = 4;
const LIKE_SLOPES = 2;

/** Joins segments in which similar slopes alternate with flats into one. */
export function withoutLandings(
  segments: readonly Segment[],
  join: (from: number, to: number) => Segment,
): Segment[] {
  const out: Segment[] = [];
  for (let at = 0; at < segments.length; ) {
    const first = trendOf(segments[at] as Segment);
    let end = at + 1;
    if (first !== 0) {
      while (
        end < segments.length &&
        trendOf(segments[end] as Segment) === ((end - at) % 2 === 1 ? 0 : first) &&
        ((end - at) % 2 === 1 || slopesAlike(segments.slice(at, end + 1)))
      ) {
        end++;
      }
    }
    const slopes = Math.ceil((end - at) / 2);
    if (slopes < FEWEST_SLOPES) {
      out.push(segments[at] as Segment);
      at++;
      continue;
    }
    if ((end - at) % 2 === 0) end--;
    const run = segments.slice(at, end);
    const distance = upperMedian(run.slice(2).map((one, i) => one.from - (run[i] as Segment).from));
    const before = out.at(-1);
    const landing =
      before && at > 1 && trendOf(before) === 0 && trendOf(segments[at - 2] as Segment) === first;
    if (landing && before.to - before.from <= FLAT * distance) out.pop();
    const from = landing && out.at(-1) !== before ? before.from : (segments[at] as Segment).from;
    out.push(join(from, (segments[end - 1] as Segment).to));
    at = end;
  }
  return out;
}

function slopesAlike(run: readonly Segment[]): boolean {
  const slopes = run.filter((_, i) => i % 2 === 0);
  const size = upperMedian(slopes.map((one) => Math.abs(deltaOf(one))));
  const distances = slopes.slice(1).map((one, i) => one.from - (slopes[i] as Segment).from);
  const distance = upperMedian(distances);
  return (
    slopes.every((one) => {
      const part = Math.abs(deltaOf(one)) / size;
      return part <= LIKE_SLOPES && part >= 1 / LIKE_SLOPES;
    }) && distances.every((one) => one <= LIKE * distance && one >= distance / LIKE)
  );
}

const distancesOf = (run: readonly Jump[]): number[] =>
  run.slice(1).map((jump, i) => jump.from - (run[i] as Jump).from);
