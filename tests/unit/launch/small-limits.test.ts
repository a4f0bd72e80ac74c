import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { RUN } from '../../../src/cli/options/run-table.ts';
import { SUBCOMMAND_HELP } from '../../../src/cli/options/subcommand-help.ts';

/** Finds the command in argv without Node: it must know which options have a value. */
const script = readFileSync(
  path.resolve(import.meta.dirname, '../../../bin/parts/small-limits.sh'),
  'utf8',
);

/** The words of the `case` patterns that begin with `first`. */
function pattern(first: string): string[] {
  const from = script.indexOf(`    ${first} `);
  expect(from).toBeGreaterThan(-1);
  const text = script.slice(from, script.indexOf(')', from));
  return text.split(/[\s|\\]+/).filter(Boolean);
}

test('bin/parts/small-limits.sh knows which options of a run have a value', () => {
  const listed = pattern('--max-* | --min-*');
  const known = (name: string): boolean =>
    listed.some(
      (word) =>
        word === `--${name}` || (word.endsWith('*') && `--${name}`.startsWith(word.slice(0, -1))),
    );
  for (const { name: positive, value, negated } of RUN.options) {
    const name = negated ? `no-${positive}` : positive;
    expect({ name, known: known(name) }).toEqual({ name, known: value !== undefined });
  }
  const short = pattern('-i | -m');
  for (const { short: letter, value } of RUN.options) {
    if (letter === undefined) continue;
    expect({ letter, known: short.includes(`-${letter}`) }).toEqual({
      letter,
      known: value !== undefined,
    });
  }
});

test('and the names of the subcommands', () => {
  const start = script.indexOf('  report | ');
  const listed = script.slice(start, script.indexOf(')', start)).split(/[\s|]+/);
  for (const name of Object.keys(SUBCOMMAND_HELP)) expect(listed).toContain(name);
});
