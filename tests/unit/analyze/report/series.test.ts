import { expect, test } from 'vitest';
import { SeriesBuilder } from '../../../../src/analyze/report/series.ts';

test('samples that come together make the curve that they make one by one, also where it is thinned out', () => {
  const count = 450_000;
  const times = Float64Array.from({ length: count }, (_, i) => i * 3);
  const values = Float64Array.from({ length: count }, (_, i) =>
    i % 11 === 0 ? Number.NaN : (i * 7919) % 1013,
  );
  const alone = new SeriesBuilder();
  const together = new SeriesBuilder();
  for (let i = 0; i < count; i++) {
    if (i % 11 !== 0) alone.add(times[i] as number, values[i] as number);
  }
  for (let from = 0; from < count; from += 4096) {
    const length = Math.min(4096, count - from);
    together.addAll(times.subarray(from), values.subarray(from), length);
  }
  const [one, other] = [alone.finish(), together.finish()];
  expect(other.times.length).toBe(one.times.length);
  const isSame = (a: Float64Array, b: Float64Array) => a.every((value, i) => value === b[i]);
  expect(isSame(other.times, one.times)).toBe(true);
  expect(isSame(other.values, one.values)).toBe(true);
});
