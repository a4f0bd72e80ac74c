import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRun } from '../../../src/cli/options/run-options.ts';
import { UserError } from '../../../src/text/user-error.ts';

/** More on request: FUZZ_RUNS=1000000. */
const numRuns = Number(process.env['FUZZ_RUNS'] ?? 200);

const option = fc.constantFrom(
  ...[
    '-o',
    '-i',
    '-n',
    '-m',
    '-q',
    '-h',
    '-V',
    '-qo',
    '-x',
    '--',
    '-',
    '---',
    '--=',
    '--no-',
    '--force',
    '--append',
  ],
  ...[
    '--output',
    '--output=',
    '--interval',
    '--interval=1s',
    '--name',
    '--mark',
    '--mark=(',
    '--io',
    '--io=pty',
  ],
  ...[
    '--sampler',
    '--no-unbuffer',
    '--max-record',
    '--max-record=1e9',
    '--no-argv',
    '--color',
    '--no-color',
    '--ci',
  ],
  ...[
    '--max-rss',
    '--max-rss=80%',
    '--max-pss',
    '--max-growth',
    '--max-slope=10MiB/h',
    '--min-free',
    '--baseline',
  ],
  ...[
    '--tolerance',
    '--on-breach',
    '--on-breach=kill',
    '--grace',
    '--enforce',
    '--help=x',
    '--__proto__',
    '--constructor',
  ],
);
const value = fc.constantFrom(
  '1s',
  '1GiB',
  '0',
  '-1',
  '1e400',
  'NaN',
  '',
  'auto',
  'pipe',
  '__proto__',
  '5%',
  '1MiB/s',
);
const word = fc.oneof(
  option,
  value,
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.string({ maxLength: 8 }),
);

test('any arguments are options, a text to print, or a mistake that is told in one line', () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 8 }), (args) => {
      try {
        const parsed = parseRun(args);
        if (parsed.kind === 'print') return;
        // The command is the tail of what was given, word for word.
        expect(parsed.command).toEqual(args.slice(args.length - parsed.command.length));
        expect(Number.isFinite(parsed.options.maxRecord)).toBe(true);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        expect(`${error.message}${error.hint ?? ''}`).not.toMatch(/undefined|NaN is|\[object/);
      }
    }),
    { numRuns },
  );
});

test('what stands behind -- is the command, whatever it looks like', () => {
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), (command) => {
      expect(parseRun(['-q', '--', ...command])).toMatchObject({ kind: 'run', command });
    }),
    { numRuns },
  );
});
