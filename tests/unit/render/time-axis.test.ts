import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columnsOf } from '../../../src/render/chart/apportion.ts';
import { timeAxis } from '../../../src/render/chart/time-axis.ts';
import { exampleReport, GIB, MIB, TRAINING } from './example.ts';
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

test('the phase that owns the growth gets room where plain time would hide it', () => {
  const auto = timeAxis(TRAINING, 70, 'auto');
  expect(auto.stretched).toBe(true);
  expect(auto.borders[1]).toBeGreaterThan(7);
  const plain = timeAxis(TRAINING, 70, 'time');
  expect(plain.stretched).toBe(false);
  expect(plain.borders[1]).toBe(0);
});

test('time stays plain where the growth can be seen in it', () => {
  const report = exampleReport(10 * MIB, [
    ['climb', 40_000, GIB],
    ['plateau', 90_000, GIB],
  ]);
  expect(timeAxis(report, 70, 'auto').stretched).toBe(false);
});

test('by phase every phase is equally wide', () => {
  expect(timeAxis(TRAINING, 72, 'phase').borders).toEqual([0, 18, 36, 54, 72]);
});

test('a jump of two samples is not drawn as a long slope', () => {
  const report = {
    ...exampleReport(10 * MIB, [
      ['plateau', 30_000, 10 * MIB],
      ['rise', 30_100, GIB],
      ['plateau', 60_000, GIB],
    ]),
    curve: {
      times: Float64Array.from([0, 30_000, 30_100, 60_000]),
      values: Float64Array.from([10 * MIB, 10 * MIB, GIB, GIB]),
    },
  };
  const [, from = 0, to = 0] = timeAxis(report, 70, 'auto').borders;
  expect(to - from).toBe(4);
});

test('borders go up, and places go to times and back', () => {
  fc.assert(
    fc.property(
      hostileReport,
      fc.integer({ min: 20, max: 200 }),
      fc.constantFrom('auto', 'time', 'phase'),
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
