import { expect, test } from 'vitest';
import { breachLine, commandWords } from '../../../src/limits/breach-line.ts';

const GIB = 2 ** 30;
const MIB = 2 ** 20;
const rss = { limit: 'max-rss', allowed: 2 * GIB, measured: 2.01 * GIB, by: 'sample' };

test.for([
  [rss, 'over the ceiling at 1m10s: 2.01 GiB rss > 2.00 GiB (npm test goes on)'],
  [
    { ...rss, by: 'hwm' },
    'over the ceiling at 1m10s: 2.01 GiB rss between two samples > 2.00 GiB (npm test goes on)',
  ],
  [
    { limit: 'max-pss', allowed: 100 * MIB, measured: 150 * MIB, by: 'sample' },
    'over the ceiling at 1m10s: 150 MiB pss > 100 MiB (npm test goes on)',
  ],
  [
    { limit: 'max-growth', allowed: 100 * MIB, measured: 150 * MIB, by: 'sample' },
    'over the growth limit at 1m10s: +150 MiB since the first phase > +100 MiB (npm test goes on)',
  ],
  [
    { limit: 'max-slope', allowed: MIB / 1000, measured: (3.5 * MIB) / 1000, by: 'slope' },
    'a leak at 1m10s: rss +3.50 MiB/s > 1.00 MiB/s (npm test goes on)',
  ],
  [
    {
      limit: 'max-slope',
      allowed: MIB / 1000,
      measured: (3.5 * MIB) / 1000,
      by: 'slope',
      confidence: 0.999,
      over: 20_000,
    },
    'a leak at 1m10s: rss +3.50 MiB/s over 20s > 1.00 MiB/s (npm test goes on)',
  ],
  [
    { limit: 'max-slope', allowed: (10 * MIB) / 3_600_000, measured: MIB / 60_000, by: 'slope' },
    'a leak at 1m10s: rss +60.0 MiB/h > 10.0 MiB/h (npm test goes on)',
  ],
  [
    { limit: 'min-free', allowed: 512 * MIB, measured: 480 * MIB, by: 'sample' },
    'under the floor at 1m10s: 480 MiB available < 512 MiB (npm test goes on)',
  ],
  [
    {
      limit: 'baseline',
      allowed: 315 * MIB,
      measured: 400 * MIB,
      by: 'growth',
      phase: '3 climb',
      follows: 'batch <n>',
    },
    'worse than the baseline at 1m10s: growth in phase 3 (climb) 400 MiB > 315 MiB (npm test goes on)',
  ],
] as const)('a breach is said in one line', ([breach, line]) => {
  expect(breachLine(breach, 70_000, 'npm test', 'fail')).toBe(line);
});

test('the line says what becomes of the command', () => {
  expect(breachLine(rss, 70_000, 'npm test', 'kill')).toContain('(npm test is ended)');
  expect(breachLine(rss, 70_000, 'npm test', 'warn')).toContain('goes on; a warning only');
});

test('a long command is cut so that the line fits a terminal, down to twelve characters', () => {
  const small = { ...rss, allowed: 150 * MIB, measured: 151 * MIB };
  const command = 'npx vitest run --project unit tests/uni…';
  expect(breachLine(small, 0, command, 'fail')).toBe(
    'over the ceiling at 0s: 151 MiB rss > 150 MiB (npx vitest run… goes on)',
  );
  expect(breachLine(rss, 70_000, command, 'warn')).toContain(
    '(npx vitest… goes on; a warning only)',
  );
});

test('sizes that differ never read the same', () => {
  const close = (measured: number, allowed: number): string =>
    breachLine({ ...rss, measured, allowed }, 0, 'x', 'fail');
  expect(close(157_802_496, 150 * MIB)).toContain('150.5 MiB rss > 150.0 MiB');
  expect(close(2 * GIB + 4 * MIB, 2 * GIB)).toContain('2.004 GiB rss > 2.000 GiB');
  expect(close(2 * GIB + 4096, 2 * GIB)).toContain('2147487744 B rss > 2147483648 B');
});

test('a command is named on one line, short and harmless', () => {
  expect(commandWords(['npm', 'test'])).toBe('npm test');
  expect(commandWords(['/usr/local/bin/node', '/a/b.js'])).toBe('node /a/b.js');
  expect(commandWords(['sh', '-c', 'echo\n\x1b[31mred'])).toBe('sh -c echo␊red');
  expect(commandWords(['x'.repeat(100)])).toHaveLength(40);
  expect(commandWords(['echo', '##[error]no'])).toBe('echo ## [error]no');
  expect(commandWords([''])).toBe('the command');
});
