import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { expect } from 'vitest';
import { browserFile, openPage, startBrowser } from './harness/browser.ts';
import { test } from './harness/contract-test.ts';
import { needs } from './harness/needs.ts';
import { memwrap } from './harness/program.ts';

const MIB = 2 ** 20;
const START = 1_780_000_000_000;

/** A run of a minute: 50 MiB, a climb to 250 MiB by 40 lines, a process besides, and an end at 100 MiB. */
function recording(folder: string): string {
  const records: { time: number; [key: string]: unknown }[] = [
    { level: 30, time: START, type: 'start', version: 1, name: 'job', argv: ['job', '$x_{1}'] },
    { level: 30, time: START, type: 'process', event: 'seen', pid: 1, name: 'job' },
    { level: 30, time: START + 9000, type: 'process', event: 'seen', pid: 2, name: 'help "er"' },
  ];
  for (let i = 0; i <= 240; i += 1) {
    const time = START + i * 250 + 0.125;
    const grown = Math.max(0, Math.min(40, Math.floor((i - 80) / 3)));
    const rss = (i < 220 ? 50 + grown * 5 : 100) * MIB;
    const top = [[1, rss - 10 * MIB] as const, ...(i < 40 ? [] : [[2, 10 * MIB] as const])];
    if (i > 80 && i % 3 === 0 && i < 203) {
      records.push({ level: 30, time, type: 'line', fd: 1, msg: `batch ${i} = loaded` });
    }
    const machineUsed = 4096 * MIB + i;
    records.push({ level: 20, time, type: 'sample', rss, machineUsed, procs: 2, top });
  }
  records.push({ level: 30, time: START + 20_000, type: 'mark', msg: 'load', from: 'command' });
  records.push({ level: 30, time: START + 60_001, type: 'end', reason: 'exit', exit: { code: 0 } });
  records.sort((a, b) => a.time - b.time);
  const file = path.join(folder, 'job.jsonl');
  writeFileSync(file, `${records.map((record) => JSON.stringify(record)).join('\n')}\n`);
  return file;
}

async function exported(folder: string, name: string): Promise<string> {
  recording(folder);
  const { status, err } = await memwrap(['export', 'job.jsonl', '-o', name], { cwd: folder });
  expect({ status, err }).toEqual({ status: 0, err: '' });
  return path.join(folder, name);
}

async function reported(folder: string, name: string) {
  const { status, out } = await memwrap(['report', name, '--json'], { cwd: folder });
  expect(status).toBe(0);
  return JSON.parse(out);
}

test.for(['job.csv', 'job.dat', 'copy.jsonl'])(
  '%s is read back with the same peak and length',
  async (name, { folder }) => {
    await exported(folder, name);
    const [ours, back] = [await reported(folder, 'job.jsonl'), await reported(folder, name)];
    expect(Math.abs(back.peak.bytes - ours.peak.bytes)).toBeLessThanOrEqual(1);
    expect(back.duration / ours.duration).toBeCloseTo(1, 2);
    expect(Math.abs(back.start - ours.start)).toBeLessThan(2);
    expect(back.phases).toHaveLength(ours.phases.length);
  },
);

test("Prometheus's own tools take the OpenMetrics text", async ({ folder, skip }) => {
  needs(skip, 'promtool');
  const file = await exported(folder, 'job.om');
  const blocks = await execa(
    'promtool',
    ['tsdb', 'create-blocks-from', 'openmetrics', file, 'db'],
    {
      cwd: folder,
    },
  );
  // 241 samples of three metrics, and those of two groups of processes.
  expect(Number(/s {2,}(\d+) {2,}\d+ {2,}(\d+)/.exec(blocks.stdout)?.[1])).toBeGreaterThan(3 * 241);
  // Its linter reads the older format, whose times are whole milliseconds: it gets each metric once, without a time.
  const once = new Map<string, string>();
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    once.set(line.startsWith('#') ? line : line.replace(/ \S+ \S+$/, ''), line);
  }
  const input = [...once.values()].map((line) =>
    line.startsWith('#') ? line : line.replace(/ [\d.]+$/, ''),
  );
  const linted = await execa('promtool', ['check', 'metrics'], { input: input.join('\n') });
  expect(linted.stdout + linted.stderr).toBe('');
});

test('mprof finds the peak and draws the curve', { timeout: 120_000 }, async ({ folder, skip }) => {
  needs(skip, 'mprof');
  await exported(folder, 'job.dat');
  const peak = await execa('python3-mprof', ['peak', 'job.dat'], { cwd: folder });
  expect(peak.stdout).toContain('250.000 MiB');
  const args = ['plot', '--backend', 'agg', '-o', 'job.png', 'job.dat'];
  await execa('python3-mprof', args, { cwd: folder });
  expect(existsSync(path.join(folder, 'job.png'))).toBe(true);
});

test('a browser draws the SVG in both themes, without anything from elsewhere', {
  timeout: 120_000,
}, async ({ folder, skip }) => {
  if (browserFile() === undefined) skip('needs chromium');
  const file = await exported(folder, 'job.svg');
  const chromium = await startBrowser();
  try {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, complaints } = await openPage(chromium, file, { colorScheme });
      const drawn = await page.evaluate(`({
        role: document.documentElement.getAttribute('role'),
        ground: getComputedStyle(document.querySelector('.ground')).fill,
        ink: getComputedStyle(document.querySelector('text.ink')).fill,
        texts: [...document.querySelectorAll('text')].map((one) => one.textContent),
        outside: [...document.querySelectorAll('text')].filter((one) => {
          const { left, right, bottom } = one.getBoundingClientRect();
          const all = document.documentElement.getBoundingClientRect();
          return left < all.left || right > all.right || bottom > all.bottom;
        }).length,
      })`);
      expect(drawn).toMatchObject({
        role: 'img',
        outside: 0,
        ground: colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(13, 17, 23)',
        ink: colorScheme === 'light' ? 'rgb(31, 35, 40)' : 'rgb(240, 246, 252)',
        texts: expect.arrayContaining(['250 MiB', 'load', '0s', '1m00s']),
      });
      expect(complaints).toEqual([]);
      await page.close();
    }
  } finally {
    await chromium.close();
  }
});

test('nothing raw of a recording reaches a terminal by its text formats', async ({ folder }) => {
  const file = path.join(folder, 'evil.jsonl');
  const evil = '\x1b]0;title\x07\x9b2J\u202e=cmd';
  const records = [
    { level: 30, time: START, type: 'start', version: 1, name: evil, argv: [evil] },
    { level: 30, time: START, type: 'process', event: 'seen', pid: 1, name: evil },
    { level: 20, time: START + 1, type: 'sample', rss: MIB, procs: 1 },
    { level: 30, time: START + 2, type: 'line', fd: 1, msg: evil },
    { level: 30, time: START + 2, type: 'mark', msg: evil, from: 'command' },
    { level: 20, time: START + 900, type: 'sample', rss: 90 * MIB, procs: 1 },
  ];
  writeFileSync(file, `${records.map((record) => JSON.stringify(record)).join('\n')}\n`);
  const ways = [
    ...['csv', 'openmetrics', 'junit', 'trace', 'mprof', 'jsonl', 'md', 'html', 'svg'].map((to) => [
      ...['--to', to],
    ]),
    ...['lines', 'processes', 'phases'].map((table) => ['--to', 'csv', '--table', table]),
  ];
  for (const way of ways) {
    const { status, out } = await memwrap(['export', 'evil.jsonl', ...way], { cwd: folder });
    expect(status).toBe(0);
    expect(out, way.join(' ')).not.toMatch(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/);
  }
});
