import { expect, test } from 'vitest';
import { UnbufferedCost } from '../../../src/run/unbuffered-cost.ts';

const PYTHON = [{ name: 'python3.11' }];

function cost(chunks: readonly string[], times: number, processes = PYTHON): UnbufferedCost {
  const found = new UnbufferedCost();
  found.saw([{ name: 'sh' }]);
  found.saw(processes);
  for (let i = 0; i < times; i++) {
    for (const chunk of chunks) found.read(Buffer.from(chunk), chunk.split('\n').length - 1);
  }
  return found;
}

test('lines that Python writes in pieces cost as many writes as they have pieces', () => {
  const pieces = cost(['row', ' ', '12', ' ', 'ok', '\n'], 400_000);
  expect(pieces.saved).toBeCloseTo(2640, -1);
  expect(pieces.words(5000)).toMatch(/--no-unbuffer would have saved about 3s$/);
  // Several writes came in one read: where it ends is chance, and tells the same.
  const merged = cost(['row 1', ' ok\nrow', ' 2 ', 'ok', '\n', 'row 3 ok\nrow 4'], 100_000);
  expect(merged.saved).toBeCloseTo(100_000 * 3 * 6 * 0.0011, -1);
});

test('nothing is said of other programs, of blocks, of little, or of a small part', () => {
  expect(cost(['a', '\n'], 1_000_000, [{ name: 'node' }]).words(1000)).toBeUndefined();
  const block = `${'x'.repeat(4000)}\n`.padEnd(4096, 'y');
  expect(cost([block], 10_000).saved).toBe(0);
  expect(cost(['a', '\n'], 1000).words(10)).toBeUndefined();
  expect(cost(['a', '\n'], 1_000_000).words(3_600_000)).toBeUndefined();
});
