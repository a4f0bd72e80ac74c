import type { Segment } from './segments.ts';

/** A segment, or the step between two, with the change of the curve over it. Positions in points. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  /** The level at `from`. */
  readonly level: number;
  readonly delta: number;
}

/** Segments and the steps between them, in order, without gaps. */
export function stretchesOf(segments: readonly Segment[]): Stretch[] {
  const stretches: Stretch[] = [];
  let end: number | undefined;
  for (const { from, to, mid, slope } of segments) {
    const half = (slope * (to - from - 1)) / 2;
    const level = mid - half;
    if (end !== undefined)
      stretches.push({ from: from - 1, to: from, level: end, delta: level - end });
    if (to - from > 1) stretches.push({ from, to: to - 1, level, delta: 2 * half });
    end = mid + half;
  }
  return stretches;
}
