import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareReports } from '../../../src/analyze/compare/compare.ts';
import { endLevel, heldLevel } from '../../../src/analyze/compare/levels.ts';
import { createReport } from '../../../src/analyze/report/report.ts';
import type { Report } from '../../../src/analyze/report/types.ts';
import type { StreamRecord } from '../../../src/recording/records.ts';
import { end, MIB, process, sample, start } from '../records.ts';
import { exampleReport } from '../render/example.ts';

const withCurve = (times: readonly number[], values: readonly number[]): Report => ({
  ...exampleReport(0, []),
  curve: { times: Float64Array.from(times), values: Float64Array.from(values) },
});

test('what lasted for less than 50 ms, or one sample, was not held', () => {
  const times = [0, 100, 200, 300, 400, 500];
  expect(heldLevel(withCurve(times, [10, 20, 90, 20, 30, 30]))).toBe(30);
  expect(heldLevel(withCurve([0, 20, 40, 60, 80, 100], [10, 80, 90, 90, 80, 20]))).toBe(80);
});

test('what was held is the highest of the least values of all stretches that are long enough', () => {
  const runs = fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.nat(100)), { minLength: 9 });
  fc.assert(
    fc.property(runs, (steps) => {
      let now = 0;
      const times = steps.map(([step]) => (now += step));
      const values = steps.map(([, value]) => value);
      if (now - (times[0] ?? 0) < 60) return;
      let expected = 0;
      for (const [from, start] of times.entries()) {
        const to = times.findIndex((time) => time - start >= 50);
        if (to > from) expected = Math.max(expected, Math.min(...values.slice(from, to + 1)));
      }
      expect(heldLevel(withCurve(times, values))).toBe(expected);
    }),
  );
});

test('a run of a few samples has an end level', () => {
  expect(endLevel(withCurve([0], [10]))).toBe(10);
  expect(endLevel(withCurve([0, 100], [10, 20]))).toBe(20);
  expect(endLevel(withCurve([], []))).toBeUndefined();
});

/** Two workers of 200 MiB one after the other beside a main process; they may overlap for a moment, and one may have a spike of its own. */
function workers({ overlap = false, spike = 0 }): Report {
  const builder = createReport();
  const seen = (pid: number, at: number): StreamRecord =>
    process('seen', at, pid, { name: 'node' });
  const listed = (at: number, ...top: (readonly [number, number])[]): StreamRecord => {
    const sizes = top.map(([pid, size]) => [pid, size * MIB] as const);
    const rss = top.reduce((sum, [, size]) => sum + size, 0);
    return sample(at, rss, { procs: top.length, top: sizes });
  };
  builder.add(start({ name: 'suite' }));
  builder.add(seen(1, 0));
  builder.add(seen(2, 0));
  for (let at = 0; at < 2000; at += 20) builder.add(listed(at, [1, 200], [2, 200]));
  builder.add(seen(3, 2000));
  if (overlap) builder.add(listed(2000, [1, 200], [2, 200], [3, 90]));
  for (let at = 2020; at < 5000; at += 20) {
    builder.add(listed(at, [1, 200], [3, 200 + (at === 3000 ? spike : 0)]));
  }
  const seenPeak = (overlap ? 490 : 400 + spike) * MIB;
  builder.add(end(5000, { peak: { rss: seenPeak, seen: seenPeak, bound: seenPeak } }));
  return builder.finish();
}

test('a worker that had not gone when the next one came is chance, not a larger peak', () => {
  const { peak, held, verdict, warnings } = compareReports(
    [workers({})],
    [workers({ overlap: true })],
    {
      tolerance: 0.05,
    },
  );
  expect(warnings).toEqual([expect.stringContaining('for a moment only')]);
  expect(peak).toMatchObject({ base: 400 * MIB, next: 490 * MIB, verdict: 'open' });
  expect(held?.verdict).toBe('same');
  expect(verdict).toBe('same');
});

test('a spike of one process is a larger peak, however short', () => {
  const { peak } = compareReports([workers({})], [workers({ spike: 60 })], { tolerance: 0.05 });
  expect(peak).toMatchObject({ base: 400 * MIB, next: 460 * MIB, verdict: 'worse' });
});
