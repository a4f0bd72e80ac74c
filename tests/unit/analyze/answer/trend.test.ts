import { expect, test } from 'vitest';
import { createReport } from '../../../../src/analyze/report/report.ts';
import type { Report } from '../../../../src/analyze/report/types.ts';

const MIB = 2 ** 20;

/** The report of samples two seconds apart, MiB. */
function reportOf(sizes: readonly number[]): Report {
  const report = createReport();
  report.add({ type: 'start', time: 0, version: 1, name: 'job' });
  sizes.forEach((size, i) => {
    report.add({ type: 'sample', time: i * 2000, rss: size * MIB });
  });
  report.add({ type: 'end', time: (sizes.length - 1) * 2000, reason: 'imported' });
  return report.finish();
}

test('a climb of few samples still goes on if its last ones rise', () => {
  expect(reportOf([10, 60, 110, 160, 210, 260]).answer?.trend?.rate).toBeGreaterThan(0);
});

test('one that has fallen at the end, or has been flat, does not', () => {
  expect(reportOf([7, 288, 314, 270, 10]).answer?.trend).toBeUndefined();
  expect(reportOf([6, 32, 42, 52, 59, 62, 62, 62]).answer?.trend).toBeUndefined();
});
