import { copyFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { test } from './harness/contract-test.ts';
import { memwrap, shell } from './harness/program.ts';

const FIXTURES = path.resolve(import.meta.dirname, '../fixtures/import');

const RECORDINGS = [
  ['docker-stats-screen.txt', 'docker stats', 'cgroup'],
  ['docker-stats-podman.json', 'docker stats', 'cgroup'],
  ['kubectl-top-nodes.txt', 'kubectl top', 'working set'],
  ['ps-aux.txt', 'ps', 'rss'],
  ['top.txt', 'top', 'rss'],
  ['pidstat-us.txt', 'pidstat', 'rss'],
  ['sar-ja.txt', 'sar', 'system'],
  ['vmstat.txt', 'vmstat', 'above the least seen'],
  ['free-m.txt', 'free', 'system'],
  ['dstat.csv', 'dstat', 'system'],
  ['nmon.txt', 'nmon', 'system'],
  ['atop-p.txt', 'atop', 'rss'],
  ['collectl-p.txt', 'collectl', 'system'],
] as const;

test('recordings of machine tools are known by their content, and what they measure is named', async ({
  folder,
}) => {
  for (const [name, source, measure] of RECORDINGS) {
    copyFileSync(path.join(FIXTURES, name), path.join(folder, 'data'));
    const { status, out, err } = await memwrap(['report', 'data'], { cwd: folder });
    expect({ name, status, err }).toEqual({ name, status: 0, err: '' });
    const [head = ''] = out.trimStart().split('\n');
    expect(head).toContain(`data (${source})`);
    expect(head).toContain(measure);
  }
});

test('what was recorded without its memory is refused in one line that says what to run', async ({
  folder,
}) => {
  for (const [text, mend] of [
    [
      '21:17:14 UID PID %usr %system %CPU CPU Command\n21:17:15 0 817 2.00 3.00 5.00 0 sh\n',
      'pidstat -r',
    ],
    ['21:17:14 CPU %user %nice %idle\n21:17:15 all 50.00 0.00 50.00\n', 'sar -r'],
    ['"Dstat 0.8.0 CSV output"\n"total cpu usage",,\n"usr","sys"\n1,2\n', 'dstat -tm'],
    ['NAME   CPU %\nweb    0.1%\n', '{{.MemUsage}}'],
    ['  PID TTY          TIME CMD\n    7 pts/0    00:00:00 sh\n', 'ps -o'],
  ] as const) {
    writeFileSync(path.join(folder, 'data'), text);
    const { status, out, err } = await memwrap(['report', 'data'], { cwd: folder });
    expect(out).toBe('');
    expect(status).toBe(125);
    expect(err).toMatch(/^memwrap: data: [^\n]+\n$/);
    expect(err).toContain(mend);
  }
});

test('a loop of ps over a living process is a curve of it, with the times of date', async ({
  folder,
}) => {
  const script =
    'for i in 1 2 3; do date -u; ps -o pid,rss,args -p $$ || exit 77; done > data; exec "$MEMWRAP" report --json data';
  const { status, out } = await shell(script, { cwd: folder });
  if (status === 77) return;
  const report = JSON.parse(out) as { source: string; peak: { bytes: number }; samples: number };
  expect(report.source).toBe('ps');
  expect(report.samples).toBe(3);
  expect(report.peak.bytes).toBeGreaterThan(100_000);
});
