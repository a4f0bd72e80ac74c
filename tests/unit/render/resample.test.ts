import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Series } from '../../../src/analyze/report/types.ts';
import { equalEdges, resample } from '../../../src/render/resample.ts';
import { sparkline } from '../../../src/render/sparkline.ts';

const series = (...points: readonly (readonly [number, number])[]): Series => ({
  times: Float64Array.from(points, (point) => point[0]),
  values: Float64Array.from(points, (point) => point[1]),
});

test('each column knows what the curve does within it', () => {
  const columns = resample(series([0, 10], [1, 30], [2, 20], [4, 40]), [0, 2, 3, 4]);
  expect([...columns.left]).toEqual([10, 20, 30]);
  expect([...columns.right]).toEqual([20, 30, 40]);
  expect([...columns.low]).toEqual([10, 20, 30]);
  expect([...columns.high]).toEqual([30, 30, 40]);
});

test('columns outside of the recording know nothing', () => {
  const { low, high } = resample(series([10, 5], [20, 7]), [0, 5, 15, 25, 30]);
  expect([...low]).toEqual([Number.NaN, 5, 6, Number.NaN]);
  expect([...high]).toEqual([Number.NaN, 6, 7, Number.NaN]);
});

const curves = fc
  .array(fc.tuple(fc.nat(1000), fc.nat(1000)), { minLength: 1, maxLength: 60 })
  .map((points) => series(...points.sort((a, b) => a[0] - b[0])));

test('no sample is lost between the columns, however narrow they are', () => {
  fc.assert(
    fc.property(curves, fc.integer({ min: 1, max: 80 }), (curve, count) => {
      const { low, high } = resample(curve, equalEdges(curve, count));
      const known = (values: Float64Array) => [...values].filter((value) => !Number.isNaN(value));
      expect(Math.max(...known(high))).toBe(Math.max(...curve.values));
      expect(Math.min(...known(low))).toBe(Math.min(...curve.values));
    }),
  );
});

test('a sparkline is as wide as asked, of one curve or a constant one', () => {
  fc.assert(
    fc.property(curves, fc.integer({ min: 1, max: 80 }), (curve, count) => {
      expect(sparkline(curve, count)).toMatch(new RegExp(`^[▁-█]{${count}}$`));
    }),
  );
});

test('two sparklines can share one scale', () => {
  expect(sparkline(series([0, 5], [1, 10]), 4, { top: 20 })).toBe('▃▃▄▄');
  expect(sparkline(series([0, 5], [1, 10]), 4)).toBe('▅▆▇█');
});

test('without samples there is no sparkline', () => {
  expect(sparkline(series(), 20)).toBe('');
});
