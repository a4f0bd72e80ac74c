import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseScale } from '../../../src/render/chart/scale.ts';
import { GIB, MIB } from './example.ts';

test.each([
  [0, 6.5 * GIB, ['0', '2 GiB', '4 GiB', '6 GiB', '8 GiB']],
  [0, 2.03 * GIB, ['0', '0.5 GiB', '1.0 GiB', '1.5 GiB', '2.0 GiB', '2.5 GiB']],
  [0, 686 * MIB, ['0', '200 MiB', '400 MiB', '600 MiB', '800 MiB']],
  [0, 1.31 * GIB, ['0', '0.5 GiB', '1.0 GiB', '1.5 GiB']],
  [0, 41 * MIB, ['0', '10 MiB', '20 MiB', '30 MiB', '40 MiB', '50 MiB']],
  [900 * MIB, 950 * MIB, ['900 MiB', '910 MiB', '920 MiB', '930 MiB', '940 MiB', '950 MiB']],
  [0, 0, ['0', '1 B']],
  [5 * MIB, 5 * MIB, ['0', '1 MiB', '2 MiB', '3 MiB', '4 MiB', '5 MiB']],
])('from %d to %d bytes the ticks are round', (low, high, labels) => {
  expect([...chooseScale(low, high, 12).labels.values()]).toEqual(labels);
});

test('ticks are a whole number of rows apart, and every value is on the chart', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 2 ** 50, noNaN: true }),
      fc.double({ min: 0, max: 2 ** 50, noNaN: true }),
      fc.integer({ min: 6, max: 24 }),
      (a, b, target) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        const scale = chooseScale(low, high, target);
        expect(scale.rows).toBeLessThanOrEqual(target + 3);
        expect(scale.position(low)).toBeGreaterThanOrEqual(-1e-6);
        expect(scale.position(high)).toBeLessThanOrEqual(scale.rows - 1 + 1e-6);
        for (const [row, label] of scale.labels) {
          expect(row % scale.rowsPerStep).toBe(0);
          expect(label).toMatch(/^(0|\d+(\.\d+)? ([KMGT]i)?B)$/);
        }
        expect(new Set(scale.labels.values()).size).toBe(scale.labels.size);
      },
    ),
  );
});

test('numbers that no recording should hold still give a scale', () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, -1, Number.MAX_VALUE, 5e-324]) {
    const scale = chooseScale(value, value, 12);
    expect(scale.rows).toBeGreaterThan(1);
    expect(scale.rows).toBeLessThanOrEqual(15);
  }
});
