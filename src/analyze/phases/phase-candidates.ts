import type { PhaseKind } from '../report/types.ts';
import type { CleanCurve } from './detrend.ts';
import { JUMP_LONGEST, jumpsOf } from './jumps.ts';
import { type Doubt, gradualKind, merged } from './merge.ts';
import type { Fitter, Segment } from './segments.ts';

/** A phase on the grid, from point to point; a gradual one has its fitted curve. */
export interface PhaseCandidate {
  readonly kind: PhaseKind;
  readonly from: number;
  readonly to: number;
  readonly line?: Segment;
}

/** A flat between two jumps shorter than a chart column is ignored, */
const REST = 0.01;
/** one between two jumps in the same direction up to three of them. */
const PAUSE = 0.03;

/**
 * The phases of a clean curve: fits straight segments, finds the jumps among them, then joins what no person would
 * distinguish. `stray` as in Doubt.
 */
export function phaseCandidates(clean: CleanCurve, stray: number): PhaseCandidate[] {
  const { values, sigma, reach, fitter, segments } = clean;
  const doubt = { stray, sigma, reach };
  const count = values.length;
  const jumps = jumpsOf(segments, count, sigma);
  const candidates: PhaseCandidate[] = [];
  let at = 0;
  for (const jump of jumps) {
    const before = candidates.at(-1);
    const kind = (values[jump.to] as number) > (values[jump.from] as number) ? 'rise' : 'drop';
    const rest = jump.from - at;
    const one = before?.kind === kind && jump.to - before.from <= JUMP_LONGEST * count;
    if (one && rest <= PAUSE * count) {
      candidates[candidates.length - 1] = { ...before, to: jump.to };
    } else if (rest <= REST * count && (before || jump.from > 0)) {
      candidates.push({ kind, from: at, to: jump.to });
    } else {
      if (rest > 0) candidates.push(...gradual(fitter, segments, doubt, at, jump.from + 1));
      candidates.push({ kind, from: jump.from, to: jump.to });
    }
    at = jump.to;
  }
  if (at < count - 1 || candidates.length === 0) {
    candidates.push(...gradual(fitter, segments, doubt, at, count));
  }
  return candidates;
}

/** The gradual phases between two jumps. */
function gradual(
  fitter: Fitter,
  segments: readonly Segment[],
  doubt: Doubt,
  from: number,
  to: number,
): PhaseCandidate[] {
  const edges = new Set([from, to]);
  for (const segment of segments)
    if (segment.from > from && segment.from < to) edges.add(segment.from);
  const sorted = [...edges].sort((a, b) => a - b);
  const inside = sorted.slice(1).map((edge, i) => fitter.line(sorted[i] as number, edge));
  const lines = merged(fitter, inside, doubt);
  return lines.map((line) => ({
    kind: gradualKind(line, doubt.sigma.length),
    from: line.from,
    to: line.to,
    line,
  }));
}
