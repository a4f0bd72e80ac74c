import { expect, test } from 'vitest';
import { formatSlope, parseSlope } from '../../../src/text/slope.ts';
import { MIB } from '../records.ts';

const GIB = 2 ** 30;

test.for([
  ['1MiB/s', MIB / 1000],
  ['10MiB/h', (10 * MIB) / 3_600_000],
  ['64MiB/30m', (64 * MIB) / 1_800_000],
  ['1GiB / d', GIB / 86_400_000],
  ['10MiB/min', (10 * MIB) / 60_000],
  ['10MiB/sec', (10 * MIB) / 1000],
  ['10MiB/hour', (10 * MIB) / 3_600_000],
  ['10MiB/day', (10 * MIB) / 86_400_000],
  ['64MiB/30min', (64 * MIB) / 1_800_000],
  ['64MiB/30 minutes', (64 * MIB) / 1_800_000],
  ['64MiB/1h30m', (64 * MIB) / 5_400_000],
] as const)('%s is a slope', ([text, slope]) => {
  expect(parseSlope(text, '--max-slope')).toBeCloseTo(slope, 9);
});

test.for([
  '10MiB',
  '10MiB/',
  '/s',
  '1MiB/s/s',
  '0B/s',
  '1MiB/0s',
  '1MiB/fortnight',
  '1MiB/30fortnights',
  '1MiB/constructor',
  '1Mb/s',
  '-1MiB/s',
])('%s is no slope', (text) => {
  expect(() => parseSlope(text, '--max-slope')).toThrow(/^--max-slope: /);
});

test('a slope is shown per the shortest time in which it reaches a MiB', () => {
  expect(formatSlope(parseSlope('10MiB/h', '-'))).toBe('10.0 MiB/h');
  expect(formatSlope(parseSlope('2GiB/s', '-'))).toBe('2.00 GiB/s');
  expect(formatSlope(parseSlope('10KiB/d', '-'))).toBe('10.0 KiB/d');
});

test('two slopes side by side share the unit of time of the second', () => {
  expect(formatSlope(parseSlope('1MiB/m', '-'), parseSlope('10MiB/h', '-'))).toBe('60.0 MiB/h');
});
