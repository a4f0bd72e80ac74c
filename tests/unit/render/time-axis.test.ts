import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columnsOf } from '../../../src/render/chart/apportion.ts';
import { timeAxis } from '../../../src/render/chart/time-axis.ts';
import { TRAINING } from './example.ts';
import { hostileReport } from './hostile.ts';

test('a width is divided by weight, within bounds, to the last column', () => {
  const free = { least: 1, most: 100 };
  expect(
    columnsOf(
      [
        { weight: 1, ...free },
        { weight: 3, ...free },
      ],
      40,
    ),
  ).toEqual([10, 30]);
  expect(
    columnsOf(
      [
        { weight: 0, least: 3, most: 100 },
        { weight: 9, least: 1, most: 20 },
        { weight: 1, least: 1, most: 100 },
      ],
      40,
    ),
  ).toEqual([3, 20, 17]);
});

test('the parts of a width always add up to it', () => {
  const claim = fc.record({
    weight: fc.double({ min: 0, max: 10, noNaN: true }),
    least: fc.nat(4),
    most: fc.integer({ min: 4, max: 60 }),
  });
  fc.assert(
    fc.property(
      fc.array(claim, { minLength: 1, maxLength: 20 }),
      fc.integer({ min: 40, max: 200 }),
      (claims, total) => {
        const widths = columnsOf(claims, total);
        expect(widths.reduce((sum, width) => sum + width, 0)).toBe(total);
        expect(Math.min(...widths)).toBeGreaterThanOrEqual(0);
      },
    ),
  );
});

test('time is plain: a column is as much time everywhere', () => {
  const axis = timeAxis(TRAINING, 70, 'time');
  expect(axis.timeAt(35)).toBe(TRAINING.duration / 2);
  expect(axis.borders[1]).toBe(0);
});

test('by phase every phase is equally wide', () => {
  expect(timeAxis(TRAINING, 72, 'phase').borders).toEqual([0, 18, 36, 54, 72]);
});

test('borders go up, and places go to times and back', () => {
  fc.assert(
    fc.property(
      hostileReport,
      fc.integer({ min: 20, max: 200 }),
      fc.constantFrom('time', 'phase'),
      (report, columns, mode) => {
        const axis = timeAxis(report, columns, mode);
        expect(axis.borders.length).toBe(report.phases.length + 1);
        expect(axis.borders.every((border, i) => border >= (axis.borders[i - 1] ?? 0))).toBe(true);
        expect(axis.borders.at(-1)).toBeLessThanOrEqual(columns);
        for (const column of [0, columns / 3, columns]) {
          const time = axis.timeAt(column);
          expect(axis.timeAt(axis.columnOf(time))).toBeCloseTo(time, 3);
        }
      },
    ),
  );
});
