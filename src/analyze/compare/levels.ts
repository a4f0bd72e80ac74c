import type { Report, Series } from '../report-types.ts';

/** The end of a run is its last fifth: where in it a command gives its memory back, or how far it got in a tooth, is chance. */
const END_PART = 0.2;
const SHORTER = 0.1;
const LONGER = 0.3;

/** The highest level in the last part of the run; undefined without a curve. */
export function endLevel({ curve }: Report): number | undefined {
  return highestInLast(END_PART, curve);
}

/** How much of the end level hangs on where the end is taken to begin, or on the teeth that the run ended in. */
export function endHeight({ curve, phases }: Report): number {
  const longer = highestInLast(LONGER, curve) ?? 0;
  const shorter = highestInLast(SHORTER, curve) ?? 0;
  return Math.max(longer - shorter, phases.at(-1)?.teeth?.height ?? 0);
}

/** The largest value in the last part of a curve, in a part of its time; the last one at least. */
function highestInLast(part: number, { times, values }: Series): number | undefined {
  const first = times[0];
  const last = times.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const from = last - (last - first) * part;
  let highest = values.at(-1) ?? 0;
  for (let i = values.length - 1; i >= 0 && (times[i] as number) >= from; i--) {
    highest = Math.max(highest, values[i] as number);
  }
  return highest;
}

/**
 * What a peak may have been higher than it was seen: nothing where the curve stays at its top; else what it rises or falls
 * by in the interval next to it, whichever is less. No more in any case than the kernel's marks allow.
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
