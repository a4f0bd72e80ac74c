import { expect, test } from 'vitest';
import { TABLE as CHECK } from '../../../src/cli/commands/check.ts';
import { TABLE as COMPARE } from '../../../src/cli/commands/compare.ts';
import { TABLE as EXPORT } from '../../../src/cli/commands/export.ts';
import { run as help } from '../../../src/cli/commands/help.ts';
import { TABLE as IMPORT } from '../../../src/cli/commands/import.ts';
import { TABLE as LIST } from '../../../src/cli/commands/list.ts';
import { TABLE as LOG } from '../../../src/cli/commands/log.ts';
import { TABLE as MARK } from '../../../src/cli/commands/mark.ts';
import { TABLE as PRUNE } from '../../../src/cli/commands/prune.ts';
import { TABLE as REPORT } from '../../../src/cli/commands/report.ts';
import { TABLE as WATCH } from '../../../src/cli/commands/watch.ts';
import { parserOf } from '../../../src/cli/options/arguments.ts';
import { helpText } from '../../../src/cli/options/help-text.ts';
import type { CommandTable } from '../../../src/cli/options/option.ts';
import { parseRun } from '../../../src/cli/options/run-options.ts';
import { RUN } from '../../../src/cli/options/run-table.ts';
import { SUBCOMMANDS } from '../../../src/cli/subcommands.ts';
import { testWorld } from '../world.ts';

const TABLES: readonly CommandTable[] = [
  RUN,
  REPORT,
  IMPORT,
  LIST,
  LOG,
  COMPARE,
  CHECK,
  EXPORT,
  PRUNE,
  MARK,
  WATCH,
];

/** The flags at the beginning of a line of the help: '-m', '--max-rss'. */
function flagsInHelp(table: CommandTable): string[] {
  const rows = [...helpText(table).matchAll(/^ {2,6}(-[\w-]+(?:, -[\w-]+)*)/gm)];
  return rows.flatMap(([, flags = '']) => flags.split(', ')).toSorted();
}

function flagsOfParser(table: CommandTable): string[] {
  const { options } = parserOf(table, '1.2.3');
  return options
    .flatMap(({ short, long }) => [short, long].filter((flag) => flag != null))
    .toSorted();
}

test.each(TABLES)('the help of "$name" has the flags that its parser knows', (table) => {
  const withHelp = flagsOfParser(table).concat(table === RUN ? ['-h', '--help'] : []);
  expect(flagsInHelp(table)).toEqual(withHelp.toSorted());
});

test.each(TABLES)('the help of "$name" fits 80 columns', (table) => {
  const lines = helpText(table).split('\n');
  expect(lines.length).toBeGreaterThan(3);
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
});

test('every subcommand is in the help of memwrap, and has a table unless it is help itself', () => {
  const text = helpText(RUN);
  for (const name of Object.keys(SUBCOMMANDS))
    expect(text).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
  const names = TABLES.map(({ name }) => name).filter((name) => name !== '');
  expect([...names, 'help'].toSorted()).toEqual(Object.keys(SUBCOMMANDS).toSorted());
});

test('--help prints the help and --version the version', () => {
  expect(parseRun(['--help'])).toEqual({ kind: 'print', text: helpText(RUN) });
  expect(parseRun(['-V'])).toMatchObject({ kind: 'print', text: expect.stringMatching(/^\S+\n$/) });
});

test('each topic of help exists, and another is refused with the list of them', async () => {
  for (const topic of ['exit-codes', 'environment', 'format', 'ci']) {
    const world = testWorld();
    expect(await help([topic], world)).toBe(0);
    expect(world.out()).not.toBe('');
  }
  await expect(help(['x'], testWorld())).rejects.toMatchObject({
    message: 'no help topic "x"',
    hint: 'topics are exit-codes, environment, format, ci',
  });
});
