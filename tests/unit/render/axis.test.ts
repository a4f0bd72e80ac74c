import { expect, test } from 'vitest';
import type { StartRecord } from '../../../src/recording/records.ts';
import { chartReport } from '../../../src/render/chart-report.ts';
import { markdownReport } from '../../../src/render/markdown.ts';
import { svgChart } from '../../../src/render/svg/svg-chart.ts';
import { reportOf } from '../report-of.ts';

const MIB = 2 ** 20;

/** A climb to 40 MiB over so many units of the axis, in steps. */
function climb(axis: string | undefined, end: number, steps = 40): ReturnType<typeof reportOf> {
  const start: StartRecord = {
    type: 'start',
    time: 0,
    version: 1,
    name: './job',
    source: 'massif',
    measure: 'heap',
    ...(axis !== undefined && { axis }),
  };
  const samples = Array.from({ length: steps + 1 }, (_, i) => ({
    type: 'sample' as const,
    time: (end * i) / steps,
    rss: i * MIB,
  }));
  return reportOf([start, ...samples, { type: 'end', time: end, reason: 'imported' }]);
}

const VIEW = { columns: 80, unicode: false, color: false };
/** Times as reports write them: '4.2s', '12 ms', '1m05s', '0.4 s'. */
const TIME = /\d\s?(?:ms|s)\b|\d[mhd]\d\d[smh]/;

test.each([
  ['instructions', 5_400_000_000, '5.4 G instructions', 'across: instructions, not time'],
  ['bytes', 7 * MIB, '7 MiB allocated', 'across: bytes allocated and freed, not time'],
  ['samples', 40, '41 samples', 'across: numbers of samples, not time'],
])('a report over %s names no time', (axis, end, took, across) => {
  const report = climb(axis, end);
  const text = chartReport(report, VIEW);
  expect(text).toContain(`   ${took}   `);
  expect(text).toContain(across);
  expect(text).toContain('peak 40 MiB heap');
  expect(text).not.toMatch(TIME);
  const markdown = markdownReport(report, VIEW);
  expect(markdown).toContain(`took ${took}`);
  expect(markdown).toContain('peak **40 MiB** `heap`');
  expect(markdown).not.toMatch(TIME);
  const drawn = svgChart(report, VIEW).replace(/<style>.*?<\/style>/s, '');
  expect(drawn).toContain(took);
  expect(drawn.replace(/ [a-z-]+="[^"]*"/g, '')).not.toMatch(TIME);
});

test('a report over time is as it was', () => {
  const text = chartReport(climb(undefined, 5400), VIEW);
  expect(text).toContain('   5.4s   ');
  expect(text).not.toContain('across');
});

test('any other word as an axis is no text of the report', () => {
  const text = chartReport(climb('\u202ex\u001b[2J', 40), VIEW);
  expect(text).toContain('40 units');
});
