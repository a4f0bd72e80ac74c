import fc from 'fast-check';
import { expect, test } from 'vitest';
import { robustSlope } from '../../../src/limits/robust-slope.ts';

const line = (count: number, slope: number) =>
  Array.from({ length: count }, (_, at) => ({ at, size: 100 + slope * at }));

test('a straight line has its own slope, with certainty', () => {
  expect(robustSlope(line(20, 3), 3.09)).toEqual({ median: 3, least: 3 });
});

test('a few wild points change nothing', () => {
  const points = line(30, 3).map((point) =>
    point.at % 10 === 5 ? { ...point, size: 1e9 } : point,
  );
  expect(robustSlope(points, 3.09)?.median).toBeCloseTo(3, 6);
});

test('too few points tell no lower bound', () => {
  expect(robustSlope(line(4, 3), 3.09)?.least).toBe(Number.NEGATIVE_INFINITY);
  expect(robustSlope(line(1, 3), 3.09)).toBeUndefined();
});

test('the lower bound is never above the median, and both scale with size and time', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 10, maxLength: 60 }),
      (sizes) => {
        const points = sizes.map((size, at) => ({ at, size }));
        const scaled = sizes.map((size, at) => ({ at: at * 4, size: size * 8 }));
        const slope = robustSlope(points, 2);
        expect(slope?.least).toBeLessThanOrEqual(slope?.median ?? 0);
        expect(robustSlope(scaled, 2)?.median).toBe((slope?.median ?? 0) * 2);
      },
    ),
  );
});

test('for noise without a trend the bound exceeds zero in about one case of a thousand', () => {
  let state = 1;
  const random = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state;
  };
  let wrong = 0;
  for (let round = 0; round < 400; round++) {
    const points = Array.from({ length: 30 }, (_, at) => ({ at, size: random() }));
    if ((robustSlope(points, 3.09)?.least ?? 0) > 0) wrong++;
  }
  expect(wrong).toBeLessThanOrEqual(3);
});
