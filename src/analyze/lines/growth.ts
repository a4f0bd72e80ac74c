import type { Series } from '../report/types.ts';

/** Longer stretches are looked at in so many steps: a chart shows no more. */
const MOST_STEPS = 4000;

/**
 * What of a stretch's growth is still there at its end: the lowest level from each moment on, so that a release takes the
 * latest growth first. It never falls; from start to end it rises by as much as the curve itself does.
 */
export class Growth {
  /** Moments, milliseconds since the start of the recording, and what had come by then, bytes. */
  readonly times: Float64Array;
  readonly sums: Float64Array;
  /** The curve's own level at each moment. */
  readonly levels: Float64Array;
  /** Bytes, from the first moment to the last. */
  readonly total: number;
  /** The usual distance of two moments, milliseconds. */
  readonly step: number;

  constructor(times: Float64Array, levels: Float64Array) {
    this.times = times;
    this.levels = levels;
    const last = times.length - 1;
    const floor = Math.min(levels[0] ?? 0, levels[last] ?? 0);
    const sums = new Float64Array(times.length);
    let held = levels[last] ?? 0;
    for (let i = last; i >= 0; i--) {
      held = Math.max(floor, Math.min(held, levels[i] as number));
      sums[i] = held;
    }
    const first = sums[0] ?? 0;
    for (let i = 0; i <= last; i++) sums[i] = (sums[i] as number) - first;
    this.sums = sums;
    this.total = sums[last] ?? 0;
    const steps = times
      .slice(1)
      .map((time, i) => time - (times[i] as number))
      .sort();
    this.step = steps[steps.length >> 1] ?? 0;
  }

  /** Whether much of what the curve took it gave back: growth is then seen at the feet of its teeth, not where it came. */
  get isToothed(): boolean {
    const { levels } = this;
    let returned = 0;
    for (let i = 1; i < levels.length; i++) {
      returned += Math.max(0, (levels[i - 1] as number) - (levels[i] as number));
    }
    return returned > 0.5 * this.total;
  }

  get start(): number {
    return this.times[0] ?? 0;
  }

  get end(): number {
    return this.times[this.times.length - 1] ?? 0;
  }

  /** Bytes that had come by a moment; between two samples growth is straight. */
  at(time: number): number {
    const { times, sums } = this;
    const last = times.length - 1;
    if (last < 0 || time <= (times[0] as number)) return 0;
    if (time >= (times[last] as number)) return this.total;
    const i = lastNotAfter(times, time);
    const from = times[i] as number;
    const part = (time - from) / Math.max(1e-9, (times[i + 1] as number) - from);
    const before = sums[i] as number;
    return before + ((sums[i + 1] as number) - before) * part;
  }

  /** Bytes that came in a span. */
  between(from: number, to: number): number {
    return this.at(to) - this.at(from);
  }

  /** When a part (0–1) of what came in a span had come. */
  when(from: number, to: number, part: number): number {
    const goal = this.at(from) + part * this.between(from, to);
    const { times, sums } = this;
    let low = Math.max(0, lastNotAfter(times, from));
    let high = times.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] as number) < goal) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return Math.max(from, times[0] ?? from);
    const before = sums[low - 1] as number;
    const rise = (sums[low] as number) - before;
    const start = times[low - 1] as number;
    const share = rise > 0 ? Math.min(1, Math.max(0, (goal - before) / rise)) : 0;
    return Math.min(to, Math.max(from, start + ((times[low] as number) - start) * share));
  }
}

/** The growth of a curve in a stretch; undefined with fewer than two samples in it. */
export function growthOf(series: Series, from: number, to: number): Growth | undefined {
  const { times, values } = series;
  const first = Math.max(0, firstNotBefore(times, from));
  const last = lastNotAfter(times, to);
  const length = last - first + 1;
  if (length < 2) return undefined;
  const width = Math.ceil(length / MOST_STEPS);
  const kept = Math.floor((length - 1) / width) + ((length - 1) % width === 0 ? 1 : 2);
  const places = Int32Array.from({ length: kept }, (_, i) => Math.min(last, first + i * width));
  return new Growth(
    Float64Array.from(places, (at) => times[at] as number),
    Float64Array.from(places, (at) => values[at] as number),
  );
}

/** The last index whose time is not after a moment, or -1. */
export function lastNotAfter(times: ArrayLike<number>, moment: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) <= moment) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The first index whose time is not before a moment, or the length. */
export function firstNotBefore(times: ArrayLike<number>, moment: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) < moment) low = middle + 1;
    else high = middle;
  }
  return low;
}
