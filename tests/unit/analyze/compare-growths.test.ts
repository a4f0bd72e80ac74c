import { expect, test } from 'vitest';
import { compareReports } from '../../../src/analyze/compare/compare.ts';
import type { Report } from '../../../src/analyze/report/types.ts';
import type { StreamRecord } from '../../../src/recording/records.ts';
import { end, inOrder, line, MIB, sample, start } from '../records.ts';
import { reportOf } from '../report-of.ts';

const TOLERANCE = { tolerance: 0.05 };

interface Shape {
  /** What 40 batches grow by, MiB; it is given back before the rest. */
  readonly batches: number;
  /** How long the batches take, seconds. */
  readonly seconds?: number;
  /** What a second kind of line grows by, in turn with the batches. */
  readonly other?: number;
}

/** Loads 100 MiB, works through batches, gives their memory back, and then peaks at 800 MiB while it saves. */
function run({ batches, seconds = 8, other = 0 }: Shape): Report {
  const records: StreamRecord[] = [start(), line(100, 'load model')];
  const first = 4000;
  const last = first + seconds * 1000;
  const level = (at: number): number => {
    if (at < 200) return 10;
    if (at < first) return 100;
    if (at < last) return 100 + ((batches + other) * (at - first)) / (last - first);
    return at < last + 3000 ? 100 : 800;
  };
  for (let at = 0; at <= last + 6000; at += 50) {
    records.push(sample(at, level(at)));
  }
  for (let i = 0; i < 40; i++) {
    const time = first + 10 + (i * (last - first)) / 40;
    records.push(line(time, other > 0 && i % 2 ? `row ${i}` : `batch ${i}`));
  }
  records.push(line(last + 10, 'freed'));
  records.push(line(last + 2990, 'saving'));
  records.push(end(last + 6100));
  return reportOf(inOrder(records));
}

const bases = [300, 301, 302, 303, 304].map((batches) => run({ batches }));
const worseIn = (next: Report, base: readonly Report[] = bases) =>
  compareReports(base, [next], TOLERANCE).growths.filter(({ verdict }) => verdict === 'worse');

test('growth behind a log line that neither the peak nor the end shows is worse', () => {
  const comparison = compareReports(bases, [run({ batches: 400 })], TOLERANCE);
  expect(comparison).toMatchObject({
    verdict: 'worse',
    peak: { verdict: 'same' },
    end: { verdict: 'same' },
  });
  const worse = comparison.growths.filter(({ verdict }) => verdict === 'worse');
  expect(worse).toMatchObject([{ template: 'batch <n>', kind: 'climb' }]);
  expect(worse[0]?.next).toBeGreaterThan(390 * MIB);
  expect(worse[0]?.base).toBeLessThan(310 * MIB);
});

test('the same growth, or a little more, is not', () => {
  for (const batches of [290, 302, 312]) expect(worseIn(run({ batches }))).toEqual([]);
});

test('a phase that took longer for the same growth is not', () => {
  expect(worseIn(run({ batches: 303, seconds: 16 }))).toEqual([]);
});

test('growth that moved from one line to another is not', () => {
  const shared = [300, 301, 302, 303, 304].map((sum) => run({ batches: sum / 2, other: sum / 2 }));
  expect(worseIn(run({ batches: 230, other: 72 }), shared)).toEqual([]);
});

test('growth that one of the base runs had as well is not', () => {
  const spread = [300, 301, 302, 303, 400].map((batches) => run({ batches }));
  expect(worseIn(run({ batches: 405 }), spread)).toEqual([]);
});

test('fewer than five base runs do not say how much is chance: growth is not judged', () => {
  expect(compareReports(bases.slice(1), [run({ batches: 600 })], TOLERANCE).growths).toEqual([]);
});
