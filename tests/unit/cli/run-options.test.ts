import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readRunArguments } from '../../../src/cli/options/run-arguments.ts';
import { parseRun } from '../../../src/cli/options/run-options.ts';
import { UserError } from '../../../src/text/user-error.ts';

function runOf(...args: string[]) {
  const parsed = parseRun(args);
  if (parsed.kind !== 'run') throw new Error('expected a run');
  return parsed;
}

test('the command begins at the first operand, and everything behind it is its own', () => {
  expect(runOf('-q', 'npm', 'test', '-q', '--', '--force').command).toEqual([
    'npm',
    'test',
    '-q',
    '--',
    '--force',
  ]);
});

test('a double dash ends our options', () => {
  expect(runOf('--', '--version').command).toEqual(['--version']);
  expect(runOf('-q', '--', 'report', '--', 'x').command).toEqual(['report', '--', 'x']);
});

test('whatever stands behind the double dash is the command, word by word', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1 }), (command) => {
      expect(runOf('--', ...command).command).toEqual(command);
    }),
  );
});

test('where no option stands before the command, nothing has to be parsed for the same', async () => {
  const arguments_ = fc.array(fc.oneof(fc.constantFrom('--', '-q', ''), fc.string()));
  await fc.assert(
    fc.asyncProperty(arguments_, async (rest) => {
      for (const args of [
        ['--', 'x', ...rest],
        ['', ...rest],
        ['x', ...rest],
      ]) {
        expect(await readRunArguments(args)).toEqual(parseRun(args));
      }
    }),
  );
  await expect(readRunArguments([])).rejects.toThrow('no command given');
  await expect(readRunArguments(['--'])).rejects.toThrow('no command given');
  expect(await readRunArguments(['-q', 'x'])).toEqual(parseRun(['-q', 'x']));
});

test('options are read with their units', () => {
  const { options } = runOf(
    '-i',
    '250ms',
    '--max-record',
    '1MiB',
    '-o',
    'x',
    '-n',
    'y',
    '--no-argv',
    'true',
  );
  expect(options).toMatchObject({
    interval: 250,
    maxRecord: 2 ** 20,
    output: 'x',
    name: 'y',
    argv: false,
    unbuffer: true,
  });
});

test.each([
  [['--nonsense', 'true'], /unknown option '--nonsense'/],
  [['-i', '0ms', 'true'], /too short/],
  [['-i', 'fast', 'true'], /--interval/],
  [['--mark', '(', 'true'], /--mark/],
  [['--io', 'telepathy', 'true'], /telepathy/],
  [['--force', '--append', 'true'], /exclude each other/],
  [['-q'], /no command given/],
  [[], /no command given/],
])('%j is refused in words', (args, words) => {
  expect(() => parseRun(args)).toThrow(UserError);
  expect(() => parseRun(args)).toThrow(words);
});

test('no arguments make anything but a run, a text or a refusal in words', () => {
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom(
      '-q',
      '-o',
      '--',
      '-i',
      '100ms',
      '--mark',
      '--force',
      '--no-argv',
      '-h',
      '--max-record',
      '1GiB',
    ),
  );
  fc.assert(
    fc.property(fc.array(word), (args) => {
      try {
        expect(['run', 'print']).toContain(parseRun(args).kind);
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
      }
    }),
  );
});
