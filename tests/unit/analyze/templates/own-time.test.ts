import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ownTime } from '../../../../src/analyze/templates/own-time.ts';

test('a line tells its date and time', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4e12 }), (time) => {
      const iso = new Date(time).toISOString();
      expect(ownTime(`${iso} INFO up`)).toBeCloseTo(time, 3);
      expect(ownTime(`[${iso.replace('T', ' ').replace('.', ',')}] up`)).toBeCloseTo(time, 3);
    }),
  );
});

test('a line may tell the time of day alone', () => {
  expect(ownTime('12:00:01.250 up')).toBe(43_201_250);
});

test('a line may tell the epoch, in seconds with decimals or in milliseconds', () => {
  expect(ownTime('1700000000.25 up')).toBe(1_700_000_000_250);
  expect(ownTime('1700000000250')).toBe(1_700_000_000_250);
});

test.each(['12:00:01 up', '2024-05-01 up', '2024-05-01 12:00:01.5', 'up 7', '', '1700000000 up'])(
  '%s tells no time finer than its arrival',
  (line) => {
    expect(ownTime(line)).toBeNaN();
  },
);
