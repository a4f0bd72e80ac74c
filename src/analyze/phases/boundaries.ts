import type { Calm } from './calm.ts';
import type { Part } from './outline.ts';
import { heightAt, slopeAt } from './partition.ts';

/** Where a phase begins: a place between the points of the grid, and the level there in parts of the range. */
export interface Boundary {
  readonly at: number;
  readonly level: number;
}

/** How far noise may have moved a kink: this many times the noise over the change of slope, */
const PLAY = 2;
/** and at most this part of the run. */
const MOST_PLAY = 0.03;
/** Two lines that miss one another by more than the noise explains do not meet: between them is a step. */
const MISS = 3.5;
const MISS_LEAST = 0.005;
/** A jump keeps at least this part of its height between the lines beside it, or its levels are its own. */
const WHOLE = 0.5;
/** A line through fewer points tells no level. */
const FEW = 5;

/** The boundaries between the parts, in order, one fewer than there are parts. */
export function boundariesOf(parts: readonly Part[], calm: Calm): Boundary[] {
  let last = 0;
  const boundaries = parts.slice(1).map((after, i) => {
    const { at, level } = boundary(parts[i] as Part, after, calm);
    last = Math.max(last, at);
    return { at: last, level };
  });
  for (const [i, { line, from, to }] of parts.entries()) {
    if (!line) holdWhole(boundaries, i, calm.values[from] as number, calm.values[to] as number);
  }
  return boundaries;
}

/** Jump `i` goes from one level to another: lines beside it that leave too little of it miss the curve there. */
function holdWhole(boundaries: Boundary[], i: number, from: number, to: number): void {
  const before = boundaries[i - 1];
  const after = boundaries[i];
  const left = (after?.level ?? to) - (before?.level ?? from);
  if (left / (to - from) >= WHOLE) return;
  if (before) boundaries[i - 1] = { at: before.at, level: from };
  if (after) boundaries[i] = { at: after.at, level: to };
}

function boundary(before: Part, after: Part, { values, sigma }: Calm): Boundary {
  const a = before.line;
  const b = after.line;
  if (!a || !b) {
    const at = a ? after.from : before.to;
    const line = a ?? b;
    const told = line && line.to - line.from > FEW;
    return { at, level: told ? heightAt(line, at) : (values[at] as number) };
  }
  const cut = after.from - 0.5;
  const noise = sigma[after.from] as number;
  const gap = heightAt(a, cut) - heightAt(b, cut);
  const turn = slopeAt(b, cut) - slopeAt(a, cut);
  const move = turn === 0 ? 0 : gap / turn;
  const play = Math.min(MOST_PLAY * values.length, (PLAY * noise) / Math.abs(turn));
  const meets =
    Math.abs(gap) <= Math.max(MISS * noise, MISS_LEAST) &&
    Math.abs(move) <= play &&
    cut + move > a.from + 1 &&
    cut + move < b.to - 1;
  const at = meets ? cut + move : cut;
  return { at, level: (heightAt(a, at) + heightAt(b, at)) / 2 };
}
