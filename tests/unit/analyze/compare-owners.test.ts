import { expect, test } from 'vitest';
import { compareReports } from '../../../src/analyze/compare/compare.ts';
import type { Report } from '../../../src/analyze/report/types.ts';
import { line } from '../render/answers.ts';
import { exampleReport, MIB } from '../render/example.ts';

const FIVE = { tolerance: 0.05 };

function run(peak: number, sizes: Readonly<Record<string, number>>): Report {
  return exampleReport(10 * MIB, [['climb', 9000, peak * MIB]], {
    lanes: Object.entries(sizes).map(([label, mib]) => ({
      label,
      count: 1,
      pids: [1],
      peak: mib * MIB,
      series: { times: new Float64Array(), values: new Float64Array() },
    })),
  });
}

function lined(peak: number, lines: Readonly<Record<string, number>>): Report {
  const report = run(peak, {});
  const [phase] = report.phases;
  if (phase === undefined) throw new RangeError();
  const owners = Object.entries(lines).map(([text, mib]) => line(text, { bytes: mib * MIB }));
  return { ...report, phases: owners.map((owner) => ({ ...phase, line: owner })) };
}

test('the process that needs more is named, whatever its place among its like', () => {
  const { processes } = compareReports(
    [run(320, { 'par.py apr (2 of 8)': 249, 'par.py jan': 75, 'par.py may': 66 })],
    [run(381, { 'par.py apr (5 of 8)': 310, 'par.py jan': 74, 'par.py jun': 40 })],
    FIVE,
  );
  expect(processes).toEqual([
    { name: 'par.py may', base: 66 * MIB, change: -66 * MIB },
    { name: 'par.py apr', base: 249 * MIB, next: 310 * MIB, change: 61 * MIB },
    { name: 'par.py jun', next: 40 * MIB, change: 40 * MIB },
  ]);
});

test('what changes by less than the tolerance of the peak makes no difference', () => {
  const [base, next] = [run(320, { a: 100, b: 90 }), run(321, { a: 101, b: 80 })];
  expect(compareReports([base], [next], FIVE).processes).toEqual([]);
});

test('the log line whose work needs more is named, also with another number in it', () => {
  const { lines } = compareReports(
    [lined(200, { 'loaded 12 shards': 100, 'index built': 50 })],
    [lined(260, { 'loaded 14 shards': 160, 'index built': 51 })],
    FIVE,
  );
  expect(lines).toEqual([
    { name: 'loaded 14 shards', base: 100 * MIB, next: 160 * MIB, change: 60 * MIB },
  ]);
});

test('no phase contradicts the verdict', () => {
  const legs = (middle: number) =>
    [
      ['climb', 4000, middle * MIB],
      ['decline', 6000, 50 * MIB],
      ['climb', 20_000, 300 * MIB],
      ['plateau', 40_000, 300 * MIB],
    ] as const;
  const [base, next] = [100, 200].map((middle) => exampleReport(10 * MIB, legs(middle)));
  if (base === undefined || next === undefined) throw new RangeError();
  const comparison = compareReports([base], [next], FIVE);
  expect(comparison.verdict).toBe('same');
  expect(comparison.phases.map(({ verdict }) => verdict)).not.toContain('worse');
  expect(comparison.phases.map(({ verdict }) => verdict)).not.toContain('better');
});
