import { firstWord, type Relatives } from './kinds.ts';
import type { Track } from './types.ts';
import type { Work } from './work.ts';

/** Part of the run's peak below which a process is no brother to compare with: it hardly began. */
const BROTHER = 0.02;
/** An individual holds so many times what its brothers hold (the median), and so much of the run's peak more. */
const OUTLIER = 1.8;
const EXCESS = 0.1;
/** Few brothers with words of their own that differ by more than this are not of one size. */
const ALIKE = 1.25;
const FEW = 3;
/** Runs of a trend: at least so many, none smaller than this part of the one before, the last so many times the first. */
const RUNS = 4;
const NOT_LESS = 0.98;
const RISEN = 1.5;
/** One run may overlap the next by this, milliseconds: both are seen late. */
const OVERLAP = 300;

/** Who of a kind stands for itself, by what each held at most in its life; the rest is a crowd. */
export interface Split {
  readonly individuals: ReadonlySet<number>;
  /** Each needs more than the one before: in order of birth. */
  readonly trend?: readonly number[];
}

/** `peak`: of the run, bytes. */
export function splitKind(
  members: readonly number[],
  tracks: readonly Track[],
  relatives: Relatives,
  peak: number,
): Split {
  const life = (i: number): number => (tracks[i] as Track).peak;
  const brothers = members.filter((i) => life(i) > 0 && life(i) >= BROTHER * peak);
  if (brothers.length < 2) return { individuals: new Set(brothers) };
  const trend = trendOf(brothers, tracks);
  if (trend) return { individuals: new Set(), trend: brothers };
  brothers.sort((a, b) => life(b) - life(a) || a - b);
  if (brothers.length <= FEW) {
    const words = new Set(brothers.map((i) => firstWord(relatives.work[i] as Work)));
    const unlike = !words.has('') && words.size === brothers.length;
    const [largest = 0, smallest = 0] = [brothers[0], brothers.at(-1)];
    if (unlike && life(largest) > ALIKE * life(smallest)) return { individuals: new Set(brothers) };
  }
  const individuals = new Set<number>();
  for (const [n, one] of brothers.entries()) {
    const usual = medianWithout(brothers, n, life);
    if (life(one) < OUTLIER * usual || life(one) - usual < EXCESS * peak) break;
    individuals.add(one);
    // The other of two has nobody to be a crowd with.
    if (brothers.length === 2) return { individuals: new Set(brothers) };
  }
  return { individuals };
}

/** The median of all but the n-th of at least two, in descending order. */
function medianWithout(ordered: readonly number[], n: number, life: (i: number) => number): number {
  const at = (k: number): number => life(ordered[k < n ? k : k + 1] as number);
  const count = ordered.length - 1;
  return (at((count - 1) >> 1) + at(count >> 1)) / 2;
}

/** Whether they ran one after another, each larger than the one before; sorts them by birth. */
function trendOf(brothers: number[], tracks: readonly Track[]): boolean {
  if (brothers.length < RUNS) return false;
  const track = (i: number): Track => tracks[i] as Track;
  brothers.sort((a, b) => track(a).seen - track(b).seen || a - b);
  for (let n = 1; n < brothers.length; n++) {
    const before = track(brothers[n - 1] as number);
    const now = track(brothers[n] as number);
    if (before.gone === undefined || now.seen < before.gone - OVERLAP) return false;
    if (now.peak < NOT_LESS * before.peak) return false;
  }
  return track(brothers.at(-1) as number).peak > RISEN * track(brothers[0] as number).peak;
}
