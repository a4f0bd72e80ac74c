import { median } from '../median.ts';
import { NORMAL } from '../phases/noise.ts';
import type { ComparedSize } from './comparison.ts';
import { THRESHOLDS, type Verdict } from './thresholds.ts';

/**
 * Compares sizes in bytes: `allowed` is the largest of the tolerance (8 MiB at least) above the largest of the base
 * runs, which was fine too; four standard deviations of the base runs if there are five or more; and `uncertain`,
 * what the measuring itself leaves open.
 */
export function compareSizes(
  bases: readonly number[],
  nexts: readonly number[],
  tolerance: number,
  uncertain: number,
): ComparedSize {
  const base = median(bases);
  const next = median(nexts);
  const least = Math.max(tolerance * Math.abs(base), THRESHOLDS.least);
  const allowed = Math.max(
    least + largestOf(bases) - base,
    THRESHOLDS.deviations * deviationOf(bases),
    uncertain,
  );
  const change = next - base;
  return { base, next, change, allowed, verdict: verdictOf(change, allowed) };
}

/** How much runs differ by chance, if there are enough runs to tell. */
function deviationOf(bases: readonly number[]): number {
  if (bases.length < THRESHOLDS.enoughRuns) return 0;
  const middle = median(bases);
  const robust = NORMAL * median(bases.map((value) => Math.abs(value - middle)));
  if (bases.length >= THRESHOLDS.robustRuns) return robust;
  const mean = bases.reduce((sum, value) => sum + value, 0) / bases.length;
  const squares = bases.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.max(robust, Math.sqrt(squares / (bases.length - 1)));
}

/** The largest that is not an outlier. */
function largestOf(bases: readonly number[]): number {
  const sorted = bases.toSorted((a, b) => b - a);
  return sorted[Math.floor(bases.length * THRESHOLDS.outliers)] ?? 0;
}

function verdictOf(change: number, allowed: number): Verdict {
  if (change > allowed) return 'worse';
  return change < -allowed ? 'better' : 'same';
}
