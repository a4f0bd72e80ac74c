import { expect, test } from 'vitest';
import type { Report } from '../../../src/analyze/report/types.ts';
import { judgeReports } from '../../../src/limits/baseline.ts';
import { exampleReport, MIB } from '../render/example.ts';

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

test('growth behind a log line is told with its phase and its line', () => {
  const follows = (bytes: number) => [
    { template: 'batch <n>', lines: 40, bytes, bytesPerLine: bytes / 40, fit: 1 },
  ];
  const batches = (size: number): Report =>
    exampleReport(10 * MIB, [
      ['climb', 5000, 10 * MIB + size, follows(size)],
      ['drop', 6000, 10 * MIB],
      ['rise', 7000, 900 * MIB],
      ['plateau', 15_000, 900 * MIB],
    ]);
  const base = Array.from({ length: 5 }, () => batches(300 * MIB));
  expect(judgeReports(base, batches(400 * MIB), 0.05).worse).toEqual([
    {
      limit: 'baseline',
      allowed: 315 * MIB,
      measured: 400 * MIB,
      by: 'growth',
      phase: '1 climb',
      follows: 'batch <n>',
    },
  ]);
});
