import { expect, test } from 'vitest';
import { maskOfAll } from '../../../../src/analyze/lines/mask.ts';

test.each([
  [['1/8', '2/8', '8/8'], '<n>/8'],
  [['8/8', '1/8'], '<n>/8'],
  [['1/8', '2/9'], '<n>/<n>'],
  [['v2-part-001.bin', 'v2-part-002.bin'], 'v2-part-<n>.bin'],
  [['part-001', 'part-002'], 'part-<n>'],
])('of %j, numbers that all share stay: %s', (words, mask) => {
  expect(maskOfAll(words)).toBe(mask);
});
