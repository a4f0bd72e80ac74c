import type { RunFacts, Series } from '../report-types.ts';

/** The samples that show the work: indices, the last one inclusive. */
export interface WorkSpan {
  readonly first: number;
  readonly last: number;
}

/** Memory given back at exit falls within this part of the run, or within EXIT_MS. */
const EXIT_PART = 0.02;
const EXIT_MS = 500;
/** A fall is the exit's from this part of the range on. */
const EXIT_FALL = 0.05;

/** Leaves out what comes after the command's end: memory being given back is no phase of the work. */
export function workSpan(series: Series, facts: RunFacts): WorkSpan {
  const { times, values } = series;
  let last = times.length - 1;
  if (facts.exit !== undefined) {
    while (last > 0 && (times[last] as number) > facts.exit) last--;
  }
  const duration = (times[last] as number) - (times[0] as number);
  const window = Math.max(EXIT_PART * duration, Math.min(EXIT_MS, 0.1 * duration));
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i <= last; i++) {
    low = Math.min(low, values[i] as number);
    high = Math.max(high, values[i] as number);
  }
  let before = last;
  while (
    before > 0 &&
    (values[before - 1] as number) >= (values[before] as number) &&
    (times[last] as number) - (times[before - 1] as number) <= window
  ) {
    before--;
  }
  // The flat before the fall belongs to the work.
  while (before < last && values[before + 1] === values[before]) before++;
  const fall = (values[before] as number) - (values[last] as number);
  return { first: 0, last: fall >= EXIT_FALL * (high - low) && before > 0 ? before : last };
}
