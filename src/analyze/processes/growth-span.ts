/** When a level grew to what it holds at a moment. Milliseconds, bytes. */
export interface GrowthSpan {
  readonly start: number;
  readonly end: number;
  readonly gained: number;
}

/** Part of what is held in the end: below it nothing has been done yet. */
const LITTLE = 0.1;
/** Part of the rise after which the rest is no part of it: a slow creep behind a climb. */
const DONE = 0.95;
/** Within this part of what is held a level is flat. */
const FLAT = 0.04;
/** A rest lasts so long at least, milliseconds, and so much of the rise: what a person sees as flat on a chart. */
const REST = 200;
const REST_PART = 0.1;
/** A level to begin with counts from this part of what is held. */
const SOMETHING = 0.02;

/** A stretch between two rests: indices of moments, bytes. */
interface Climb {
  readonly from: number;
  readonly to: number;
  readonly gained: number;
}

/**
 * When `values` grew to the value at index `upto`: from the last time that it held little of it. Rests cut the growth into climbs: the
 * largest counts, with neighbours after a rest no longer than half of both; three and more of like size are stairs, which are one.
 */
export function growthSpan(times: Float64Array, values: Float64Array, upto: number): GrowthSpan {
  const at = (i: number): number => values[i] as number;
  const time = (i: number): number => times[i] as number;
  const held = at(upto);
  let low = upto;
  while (low > 0 && at(low) > LITTLE * held) low--;
  const before = at(low) > SOMETHING * held ? at(low) : 0;
  let high = low;
  while (high < upto && at(high) < before + DONE * (held - before)) high++;
  const climbs = climbsBetween(times, values, low, high, FLAT * held).map(({ from, to }) => ({
    ...{ from, to },
    gained: at(to) - (from === low ? before : at(from)),
  }));
  const main = climbs.reduce<Climb | undefined>(
    (most, one) => (most === undefined || one.gained > most.gained ? one : most),
    undefined,
  );
  if (main === undefined) {
    return { start: time(low), end: time(high), gained: held - before };
  }
  const { from, to } = joined(climbs, main, held, times);
  const gained = at(to) - (from === low ? before : at(from));
  return { start: time(from), end: time(to), gained };
}

/** What is left of a stretch without its rests. */
function climbsBetween(
  times: Float64Array,
  values: Float64Array,
  low: number,
  high: number,
  flat: number,
): { from: number; to: number }[] {
  const length = (from: number, to: number) => (times[to] as number) - (times[from] as number);
  const rest = Math.max(REST, REST_PART * length(low, high));
  const climbs: { from: number; to: number }[] = [];
  let begin = low;
  let k = low;
  while (k < high) {
    let end = k;
    let least = values[k] as number;
    let most = least;
    while (end < high) {
      const next = values[end + 1] as number;
      least = Math.min(least, next);
      most = Math.max(most, next);
      if (most - least > flat) break;
      end++;
    }
    if (length(k, end) < rest) k++;
    else {
      if (k > begin) climbs.push({ from: begin, to: k });
      begin = end;
      k = end + 1;
    }
  }
  if (high > begin) climbs.push({ from: begin, to: high });
  return climbs;
}

/** The main climb with those that belong to it. */
function joined(
  climbs: readonly Climb[],
  main: Climb,
  held: number,
  times: Float64Array,
): { from: number; to: number } {
  const length = (from: number, to: number) => (times[to] as number) - (times[from] as number);
  let { from, to } = main;
  const counts = ({ gained }: Climb): boolean => gained >= LITTLE * held;
  for (const one of climbs) {
    const rest = length(to, one.from);
    if (one.from >= to && counts(one) && rest <= 0.5 * length(from, one.to)) to = one.to;
  }
  for (const one of climbs.toReversed()) {
    const rest = length(one.to, from);
    if (one.to <= from && counts(one) && rest <= 0.5 * length(one.from, to)) from = one.from;
  }
  const stairs = climbs.filter(({ gained }) => gained >= 0.5 * main.gained);
  if (stairs.length >= 3) {
    from = Math.min(from, stairs[0]?.from ?? from);
    to = Math.max(to, stairs.at(-1)?.to ?? to);
  }
  return { from, to };
}
