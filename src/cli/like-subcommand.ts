import { SUBCOMMAND_HELP, type SubcommandName } from './options/subcommand-help.ts';

/** Two slips of the finger at most, and in a short word one: 'lst' is list, but 'last' is a command of its own. */
const MOST_SLIPS = 2;
const SHORT = 4;

/** The subcommand that a word is a misspelling of; undefined where it is none. */
export function likeSubcommand(word: string): SubcommandName | undefined {
  const names = Object.keys(SUBCOMMAND_HELP) as SubcommandName[];
  const [nearest] = names
    .map((name) => ({ name, slips: slipsBetween(word.toLowerCase(), name) }))
    .filter(({ name, slips }) => slips <= (name.length <= SHORT ? 1 : MOST_SLIPS))
    .toSorted((a, b) => a.slips - b.slips);
  return nearest?.name;
}

/**
 * How many letters were left out, added, replaced or swapped with their neighbour: the optimal string alignment distance
 * (Damerau 1964).
 */
function slipsBetween(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > MOST_SLIPS) return MOST_SLIPS + 1;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = at(row, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
          ? at(before, j - 2) + 1
          : replaced;
      next.push(Math.min(replaced, swapped, at(row, j) + 1, at(next, j - 1) + 1));
    }
    before = row;
    row = next;
  }
  return at(row, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
