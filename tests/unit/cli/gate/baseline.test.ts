import { expect, test } from 'vitest';
import type { Report } from '../../../../src/analyze/report-types.ts';
import { judgeReports } from '../../../../src/cli/gate/baseline.ts';
import { exampleReport, MIB } from '../../render/example.ts';

const run = (peak: number, changes: Partial<Report> = {}): Report =>
  exampleReport(
    10 * MIB,
    [
      ['climb', 5000, peak],
      ['plateau', 10_000, peak],
    ],
    changes,
  );

test('a run within the tolerance of its baseline breaks nothing', () => {
  const { worse } = judgeReports([run(400 * MIB)], run(415 * MIB), 0.05);
  expect(worse).toEqual([]);
});

test('a run above it is told with its peak and its end, and what was allowed', () => {
  const { worse } = judgeReports([run(400 * MIB)], run(440 * MIB), 0.05);
  const told = { limit: 'baseline', allowed: 420 * MIB, measured: 440 * MIB };
  expect(worse).toEqual([
    { ...told, by: 'peak' },
    { ...told, by: 'end' },
  ]);
});

test('less than 8 MiB is never worse, whatever the tolerance', () => {
  expect(judgeReports([run(40 * MIB)], run(47 * MIB), 0.01).worse).toEqual([]);
});

test('five runs that differ much allow much', () => {
  const noisy = [380, 390, 400, 420, 440].map((size) => run(size * MIB));
  expect(judgeReports(noisy, run(470 * MIB), 0.05).worse).toEqual([]);
});

test('another machine, limit or interval excuses a run', () => {
  const other = { machine: { total: 64 * 1024 * MIB }, interval: 100 } as const;
  const { worse, excuses } = judgeReports([run(400 * MIB)], run(500 * MIB, other), 0.05);
  expect(worse).toHaveLength(2);
  expect(excuses).toHaveLength(2);
});
