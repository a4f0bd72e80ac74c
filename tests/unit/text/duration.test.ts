import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDuration, parseDuration } from '../../../src/text/duration.ts';
import { UserError } from '../../../src/text/user-error.ts';

test.each([
  ['100ms', 100],
  ['1.5s', 1500],
  ['10m', 600_000],
  ['2h', 7_200_000],
  ['3d', 259_200_000],
  ['1h30m', 5_400_000],
  ['4m12s', 252_000],
  ['850 ms', 850],
  ['0s', 0],
])('%s is %i ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each([
  ['10', '"10" has no unit; write 10s, 10m or 10ms'],
  ['-1s', '"-1s" is below zero; write it like 500ms, 1.5s, 10m or 2h'],
  ['', '"" is not a duration; write it like 500ms, 1.5s, 10m or 2h'],
  ['10min', '"10min" is not a duration; write it like 500ms, 1.5s, 10m or 2h'],
  ['5s2m', '"5s2m" is not a duration; write it like 1h30m or 4m12s'],
  ['999999999999d', '"999999999999d" is longer than any run'],
])('%s is refused with how to write it', (text, message) => {
  expect(() => parseDuration(text)).toThrow(new UserError(message));
});

test('the option that a wrong duration was given to is named', () => {
  expect(() => parseDuration('soon', '--grace')).toThrow('--grace: "soon" is not a duration');
});

test.each([
  [0, '0s'],
  [0.42, '0.4 ms'],
  [85, '85 ms'],
  [850, '850 ms'],
  [999.7, '1s'],
  [1234, '1.2s'],
  [9949, '9.9s'],
  [9950, '10s'],
  [59_700, '1m00s'],
  [69_000, '1m09s'],
  [252_000, '4m12s'],
  [3_599_800, '1h00m'],
  [3_900_000, '1h05m'],
  [86_399_000, '1d00h'],
  [62 * 3_600_000, '2d14h'],
  [-1500, '-1.5s'],
  [-0.01, '0s'],
  [Number.NaN, '?'],
])('%d ms reads %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test('what is formatted parses back to what formats the same', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e11, noNaN: true }), (ms) => {
      const text = formatDuration(ms);
      const back = parseDuration(text);
      expect(formatDuration(back)).toBe(text);
      expect(Math.abs(back - ms)).toBeLessThanOrEqual(Math.max(0.06, 0.051 * ms));
    }),
  );
});

test('longer never reads shorter', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1e11, noNaN: true }),
      fc.double({ min: 0, max: 1e11, noNaN: true }),
      (a, b) => {
        const [less, more] = a < b ? [a, b] : [b, a];
        expect(parseDuration(formatDuration(less))).toBeLessThanOrEqual(
          parseDuration(formatDuration(more)),
        );
      },
    ),
  );
});
