import type { Report } from '../analyze/report/types.ts';

/** Which phases the table shows: those that matter, or all. */
export type PhaseChoice = 'main' | 'all';

/** A table of so many rows is read as it is. */
const FEW_PHASES = 6;
const MOST_ROWS = 8;
/** A phase that changes by less than this fraction of the curve's range changes little. */
const MATTERS = 0.05;

/** The phases worth a row, as indices in order: those that change the level most, and the one to start with. */
export function chosenPhases({ phases, focus }: Report, choice: PhaseChoice): readonly number[] {
  const all = phases.map((_, i) => i);
  if (choice === 'all' || phases.length <= FEW_PHASES) return all;
  const high = Math.max(...phases.map(({ max }) => max));
  const low = Math.min(...phases.map(({ min }) => min));
  const change = (i: number): number =>
    i + 1 === focus?.phase ? Number.POSITIVE_INFINITY : Math.abs(phases[i]?.delta ?? 0);
  const chosen = all
    .filter((i) => change(i) >= MATTERS * (high - low))
    .sort((a, b) => change(b) - change(a) || a - b)
    .slice(0, MOST_ROWS)
    .sort((a, b) => a - b);
  // A line that says that one is left out is no shorter than its row.
  return phases.length - chosen.length < 2 ? all : chosen;
}
