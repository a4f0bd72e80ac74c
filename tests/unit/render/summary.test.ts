import { expect, test } from 'vitest';
import { summaryLines } from '../../../src/render/summary.ts';
import { exampleReport, GIB, MIB, TRAINING } from './example.ts';

const VIEW = { columns: 80, color: false, unicode: true };

test('the summary of a run is its curve, peak, duration and end, and where the growth was', () => {
  expect(summaryLines(TRAINING, VIEW)).toEqual([
    'memwrap  ▆▆▆▆▇▇▇▇▇▇▇█████████  peak 6.35 GiB rss  2d14h  exit 0',
    '         68% of the growth in the first 4m12s   (details: memwrap report)',
  ]);
});

test('without UTF-8 the curve is drawn in ASCII', () => {
  expect(summaryLines(TRAINING, { ...VIEW, unicode: false })[0]).toMatch(
    /^memwrap {2}[_.:=+*#-]{20} {2}peak/,
  );
});

test('a narrow terminal keeps the peak and the exit', () => {
  expect(summaryLines(TRAINING, { ...VIEW, columns: 40 })).toEqual([
    'memwrap  ▇▇██  peak 6.35 GiB rss  exit 0',
    '  68% of the growth in the first 4m12s',
  ]);
});

test('a run that grew at its end says so', () => {
  const report = exampleReport(50 * MIB, [
    ['plateau', 60_000, 50 * MIB],
    ['rise', 65_000, 900 * MIB],
  ]);
  expect(summaryLines(report, VIEW)[1]).toContain('100% of the growth in the last 5s');
});

test('a run that grew in the middle says when', () => {
  const report = exampleReport(50 * MIB, [
    ['plateau', 60_000, 50 * MIB],
    ['rise', 65_000, 900 * MIB],
    ['plateau', 100_000, 900 * MIB],
  ]);
  expect(summaryLines(report, VIEW)[1]).toContain('100% of the growth in 5s from 1m00s on');
});

test('a run that grew from start to end says how much', () => {
  const report = exampleReport(50 * MIB, [['climb', 60_000, 150 * MIB]]);
  expect(summaryLines(report, VIEW)[1]).toContain('grew all the way: +100 MiB');
});

test('a run without growth says so', () => {
  const report = exampleReport(52 * MIB, [['plateau', 60_000, 50 * MIB]]);
  expect(summaryLines(report, VIEW)[1]).toContain('no growth; it moved within 2 MiB');
});

test('where pages are shared PSS leads and the RSS sum is named', () => {
  const report = exampleReport(200 * MIB, [['plateau', 5000, 207 * MIB]], {
    metric: 'pss',
    peak: { bytes: 207 * MIB, time: 5000, metric: 'pss' },
    peaks: { pss: 207 * MIB, rss: 1237 * MIB },
    shared: true,
  });
  expect(summaryLines(report, VIEW)[0]).toBe(
    'memwrap  ████  peak 207 MiB pss (pages are shared; rss sum 1.21 GiB)  5s  exit 0',
  );
});

test('a peak between two samples is shown as a bound', () => {
  const report = exampleReport(10 * MIB, [['plateau', 5000, 10 * MIB]], {
    peak: { bytes: 10 * MIB, time: 0, bound: 250 * MIB, metric: 'rss' },
  });
  expect(summaryLines(report, VIEW)[0]).toContain('peak 10 MiB rss seen (250 MiB at most)');
});

test('a run too short to measure has one line', () => {
  const report = exampleReport(0, [], {
    duration: 3,
    samples: 0,
    peaks: {},
    exit: { code: 1 },
    status: 1,
  });
  const { peak: _, ...withoutPeak } = report;
  expect(summaryLines(withoutPeak, VIEW)).toEqual(['memwrap  too short to measure  3 ms  exit 1']);
});

test('a signal is named, the ceiling by its status', () => {
  const killed = exampleReport(GIB, [['plateau', 5000, GIB]], {
    exit: { signal: 'SIGKILL' },
    status: 137,
  });
  expect(summaryLines(killed, VIEW)[0]).toMatch(/SIGKILL$/);
  const broken = exampleReport(GIB, [['plateau', 5000, GIB]], { exit: { code: 0 }, status: 122 });
  expect(summaryLines(broken, VIEW)[0]).toMatch(/exit 122$/);
  const invented = exampleReport(GIB, [['plateau', 5000, GIB]], {
    exit: { signal: '\x1b[2J' },
    status: 137,
  });
  expect(summaryLines(invented, VIEW)[0]).toMatch(/a signal$/);
});
