import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Fitter, segmentStarts } from '../../../../src/analyze/phases/segments.ts';

/** Every way to cut the curve, by the definition. */
function cheapestCost(fitter: Fitter, penalty: number): number {
  const best = [0];
  for (let end = 1; end <= fitter.values.length; end++) {
    const costs = best.map((before, start) => before + penalty + fitter.residual(start, end));
    best.push(Math.min(...costs));
  }
  return best.at(-1) ?? 0;
}

function costOf(fitter: Fitter, starts: readonly number[], penalty: number): number {
  return starts.reduce(
    (sum, start, i) =>
      sum + penalty + fitter.residual(start, starts[i + 1] ?? fitter.values.length),
    0,
  );
}

test('no cut of a curve is cheaper than the one that is found', () => {
  const point = fc.record({
    value: fc.double({ min: 0, max: 1, noNaN: true }),
    weight: fc.constantFrom(1, 10, 4000),
  });
  fc.assert(
    fc.property(
      fc.array(point, { minLength: 1, maxLength: 60 }),
      fc.constantFrom(0.5, 8, 75),
      (points, penalty) => {
        const fitter = new Fitter(
          Float64Array.from(points, ({ value }) => value),
          Float64Array.from(points, ({ weight }) => weight),
        );
        const found = costOf(fitter, segmentStarts(fitter, penalty), penalty);
        expect(found).toBeCloseTo(cheapestCost(fitter, penalty), 6);
      },
    ),
  );
});

test('a kink in a straight line is cut there', () => {
  const values = Float64Array.from({ length: 100 }, (_, i) => (i < 40 ? 0 : (i - 40) / 60));
  expect(segmentStarts(new Fitter(values, new Float64Array(100).fill(4000)), 75)).toEqual([0, 41]);
});
