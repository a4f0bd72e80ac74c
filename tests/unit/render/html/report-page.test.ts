import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { LogExcerpt } from '../../../../src/analyze/excerpt/log-excerpt.ts';
import type { PageData } from '../../../../src/render/html/page-data.ts';
import { htmlReport } from '../../../../src/render/html/report-page.ts';
import { exampleReport, GIB, MIB } from '../example.ts';

const report = exampleReport(100 * MIB, [
  ['climb', 10_000, GIB],
  ['plateau', 20_000, GIB],
]);

const dataOf = (page: string): PageData =>
  JSON.parse(/<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page)?.[1] ?? '');

function logOf(count: number, length: number): LogExcerpt {
  const lines = Array.from({ length: count }, (_, index) => ({
    ...{ index, time: index * 5, fd: 1, text: 'é'.repeat(length) },
    ...(index % 10 === 0 && { near: true as const }),
  }));
  return { lines, total: count * 100 };
}

test('the answer comes first, before any number', () => {
  const page = htmlReport(report);
  expect(page.indexOf('Start with phase 1')).toBeGreaterThan(0);
  expect(page.indexOf('Start with phase 1')).toBeLessThan(page.indexOf('<table>'));
  expect(page).toContain('<button type="button" class="phase climb" data-phase="0"');
});

test('its policy lets in exactly the script and the style that it has', () => {
  const page = htmlReport(report);
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
  const hash = (text: string): string => createHash('sha256').update(text).digest('base64');
  const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? 'none';
  const script = /<script>([\s\S]*?)<\/script>/.exec(page)?.[1] ?? 'none';
  expect(policy).toContain(`style-src 'sha256-${hash(style)}'`);
  expect(policy).toContain(`script-src 'sha256-${hash(script)}'`);
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe');
});

test('a page too large loses first the lines that are spread over the log', () => {
  const page = htmlReport(report, logOf(2000, 400));
  expect(Buffer.byteLength(page)).toBeLessThanOrEqual(400_000);
  const { log } = dataOf(page);
  const near = log?.lines.filter(([index]) => index % 10 === 0).length ?? 0;
  expect(near / (log?.lines.length ?? 0)).toBeGreaterThan(0.3);
  expect(log?.total).toBe(200_000);
});

test('a short log is whole', () => {
  const { log } = dataOf(htmlReport(report, { ...logOf(120, 30), total: 120 }));
  expect(log?.lines).toHaveLength(120);
});

test('what was recorded is text, wherever it stands', () => {
  const evil = '</script><img src=x onerror=alert(1)>\u202e\0';
  const page = htmlReport(
    {
      ...report,
      ...{
        name: evil,
        command: [evil],
        measure: evil,
        axis: evil,
        notes: [evil],
        warnings: [evil],
      },
      marks: [{ time: 5, msg: evil }],
      lanes: [1, 2].map((count) => ({
        ...{ label: evil, count, pids: [1], peak: GIB },
        series: { times: Float64Array.of(0, 1), values: Float64Array.of(GIB, GIB) },
      })),
    },
    { total: 1, lines: [{ index: 0, time: 0, fd: 2, text: evil }] },
  );
  expect(page).not.toMatch(/<img|[\0\u202e]/);
  expect(page.match(/<\/script>/g)).toHaveLength(2);
  const data = dataOf(page);
  expect(data.log?.lines[0]?.[3]).toMatch(/^<\/script><img src=x onerror=alert\(1\)>/);
  expect(data.lanes).toHaveLength(2);
});

test('without a sample there is no chart, and the page says why', () => {
  const { peak: _, ...rest } = report;
  const page = htmlReport({
    ...rest,
    ...{ samples: 0, phases: [], peaks: {} },
    curve: { times: new Float64Array(0), values: new Float64Array(0) },
  });
  expect(page).toContain('No memory was measured');
  expect(page).not.toContain('id="chart"');
});
