import { median } from '../median.ts';
import { NORMAL } from '../phases/noise.ts';
import type { ComparedSize, Verdict } from './comparison.ts';

const MIB = 1024 * 1024;
/** Smaller changes are never told apart from chance. */
const LEAST = 8 * MIB;
/** From so many runs on, their spread says how much is chance. */
export const ENOUGH_RUNS = 5;
const DEVIATIONS = 4;
/** With fewer runs than this the median deviation is small by chance too often: the standard deviation itself counts as well. */
const ROBUST_RUNS = 10;

/** Of ten base runs one may be an outlier upwards. */
const OUTLIERS = 0.1;

/**
 * Compares sizes: `allowed` is the largest of the tolerance, 8 MiB at least, above the largest of the base runs, which was
 * fine too; four standard deviations of the base runs where there are five or more; and what the measuring itself leaves
 * open (`uncertain`, bytes).
 */
export function compareSizes(
  bases: readonly number[],
  nexts: readonly number[],
  tolerance: number,
  uncertain: number,
): ComparedSize {
  const base = median(bases);
  const next = median(nexts);
  const least = Math.max(tolerance * Math.abs(base), LEAST);
  const allowed = Math.max(
    least + largestOf(bases) - base,
    DEVIATIONS * deviationOf(bases),
    uncertain,
  );
  const change = next - base;
  return { base, next, change, allowed, verdict: verdictOf(change, allowed) };
}

/** How much a run differs from the next by chance, as far as the runs are enough to tell. */
function deviationOf(bases: readonly number[]): number {
  if (bases.length < ENOUGH_RUNS) return 0;
  const middle = median(bases);
  const robust = NORMAL * median(bases.map((value) => Math.abs(value - middle)));
  if (bases.length >= ROBUST_RUNS) return robust;
  const mean = bases.reduce((sum, value) => sum + value, 0) / bases.length;
  const squares = bases.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.max(robust, Math.sqrt(squares / (bases.length - 1)));
}

/** The largest that is no outlier. */
function largestOf(bases: readonly number[]): number {
  const sorted = bases.toSorted((a, b) => b - a);
  return sorted[Math.floor(bases.length * OUTLIERS)] ?? 0;
}

function verdictOf(change: number, allowed: number): Verdict {
  if (change > allowed) return 'worse';
  return change < -allowed ? 'better' : 'same';
}
