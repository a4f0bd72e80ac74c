import fc from 'fast-check';
import { expect, test } from 'vitest';
import { opened } from '../../../../src/analyze/phases/spikes.ts';

const curve = fc
  .array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 80 })
  .map((values) => Float64Array.from(values));

const around = (
  values: Float64Array,
  before: number,
  after: number,
  pick: (part: Float64Array) => number,
) => values.map((_, i) => pick(values.slice(Math.max(0, i - before), i + after + 1)));

test('an opening is the highest around each point of what is lowest around each', () => {
  fc.assert(
    fc.property(curve, fc.integer({ min: 1, max: 90 }), (values, width) => {
      const [before, after] = [width >> 1, width - 1 - (width >> 1)];
      const low = around(values, before, after, (part) => Math.min(...part));
      expect(opened(values, width, 1)).toEqual(
        around(low, after, before, (part) => Math.max(...part)),
      );
    }),
  );
});

test('a closing is an opening upside down', () => {
  fc.assert(
    fc.property(curve, fc.integer({ min: 1, max: 90 }), (values, width) => {
      const below = opened(
        values.map((value) => 0 - value),
        width,
        1,
      );
      expect(opened(values, width, -1)).toEqual(below.map((value) => 0 - value));
    }),
  );
});
