import type { PhaseKind } from '../report/types.ts';
import type { Calm } from './detrend.ts';
import { JUMP_LONGEST, jumpsOf } from './jumps.ts';
import { type Doubt, gradualKind, merged } from './merge.ts';
import { Fitter, type Piece, partition } from './phase-candidates.ts';
import { type Stair, stairsOf, withoutLandings } from './stairs.ts';

/** A phase on the grid, from point to point; a gradual one has the curve that tells it. */
export interface Part {
  readonly kind: PhaseKind;
  readonly from: number;
  readonly to: number;
  readonly line?: Piece;
}

/** What a cut must save to be made, in squared distances as the weights count them. */
const PENALTY = 75;
/** A rest between two jumps that is shorter than a column of a chart is none. */
const REST = 0.01;

/** The phases of a calm curve: straight pieces first, the jumps among them, then what no person would tell apart joined: `stray` as in Doubt. */
export function outlineOf(calm: Calm, stray: number): Part[] {
  const { values, sigma, reach } = calm;
  const doubt = { stray, sigma, reach };
  const count = values.length;
  const fitter = new Fitter(values, calm.weights);
  const starts = partition(fitter, PENALTY);
  const pieces = starts.map((from, i) => fitter.piece(from, starts[i + 1] ?? count));
  const { stairs, jumps } = stairsOf(values, jumpsOf(pieces, count, calm.sigma));
  const parts: Part[] = [];
  let at = 0;
  for (const jump of jumps) {
    const before = parts.at(-1);
    const kind = (values[jump.to] as number) > (values[jump.from] as number) ? 'rise' : 'drop';
    const rest = jump.from - at;
    if (rest <= REST * count && (before || jump.from > 0)) {
      if (before?.kind === kind && jump.to - before.from <= JUMP_LONGEST * count) {
        parts[parts.length - 1] = { ...before, to: jump.to };
      } else parts.push({ kind, from: at, to: jump.to });
    } else {
      if (rest > 0) parts.push(...gradual(fitter, pieces, stairs, doubt, at, jump.from + 1));
      parts.push({ kind, from: jump.from, to: jump.to });
    }
    at = jump.to;
  }
  if (at < count - 1 || parts.length === 0) {
    parts.push(...gradual(fitter, pieces, stairs, doubt, at, count));
  }
  return parts;
}

/** The gradual phases between two jumps. */
function gradual(
  fitter: Fitter,
  pieces: readonly Piece[],
  stairs: readonly Stair[],
  doubt: Doubt,
  from: number,
  to: number,
): Part[] {
  const edges = new Set([from, to]);
  for (const piece of pieces) if (piece.from > from && piece.from < to) edges.add(piece.from);
  for (const stair of stairs) {
    if (stair.from < from || stair.to >= to) continue;
    for (const edge of edges) if (edge > stair.from && edge <= stair.to) edges.delete(edge);
    edges.add(stair.from);
    edges.add(stair.to === to - 1 ? to : stair.to);
  }
  const sorted = [...edges].sort((a, b) => a - b);
  const inside = sorted.slice(1).map((edge, i) => fitter.piece(sorted[i] as number, edge));
  const once = merged(fitter, inside, doubt);
  const climbed = withoutLandings(once, (a, b) => fitter.piece(a, b));
  const lines = climbed.length < once.length ? merged(fitter, climbed, doubt) : once;
  return lines.map((line) => ({
    kind: gradualKind(line, doubt.sigma.length),
    from: line.from,
    to: line.to,
    line,
  }));
}
