import type { Series } from '../report/types.ts';

/** Memory that goes up and comes back, again and again. Bytes; milliseconds since the start of the recording. */
export interface Saw {
  readonly cycles: number;
  /** The level that it comes back to, and how far above it goes. */
  readonly foot: number;
  readonly height: number;
  /** The cycle with the peak: from its foot to its top. */
  readonly start: number;
  readonly end: number;
}

/** So much of the time, at least, a saw is at or below what counts as its foot. */
const FOOT_QUANTILE = 0.1;
/** A cycle goes above the first fraction of the height, and comes back below the second. */
const UP = 0.6;
const BACK = 0.25;
const LEAST_CYCLES = 3;
/** What comes and goes is the larger part of all that ever grew; else what stayed is the matter. */
const LARGER_PART = 0.5;
const NOTICE_BYTES = 2 * 2 ** 20;
/** Points of a curve that the level of its feet is taken from. */
const MOST_POINTS = 4096;

/** Finds a saw whose feet stay level, up to `until`; undefined for anything that keeps what it takes. */
export function findSaw({ times, values }: Series, until: number): Saw | undefined {
  let length = 0;
  while (length < times.length && (times[length] as number) <= until) length++;
  if (length < 3) return undefined;
  let top = 0;
  for (let i = 0; i < length; i++) if ((values[i] as number) > (values[top] as number)) top = i;
  const peak = values[top] as number;
  const foot = quantileInTime(times, values, length, FOOT_QUANTILE);
  const height = peak - foot;
  if (height < Math.max(NOTICE_BYTES, LARGER_PART * (peak - (values[0] as number))))
    return undefined;
  let cycles = 0;
  let isUp = false;
  let began = 0;
  let start = 0;
  for (let i = 0; i < length; i++) {
    const level = ((values[i] as number) - foot) / height;
    if (!isUp && level <= BACK) began = i;
    if (!isUp && level > UP) isUp = true;
    else if (isUp && level < BACK) {
      isUp = false;
      cycles++;
      began = i;
    }
    if (i === top) start = began;
  }
  if (cycles < LEAST_CYCLES) return undefined;
  return { cycles, foot, height, start: times[start] as number, end: times[top] as number };
}

/** The level below which the curve spends this fraction of the time. */
function quantileInTime(
  times: Float64Array,
  values: Float64Array,
  length: number,
  fraction: number,
): number {
  const stride = Math.ceil(length / MOST_POINTS);
  const order = Array.from(
    { length: Math.floor((length - 1) / stride) },
    (_, i) => i * stride,
  ).sort((a, b) => (values[a] as number) - (values[b] as number));
  const all = (times[length - 1] as number) - (times[0] as number);
  let spent = 0;
  for (const i of order) {
    spent += (times[Math.min(length - 1, i + stride)] as number) - (times[i] as number);
    if (spent >= fraction * all) return values[i] as number;
  }
  return values[length - 1] as number;
}
