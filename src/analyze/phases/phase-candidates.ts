import type { PhaseKind } from '../report/types.ts';
import type { CleanCurve } from './detrend.ts';
import { JUMP_LONGEST, jumpsOf } from './jumps.ts';
import { type Doubt, gradualKind, merged } from './merge.ts';
import { Fitter, type Segment, segmentStarts } from './segments.ts';
import { type Stair, stairsOf, withoutLandings } from './stairs.ts';

/** A phase on the grid, from point to point; a gradual one has its fitted curve. */
export interface PhaseCandidate {
  readonly kind: PhaseKind;
  readonly from: number;
  readonly to: number;
  readonly line?: Segment;
}

/** What a cut must save to be worth making, in squared distances as the weights count them. */
const PENALTY = 75;
/** A flat between two jumps shorter than a chart column is ignored. */
const REST = 0.01;

/**
 * The phases of a clean curve: fits straight segments, finds the jumps among them, then joins what no person would
 * distinguish. `stray` as in Doubt.
 */
export function phaseCandidates(clean: CleanCurve, stray: number): PhaseCandidate[] {
  const { values, sigma, reach } = clean;
  const doubt = { stray, sigma, reach };
  const count = values.length;
  const fitter = new Fitter(values, clean.weights);
  const starts = segmentStarts(fitter, PENALTY);
  const segments = starts.map((from, i) => fitter.line(from, starts[i + 1] ?? count));
  const { stairs, jumps } = stairsOf(values, jumpsOf(segments, count, clean.sigma));
  const candidates: PhaseCandidate[] = [];
  let at = 0;
  for (const jump of jumps) {
    const before = candidates.at(-1);
    const kind = (values[jump.to] as number) > (values[jump.from] as number) ? 'rise' : 'drop';
    const rest = jump.from - at;
    if (rest <= REST * count && (before || jump.from > 0)) {
      if (before?.kind === kind && jump.to - before.from <= JUMP_LONGEST * count) {
        candidates[candidates.length - 1] = { ...before, to: jump.to };
      } else candidates.push({ kind, from: at, to: jump.to });
    } else {
      if (rest > 0) candidates.push(...gradual(fitter, segments, stairs, doubt, at, jump.from + 1));
      candidates.push({ kind, from: jump.from, to: jump.to });
    }
    at = jump.to;
  }
  if (at < count - 1 || candidates.length === 0) {
    candidates.push(...gradual(fitter, segments, stairs, doubt, at, count));
  }
  return candidates;
}

/** The gradual phases between two jumps. */
function gradual(
  fitter: Fitter,
  segments: readonly Segment[],
  stairs: readonly Stair[],
  doubt: Doubt,
  from: number,
  to: number,
): PhaseCandidate[] {
  const edges = new Set([from, to]);
  for (const segment of segments)
    if (segment.from > from && segment.from < to) edges.add(segment.from);
  for (const stair of stairs) {
    if (stair.from < from || stair.to >= to) continue;
    for (const edge of edges) if (edge > stair.from && edge <= stair.to) edges.delete(edge);
    edges.add(stair.from);
    edges.add(stair.to === to - 1 ? to : stair.to);
  }
  const sorted = [...edges].sort((a, b) => a - b);
  const inside = sorted.slice(1).map((edge, i) => fitter.line(sorted[i] as number, edge));
  const once = merged(fitter, inside, doubt);
  const climbed = withoutLandings(once, (a, b) => fitter.line(a, b));
  const lines = climbed.length < once.length ? merged(fitter, climbed, doubt) : once;
  return lines.map((line) => ({
    kind: gradualKind(line, doubt.sigma.length),
    from: line.from,
    to: line.to,
    line,
  }));
}
