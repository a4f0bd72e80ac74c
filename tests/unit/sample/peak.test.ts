import { expect, test } from 'vitest';
import { PeakFold } from '../../../src/sample/peak.ts';
import type { TreeSample } from '../../../src/sample/sampler.ts';

const sample = (figures: Partial<TreeSample> & { rss: number }): TreeSample => ({
  procs: 1,
  top: [],
  seen: [],
  gone: [],
  ...figures,
});

function peakOf(...samples: TreeSample[]) {
  const fold = new PeakFold();
  samples.forEach((one, index) => {
    fold.add(one, 1000 + index);
  });
  return fold.peak;
}

test('no samples have no peak', () => {
  expect(peakOf()).toBeUndefined();
});

test('the peak is the largest sum, with the moment when it was first reached', () => {
  expect(
    peakOf(sample({ rss: 5 }), sample({ rss: 9 }), sample({ rss: 9 }), sample({ rss: 2 })),
  ).toEqual({ rss: 9, seen: 9, bound: 9, time: 1001, lead: 'rss' });
});

test('a spike between samples counts as seen, and what the marks allow as the bound', () => {
  expect(
    peakOf(
      sample({ rss: 50, peak: 50, hwm: 50 }),
      sample({ rss: 20, peak: 70, hwm: 90 }),
      sample({ rss: 60, peak: 60, hwm: 80 }),
    ),
  ).toEqual({ rss: 60, seen: 70, bound: 90, time: 1001, lead: 'rss' });
});

test('each metric has its own peak, even if it was rarely recorded', () => {
  expect(
    peakOf(
      sample({ rss: 100, anon: 90, pss: 99 }),
      sample({ rss: 200, anon: 70, swap: 5 }),
      sample({ rss: 50, pss: 49 }),
    ),
  ).toMatchObject({ rss: 200, anon: 90, swap: 5, pss: 99 });
});

test('PSS leads where the processes share more than a tenth of the peak', () => {
  expect(peakOf(sample({ rss: 1000, pss: 899 }))?.lead).toBe('pss');
  expect(peakOf(sample({ rss: 1000, pss: 901 }))?.lead).toBe('rss');
});

test('a PSS that was read before the growth does not make it look shared', () => {
  expect(peakOf(sample({ rss: 13, pss: 11 }), sample({ rss: 263 }))?.lead).toBe('rss');
});

test('what was shared while the tree was small does not count once it is large', () => {
  const samples = [sample({ rss: 300, pss: 100 }), sample({ rss: 1000, pss: 990 })];
  expect(peakOf(...samples)?.lead).toBe('rss');
  expect(peakOf(...[...samples].reverse())?.lead).toBe('rss');
});
