import { expect, test } from 'vitest';
import { epochOf } from '../../../src/text/calendar.ts';
import { parseUntil } from '../../../src/text/until.ts';

const NOW = epochOf({ year: 2026, month: 11, day: 27, hour: 21, minute: 30 });
const until = (text: string) => parseUntil(text, NOW, '--until');

test('a duration counts from now', () => {
  expect(until('8h')).toEqual({ after: 8 * 3_600_000 });
  expect(until('1h30m')).toEqual({ after: 5_400_000 });
});

test('a time of day is the next one, today or tomorrow', () => {
  const day = (date: number, hour: number, minute: number, second = 0) =>
    epochOf({ year: 2026, month: 11, day: date, hour, minute, second });
  expect(until('23:00')).toEqual({ at: day(27, 23, 0) });
  expect(until('22:15:30')).toEqual({ at: day(27, 22, 15, 30) });
  expect(until('6:05')).toEqual({ at: day(28, 6, 5) });
  expect(until('21:30')).toEqual({ at: day(28, 21, 30) });
  expect(until('24:00')).toEqual({ at: day(28, 0, 0) });
});

test('a moment is one that is still to come', () => {
  const at = epochOf({ year: 2026, month: 11, day: 28, hour: 6, minute: 0 });
  expect(until('2026-11-28 06:00')).toEqual({ at });
  expect(until('2026-11-28T06:00:00Z')).toEqual({ at: Date.UTC(2026, 10, 28, 6) });
  expect(() => until('2026-11-26 06:00')).toThrow('--until: "2026-11-26 06:00" is over already');
});

test.each(['soon', '25:00', '12:75', '', '-', '2026-13-40 10:00'])('%j is refused', (text) => {
  expect(() => until(text)).toThrow('is neither a duration nor a time');
});

test('a number without a unit is refused as everywhere', () => {
  expect(() => until('8')).toThrow('has no unit');
  expect(() => until('0s')).toThrow('no time at all');
});
