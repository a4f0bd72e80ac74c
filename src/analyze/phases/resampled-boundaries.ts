import { type Boundary, boundariesOf } from './boundaries.ts';
import { bucketed } from './buckets.ts';
import { type CleanCurve, cleaned } from './detrend.ts';
import { JUMP_LEAST, JUMP_LONGEST, JUMP_SLOPE } from './jumps.ts';
import { deltaOf, gradualKind } from './merge.ts';
import { type PhaseCandidate, phaseCandidates } from './phase-candidates.ts';
import { Fitter } from './segments.ts';

/** A person sees one line stray from two by a row of a chart of forty; copies are examined more closely. */
const VISIBLE_STRAY = 0.025;
const COPY_STRAY = 0.016;
/** Number of copies of the curve, each leaving out every n-th point (a jackknife). */
const COPIES = 4;
/** Boundaries are the same if they are closer than this fraction of the run, or than noise may have moved both. */
const SAME_BOUNDARY = 0.015;

/** The result of one look at the curve: kinds of phases, and the boundaries between them. */
interface Look {
  readonly kinds: readonly PhaseCandidate['kind'][];
  /** In points of the full grid. */
  readonly cuts: readonly number[];
}

/**
 * The phases that do not depend on single points: those of the full curve, without the boundaries that no copy shows,
 * and with those that all copies show.
 */
export function stablePhases(
  clean: CleanCurve,
  grid: Float64Array,
  base: Float64Array,
): PhaseCandidate[] {
  const own = phaseCandidates(clean, VISIBLE_STRAY);
  const boundaries = boundariesOf(own, clean);
  const whole = lookOf(own, boundaries, (at) => at);
  const copies = Array.from({ length: COPIES }, (_, skip) =>
    lookWithout(grid, base, skip, clean.range),
  );
  const near = SAME_BOUNDARY * grid.length;
  const isIn = (cuts: readonly number[], at: number, within: number) =>
    cuts.some((other) => Math.abs(other - at) <= within);
  const kept = boundaries
    .filter(({ at, play }) => copies.some(({ cuts }) => isIn(cuts, at, Math.max(near, 2 * play))))
    .map(({ at }) => at);
  const added = commonCuts(copies, near).filter((at) => !isIn(kept, at, near));
  if (kept.length === whole.cuts.length && added.length === 0) return own;
  const cuts = [...kept, ...added].sort((a, b) => a - b);
  return assembled(cuts, [whole, ...copies], clean);
}

function lookOf(
  candidates: readonly PhaseCandidate[],
  boundaries: readonly Boundary[],
  place: (at: number) => number,
): Look {
  return {
    kinds: candidates.map(({ kind }) => kind),
    cuts: boundaries.map(({ at }) => place(at)),
  };
}

/** Looks at the curve without every fourth point, from the `skip`-th on. */
function lookWithout(grid: Float64Array, base: Float64Array, skip: number, range: number): Look {
  const last = grid.length - 1;
  const kept = Array.from(grid.keys()).filter((i) => i % COPIES !== skip || i === 0 || i === last);
  const times = Float64Array.from(kept);
  const thinned = (values: Float64Array) =>
    bucketed(
      { times, values: times.map((i) => values[i] as number) },
      { first: 0, last: kept.length - 1 },
    );
  const thin = thinned(grid);
  const clean = cleaned(thin.values, range, base === grid ? thin.values : thinned(base).values);
  const candidates = phaseCandidates(clean, COPY_STRAY);
  return lookOf(candidates, boundariesOf(candidates, clean), (at) => (at + 0.5) * thin.width);
}

/** The positions, in order, where every look has a boundary: the middle of where they have it. */
function commonCuts(looks: readonly Look[], near: number): number[] {
  const left = looks.map(({ cuts }) => [...cuts]);
  const common: number[] = [];
  for (;;) {
    // The earliest of all: if it is not common here, it is not common anywhere.
    const firsts = left.map((cuts) => cuts[0] ?? Number.POSITIVE_INFINITY);
    const earliest = Math.min(...firsts);
    const latest = Math.max(...firsts);
    if (latest === Number.POSITIVE_INFINITY) return common;
    if (latest - earliest <= near) {
      common.push((earliest + latest) / 2);
      for (const cuts of left) cuts.shift();
    } else left[firsts.indexOf(earliest)]?.shift();
  }
}

/** The phases between the given cuts, each of the kind that most looks give it. */
function assembled(
  cuts: readonly number[],
  looks: readonly Look[],
  clean: CleanCurve,
): PhaseCandidate[] {
  const count = clean.values.length;
  const fitter = new Fitter(clean.values, clean.weights);
  const edges = [0, ...cuts, count];
  return cuts.concat(count).map((to, i) => {
    const from = edges[i] as number;
    const kind = kindBetween(from, to, looks, count);
    const first = Math.ceil(from);
    const last = to === count ? count - 1 : Math.max(first, Math.floor(to));
    if (kind === 'rise' || kind === 'drop') return { kind, from: first, to: last };
    const line = fitter.line(first, last + 1);
    const height = deltaOf(line);
    const steep = Math.abs(height) * count >= JUMP_SLOPE * (last - first);
    if (steep && Math.abs(height) >= JUMP_LEAST && last - first <= JUMP_LONGEST * count) {
      return { kind: height > 0 ? 'rise' : 'drop', from: first, to: last };
    }
    return { kind: gradualKind(line, count), from: first, to: last + 1, line };
  });
}

function kindBetween(
  from: number,
  to: number,
  looks: readonly Look[],
  count: number,
): PhaseCandidate['kind'] {
  const sums = new Map<PhaseCandidate['kind'], number>();
  for (const { kinds, cuts } of looks) {
    for (const [i, kind] of kinds.entries()) {
      const inside = Math.min(to, cuts[i] ?? count) - Math.max(from, cuts[i - 1] ?? 0);
      if (inside > 0) sums.set(kind, (sums.get(kind) ?? 0) + inside);
    }
  }
  const [first = ['plateau', 0]] = [...sums].sort(([, a], [, b]) => b - a);
  return first[0] as PhaseCandidate['kind'];
}
