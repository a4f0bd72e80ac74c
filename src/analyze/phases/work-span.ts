import type { RunFacts, Series } from '../report/types.ts';

/** The range of samples that show the work, last one inclusive. */
export interface WorkSpan {
  readonly first: number;
  readonly last: number;
}

/** Memory released at exit begins to fall within this fraction of the run, or within a few samples. */
const EXIT_PART = 0.03;
const EXIT_SAMPLES = 4;
/** A fall counts as the exit's from this fraction of the range on, */
const EXIT_FALL = 0.05;
/** if what follows lasts less than this fraction of the run, or falls below this fraction of the level before. */
const HOLD_PART = 0.02;
const GONE = 0.2;

/** Leaves out what comes after the command's end: releasing memory is not a phase of the work. */
export function workSpan(series: Series, facts: RunFacts): WorkSpan {
  const { times, values } = series;
  let last = times.length - 1;
  if (facts.isWatch) return { first: 0, last };
  if (facts.exit !== undefined) {
    while (last > 0 && (times[last] as number) > facts.exit) last--;
  }
  const end = times[last] as number;
  const duration = end - (times[0] as number);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i <= last; i++) {
    const value = values[i] as number;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const fall = EXIT_FALL * (high - low);
  let later = values[last] as number;
  let cut = last;
  for (let i = last - 1; i > 0; i--) {
    const value = values[i] as number;
    // Growing again means work.
    if (later - value >= fall) break;
    if (end - (times[i] as number) > EXIT_PART * duration && last - i > EXIT_SAMPLES) break;
    if (value - later >= fall && value > low) {
      const after = times[Math.min(last, i + 1)] as number;
      const short = end - after <= HOLD_PART * duration;
      if (short || later - low <= GONE * (value - low)) cut = i;
    }
    later = Math.max(later, value);
  }
  return { first: 0, last: cut };
}
