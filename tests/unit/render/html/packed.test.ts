import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pack, unpack } from '../../../../src/render/html/packed.ts';

test('a packed curve is right to a millionth of its largest value and of its length', () => {
  const points = fc.array(
    fc.tuple(
      fc.double({ min: 0, max: 3e8, noNaN: true }),
      fc.double({ min: 0, max: 2 ** 50, noNaN: true }),
    ),
    { maxLength: 50 },
  );
  fc.assert(
    fc.property(points, (all) => {
      const sorted = all.toSorted(([a], [b]) => a - b);
      const times = sorted.map(([time]) => time);
      const values = sorted.map(([, value]) => value);
      const again = unpack(pack({ times, values }));
      const last = times.at(-1) ?? 0;
      const most = Math.max(0, ...values);
      expect(again.times).toHaveLength(times.length);
      for (const [i, time] of times.entries()) {
        expect(Math.abs((again.times[i] ?? 0) - time)).toBeLessThanOrEqual(
          Math.max(0.001, last / 1e6),
        );
        expect(Math.abs((again.values[i] ?? 0) - (values[i] ?? 0))).toBeLessThanOrEqual(
          Math.max(1, most / 5e5),
        );
      }
    }),
  );
});

test('small numbers stay what they are', () => {
  const curve = { times: [0, 1.5, 2], values: [7, 0, 12_345] };
  expect(unpack(pack(curve)).values).toEqual([7, 0, 12_345]);
  expect(unpack(pack({ times: [], values: [] }))).toEqual({ times: [], values: [] });
});
