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
/** Growth this slow, as a part of the mean rate, is a rest; but within the other, of what is held, it is noise. */
const SLOW = 0.25;
const NOISE = 0.01;
const REST_PART = 0.1;
/** A level to begin with counts from this part of what is held. */
const SOMETHING = 0.02;

/** No climb gained this part of the rise: then they are one, with rests. */
const HALF = 0.5;
/** Of such a growth a climb is a step from this part of the largest. */
const STEP = 0.25;

/** A stretch between two rests: indices of moments, bytes. */
interface Climb {
  readonly from: number;
  readonly to: number;
  readonly gained: number;
}

/**
 * When `values` grew to the value at index `upto`: from the last time that it held little of it. Rests cut the growth into climbs: the
 * largest counts, with neighbours after a rest no longer than half of both. Where none gained half of it, they are stairs, which are one.
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
  const climbs = climbsBetween(times, values, low, high, FLAT * held);
  const main = climbs.reduce<Climb | undefined>(
    (most, one) => (most === undefined || one.gained > most.gained ? one : most),
    undefined,
  );
  if (main === undefined) return { start: time(low), end: time(high), gained: held - before };
  const span = joined(climbs, main, LITTLE * held, times);
  const { from, to } = rise(span) < HALF * (held - before) ? stairs(climbs, main) : span;
  return { start: time(from), end: time(to), gained: rise({ from, to }) };

  function rise(span: { from: number; to: number }): number {
    return at(span.to) - (span.from === low ? before : at(span.from));
  }
}

/** What is left of a stretch without its rests; a climb gains from the middle of a rest to the middle of the next. */
function climbsBetween(
  times: Float64Array,
  values: Float64Array,
  low: number,
  high: number,
  flat: number,
): Climb[] {
  const at = (i: number): number => values[i] as number;
  const length = (from: number, to: number) => (times[to] as number) - (times[from] as number);
  const rest = Math.max(REST, REST_PART * length(low, high));
  const rate = (at(high) - at(low)) / Math.max(1, length(low, high));
  const climbs: Climb[] = [];
  let begin = low;
  let level = at(low);
  let k = low;
  while (k < high) {
    let end = k;
    let least = at(k);
    let most = least;
    while (end < high) {
      least = Math.min(least, at(end + 1));
      most = Math.max(most, at(end + 1));
      if (most - least > flat) break;
      end++;
    }
    const moved = Math.abs(at(end) - at(k));
    const isSlow = moved <= Math.max((NOISE / FLAT) * flat, SLOW * rate * length(k, end));
    if (length(k, end) < rest || !isSlow) {
      k++;
      continue;
    }
    const middle = at((k + end) >> 1);
    if (k > begin) climbs.push({ from: begin, to: k, gained: middle - level });
    begin = end;
    level = middle;
    k = end + 1;
  }
  if (high > begin) climbs.push({ from: begin, to: high, gained: at(high) - level });
  return climbs;
}

/** The main climb with those that belong to it: large enough, after a short rest. */
function joined(
  climbs: readonly Climb[],
  main: Climb,
  least: number,
  times: Float64Array,
): { from: number; to: number } {
  const length = (from: number, to: number) => (times[to] as number) - (times[from] as number);
  let { from, to } = main;
  for (const one of climbs) {
    const near = length(to, one.from) <= 0.5 * length(from, one.to);
    if (one.from >= to && one.gained >= least && near) to = one.to;
  }
  for (const one of climbs.toReversed()) {
    const near = length(one.to, from) <= 0.5 * length(one.from, to);
    if (one.to <= from && one.gained >= least && near) from = one.from;
  }
  return { from, to };
}

function stairs(climbs: readonly Climb[], main: Climb): { from: number; to: number } {
  const steps = climbs.filter(({ gained }) => gained >= STEP * main.gained);
  return { from: (steps[0] ?? main).from, to: (steps.at(-1) ?? main).to };
}
