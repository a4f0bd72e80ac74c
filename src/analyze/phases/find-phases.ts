import type { Phase, PhaseKind, RunFacts, Series } from '../report-types.ts';
import { type Buckets, bucketed } from './buckets.ts';
import { partition } from './partition.ts';
import { workSpan } from './work-span.ts';

/** A curve that moves by less is flat, whatever its shape. */
const FLAT_BYTES = 2 * 1024 * 1024;
const PLATEAU_PART = 0.05;
const JUMP_LONGEST_PART = 0.05;
const JUMP_SLOPE = 4;
/** What a straight piece may stray from the curve, as a part of the range. */
const TOLERANCE_PART = 0.005;
const PENALTY = 100;

/**
 * Splits a curve into the phases that a person sees on its chart (docs/phases.md). Total: any series gives phases
 * (none where there is no sample), in order and without gaps, and their deltas add up to last − first.
 */
export function findPhases(series: Series, facts: RunFacts = {}): Phase[] {
  if (series.times.length === 0) return [];
  const span = workSpan(series, facts);
  const buckets = bucketed(series, span);
  const range = rangeOf(buckets.values);
  const starts =
    range <= FLAT_BYTES
      ? [0]
      : withSteps(
          buckets.values,
          partition(buckets.values, range * TOLERANCE_PART, PENALTY),
          range,
        );
  return joined(told(series, span.last, buckets, starts, range), range);
}

/** A step from one piece to the next is a jump of its own, from the last bucket at the old level to the first at the new one. */
function withSteps(values: Float64Array, starts: readonly number[], range: number): number[] {
  return starts.flatMap((start, i) => {
    const step = Math.abs((values[start] as number) - (values[start - 1] as number));
    const apart = start > 0 && starts[i - 1] !== start - 1;
    return apart && step >= PLATEAU_PART * range ? [start - 1, start] : [start];
  });
}

function told(
  series: Series,
  last: number,
  buckets: Buckets,
  starts: readonly number[],
  range: number,
): Phase[] {
  const { times, values } = series;
  const end = times[last] as number;
  const duration = end - buckets.start;
  const cuts = starts.map((start) => buckets.start + start * buckets.width);
  const levels = [values[0] as number];
  for (const start of starts.slice(1)) levels.push(buckets.values[start] as number);
  levels.push(values[last] as number);
  return cuts.map((start, i) => {
    const until = cuts[i + 1] ?? end;
    const startLevel = levels[i] as number;
    const endLevel = levels[i + 1] as number;
    const piece = buckets.values.subarray(starts[i], starts[i + 1]);
    return {
      kind: kindOf(endLevel - startLevel, until - start, range, duration),
      start,
      end: until,
      startLevel,
      endLevel,
      delta: endLevel - startLevel,
      min: piece.reduce((a, b) => Math.min(a, b), Math.min(startLevel, endLevel)),
      max: piece.reduce((a, b) => Math.max(a, b), Math.max(startLevel, endLevel)),
    };
  });
}

function kindOf(delta: number, length: number, range: number, duration: number): PhaseKind {
  if (Math.abs(delta) < PLATEAU_PART * range || range <= FLAT_BYTES) return 'plateau';
  const steep =
    length <= JUMP_LONGEST_PART * duration &&
    Math.abs(delta) * duration >= JUMP_SLOPE * range * length;
  if (delta > 0) return steep ? 'rise' : 'climb';
  return steep ? 'drop' : 'decline';
}

/** Neighbours that are flat together are one plateau. */
function joined(phases: readonly Phase[], range: number): Phase[] {
  const out: Phase[] = [];
  for (const phase of phases) {
    const before = out.at(-1);
    const flat =
      before?.kind === 'plateau' &&
      phase.kind === 'plateau' &&
      (Math.abs(before.delta + phase.delta) < PLATEAU_PART * range || range <= FLAT_BYTES);
    if (!before || !flat) {
      out.push(phase);
      continue;
    }
    out[out.length - 1] = {
      ...before,
      end: phase.end,
      endLevel: phase.endLevel,
      delta: phase.endLevel - before.startLevel,
      min: Math.min(before.min, phase.min),
      max: Math.max(before.max, phase.max),
    };
  }
  return out;
}

function rangeOf(values: Float64Array): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return high - low;
}
