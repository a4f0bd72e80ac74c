import type { Report, Series } from '../report/types.ts';

/**
 * The end of a run is its last fifth: where exactly a command releases its memory, or how far it got in a tooth, is
 * chance.
 */
const END_PART = 0.2;
const SHORTER = 0.1;
const LONGER = 0.3;
/** Where the end may begin as well. */
export const END_PARTS = [SHORTER, END_PART, LONGER] as const;

/** A level counts as held if it lasted for this fraction of the run, within these milliseconds. */
const HELD_PART = 0.01;
const HELD_LEAST = 50;
const HELD_MOST = 1000;

/** The highest level held in the last part of the run, bytes; undefined without a curve. */
export function endLevel({ curve }: Report, part: number = END_PART): number | undefined {
  return highestInLast(part, curve);
}

/**
 * The highest level that was held for a while, bytes. At one moment a worker about to go may overlap the one that
 * replaces it, and two may or may not be at their largest at once: that much of a peak is chance.
 */
export function heldLevel({ curve }: Report): number | undefined {
  return highestHeld(curve, 0, heldFor(curve));
}

/**
 * The largest size of a single process, which does not depend on what the others did at that moment; undefined if
 * processes were not recorded.
 */
export function largestProcess({ spans }: Report): number | undefined {
  const peaks = spans.flatMap(({ peak }) => (peak === undefined ? [] : [peak]));
  return peaks.length === 0 ? undefined : Math.max(...peaks);
}

function heldFor({ times }: Series): number {
  const took = (times.at(-1) ?? 0) - (times[0] ?? 0);
  return Math.min(Math.max(took * HELD_PART, HELD_LEAST), HELD_MOST);
}

/**
 * The highest minimum of all stretches of this many milliseconds, two samples at least; of the whole curve if it is
 * shorter.
 */
function highestHeld({ times, values }: Series, first: number, held: number): number | undefined {
  let highest: number | undefined;
  // Indices of the stretch's values that nothing later in it is below, ascending in index and value.
  const least: number[] = [];
  let from = first;
  for (let to = first; to < times.length; to++) {
    const value = values[to] as number;
    while (least.length > 0 && (values[least.at(-1) as number] as number) >= value) least.pop();
    least.push(to);
    const enough = (times[to] as number) - held;
    if ((times[from] as number) > enough || to === from) continue;
    while (from + 1 < to && (times[from + 1] as number) <= enough) from++;
    while ((least[0] as number) < from) least.shift();
    highest = Math.max(highest ?? 0, values[least[0] as number] as number);
  }
  return highest ?? values.at(least[0] ?? -1);
}

/** How much the end level depends on where the end is taken to begin, or on the teeth that the run ended in; bytes. */
export function endHeight({ curve, phases }: Report): number {
  const longer = highestInLast(LONGER, curve) ?? 0;
  const shorter = highestInLast(SHORTER, curve) ?? 0;
  return Math.max(longer - shorter, phases.at(-1)?.teeth?.height ?? 0);
}

/** The highest level held in the last part of a curve, given as a fraction of its time. */
function highestInLast(part: number, curve: Series): number | undefined {
  const { times } = curve;
  const first = times[0];
  const last = times.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const from = last - (last - first) * part;
  const index = times.findIndex((time) => time >= from);
  return highestHeld(curve, index, Math.min(heldFor(curve), (last - from) / 2));
}

/**
 * How much higher a peak may have been than measured: zero if the curve stays at its top, else the smaller of the
 * changes before and after it; never more than the high-water marks allow. Bytes.
 */
export function peakDoubt(report: Report): number {
  const { peak } = report;
  const most = peak?.bound === undefined ? Number.POSITIVE_INFINITY : peak.bound - peak.bytes;
  return Math.min(most, curveDoubt(report));
}

function curveDoubt({ curve }: Report): number {
  const { values } = curve;
  let top = 0;
  for (let i = 1; i < values.length; i++) {
    if ((values[i] as number) > (values[top] as number)) top = i;
  }
  const peak = values[top];
  if (peak === undefined) return 0;
  const before = top > 0 ? peak - (values[top - 1] as number) : Number.POSITIVE_INFINITY;
  const after = top + 1 < values.length ? peak - (values[top + 1] as number) : before;
  const doubt = Math.min(before, after);
  return Number.isFinite(doubt) ? doubt : 0;
}
