import type { Line } from './line.ts';
import type { Slot } from './slots.ts';

/** A line is sure of a stretch at these log odds, and by so much surer than its neighbour. */
const SURE = 0.8;
const SURER = 0.7;
/** Both say that it is theirs: from one to the other. */
const BOTH = 0.6;
/** At the ends of the log there is only one line to ask. */
const FIRST_REPORTS = 1;
const LAST_REPORTS = 1;
/** Lines further apart are no pair, milliseconds. */
const PAIR_WITHIN = 600_000;

/** Whose a stretch is. */
export interface Label {
  readonly place: 'inside' | 'after' | 'before' | 'from-to' | 'between' | 'start' | 'end' | 'none';
  readonly line?: Line;
  readonly until?: Line;
}

/** How many lines hold a word. */
export type Tokens = ReadonlyMap<string, number>;

/** Labels a stretch by the lines at its ends; `odds` by kind: above 0 it reports, below 0 it announces. */
export function labelOf(slot: Slot, odds: (line: Line) => number, isPair: IsPair): Label {
  if (slot.inside) return { place: 'inside', line: slot.inside };
  if (slot.claimed) return { place: 'before', line: slot.claimed };
  const { before, behind } = slot;
  if (!before && !behind) return { place: 'none' };
  if (!before) {
    const line = behind as Line;
    return { place: odds(line) > FIRST_REPORTS ? 'before' : 'start', line };
  }
  if (!behind) return { place: odds(before) < LAST_REPORTS ? 'after' : 'end', line: before };
  if (isPair(before, behind)) return { place: 'from-to', line: before, until: behind };
  return decided(before, behind, -odds(before), odds(behind));
}

/** `announces`: of the line before; `reports`: of the line behind; log odds. */
export function decided(before: Line, behind: Line, announces: number, reports: number): Label {
  if (announces > SURE && announces >= reports + SURER) return { place: 'after', line: before };
  if (reports > SURE && reports >= announces + SURER) return { place: 'before', line: behind };
  const both = announces > BOTH && reports > BOTH;
  return { place: both ? 'from-to' : 'between', line: before, until: behind };
}

export type IsPair = (before: Line, behind: Line) => boolean;

/** Two lines of two kinds that share a word which few others have: a name, or a value. */
export function pairsBy(
  tokensOf: (line: Line) => readonly string[],
  counts: Tokens,
  all: number,
): IsPair {
  const few = 2 + 0.02 * all;
  return (before, behind) => {
    if (before.kind === behind.kind || behind.ended - before.begun > PAIR_WITHIN) return false;
    const own = tokensOf(before);
    return tokensOf(behind).some((word) => own.includes(word) && (counts.get(word) ?? 0) <= few);
  };
}

/** What a label's stretches have in common. */
export function sortOf({ place, line, until }: Label): string {
  return `${place} ${line?.kind ?? ''} ${until?.kind ?? ''}`;
}
