/** A curve as whole numbers: times are distances from the one before in ticks, values are multiples of a unit. */
export interface Packed {
  readonly tick: number;
  readonly unit: number;
  readonly t: readonly number[];
  readonly v: readonly number[];
}

interface Columns {
  readonly times: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** A time axis has no more ticks than this: a hundredth of a pixel. */
const MOST_TICKS = 1e7;
/** Values are told to a millionth of the largest. */
const MOST_UNITS = 1e6;

/** Packs a curve whose times ascend from 0 or later. What cannot be told (NaN) must not be in it. */
export function pack({ times, values }: Columns): Packed {
  const tick = tickOf(times[times.length - 1] ?? 0);
  const unit = unitOf(values);
  const t: number[] = [];
  const v: number[] = [];
  let before = 0;
  for (let i = 0; i < times.length; i++) {
    const now = Math.round((times[i] ?? 0) / tick);
    t.push(now - before);
    v.push(Math.round((values[i] ?? 0) / unit));
    before = now;
  }
  return { tick, unit, t, v };
}

/** The curve again: milliseconds (or what the axis counts) and bytes. */
export function unpack({ tick, unit, t, v }: Packed): {
  readonly times: number[];
  readonly values: number[];
} {
  let now = 0;
  const times = t.map((step) => {
    now += step;
    return now * tick;
  });
  return { times, values: v.map((value) => value * unit) };
}

function tickOf(last: number): number {
  let tick = 0.001;
  while (last / tick > MOST_TICKS) tick *= 10;
  return tick;
}

function unitOf(values: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i] ?? 0));
  let unit = 1;
  while (most / unit > MOST_UNITS) unit *= 2;
  return unit;
}
