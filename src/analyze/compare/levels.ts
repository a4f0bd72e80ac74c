import type { Report, Series } from '../report-types.ts';
import { median } from './allowance.ts';

/** The end level is the median over this last part of the work, so that one sample in a tooth does not decide. */
const END_PART = 0.05;

/** The level that the command's work ended at, before its memory was given back; undefined without a curve. */
export function endLevel({ curve, phases }: Report): number | undefined {
  const first = curve.times[0];
  const last = phases.at(-1)?.end ?? curve.times.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const from = last - (last - first) * END_PART;
  const until = indexAfter(curve, last);
  let begin = until;
  while (begin > 0 && (curve.times[begin - 1] as number) >= from) begin--;
  const values = curve.values.subarray(Math.min(begin, Math.max(0, until - 1)), until);
  return values.length > 0 ? median([...values]) : curve.values.at(-1);
}

/** Teeth that the run ended in: where it stopped within one is chance. */
export function endHeight({ phases }: Report): number {
  return phases.at(-1)?.teeth?.height ?? 0;
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

function indexAfter({ times }: Series, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}
