import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimate, highestMoments } from '../../../../src/render/html/decimate.ts';

const series = (values: readonly number[]) => ({
  times: Float64Array.from(values, (_, i) => i * 10),
  values: Float64Array.from(values),
});

test('a thinned curve keeps its ends, its highest and its lowest, in order and each at its time', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 400 }),
      fc.integer({ min: 6, max: 60 }),
      (all, most) => {
        const { times, values } = decimate(series(all), most);
        expect(times.length).toBeLessThanOrEqual(Math.max(most, 1));
        expect(values[0]).toBe(all[0]);
        expect(values.at(-1)).toBe(all.at(-1));
        expect(Math.max(...values)).toBe(Math.max(...all));
        expect(Math.min(...values)).toBe(Math.min(...all));
        for (const [i, time] of times.entries()) {
          expect(values[i]).toBe(all[time / 10]);
          if (i > 0) expect(time).toBeGreaterThan(times[i - 1] ?? 0);
        }
      },
    ),
  );
});

test('a short curve stays as it is', () => {
  const short = series([3, 1, 2]);
  expect(decimate(short, 3)).toEqual(short);
});

test('of several columns the moments are kept at which all together are highest', () => {
  const times = Float64Array.from({ length: 100 }, (_, i) => i);
  const one = Float64Array.from(times, (_, i) => (i === 57 ? 50 : 1));
  const other = Float64Array.from(times, (_, i) => (i === 58 ? 40 : 2));
  const kept = highestMoments(times, [one, other], 10);
  expect(kept).toContain(57);
  expect(kept.length).toBeLessThanOrEqual(10);
  expect(kept).toEqual(kept.toSorted((a, b) => a - b));
});
