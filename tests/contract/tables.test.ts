import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect } from 'vitest';
import { test } from './harness/contract-test.ts';
import { memwrap } from './harness/program.ts';

const MIB = 2 ** 20;

/** A table of RSS that climbs to `top` MiB, a row a second. */
function write(folder: string, name: string, top: number): string {
  const file = path.join(folder, name);
  const rows = Array.from(
    { length: 60 },
    (_, i) =>
      `2024-11-23 18:35:${String(i).padStart(2, '0')},${(100 + ((top - 100) * i) / 59).toFixed(3)}\n`,
  );
  writeFileSync(file, `time,rss_mib\n${rows.join('')}`);
  return file;
}

describe('a CSV of memory over time', () => {
  test('is reported', async ({ folder }) => {
    const file = write(folder, 'mem.csv', 700);
    const { status, out } = await memwrap(['report', '--json', file], { cwd: folder });
    expect(status).toBe(0);
    const report = JSON.parse(out);
    expect(report.peak.bytes).toBe(700 * MIB);
    expect(report).toMatchObject({ name: 'mem', source: 'csv', duration: 59_000, finished: true });
  });

  test('is compared', async ({ folder }) => {
    const [base, next] = [write(folder, 'a.csv', 400), write(folder, 'b.csv', 700)];
    expect((await memwrap(['compare', base, next], { cwd: folder })).status).toBe(122);
    expect((await memwrap(['compare', next, base], { cwd: folder })).status).toBe(0);
  });

  test('is held to limits and to a baseline', async ({ folder }) => {
    const [base, next] = [write(folder, 'a.csv', 400), write(folder, 'b.csv', 700)];
    expect((await memwrap(['check', next, '--max-rss', '500MiB'], { cwd: folder })).status).toBe(
      122,
    );
    expect((await memwrap(['check', next, '--max-rss', '800MiB'], { cwd: folder })).status).toBe(0);
    expect((await memwrap(['check', next, '--baseline', base], { cwd: folder })).status).toBe(122);
  });

  test('of the machine alone is no pass of a ceiling', async ({ folder }) => {
    const file = path.join(folder, 'free.csv');
    writeFileSync(
      file,
      `time,total,used,free\n${'1,16000,2000,9\n2,16000,3000,9\n3,16000,4000,9\n'}`,
    );
    const { status, err } = await memwrap(['check', file, '--max-rss', '500MiB'], { cwd: folder });
    expect(status).toBe(122);
    expect(err).toContain('--max-rss is not judged');
  });

  test('whose unit is not known is refused, and what to write works', async ({ folder }) => {
    const file = path.join(folder, 'mem.csv');
    writeFileSync(file, 'time,ram\n0,37\n1,38\n2,41\n3,40\n');
    for (const command of [['report'], ['check', '--max-rss', '50MiB'], ['compare', file]]) {
      const [name = '', ...more] = command;
      const asked = await memwrap([name, ...more, file], { cwd: folder });
      expect(asked.status).toBe(125);
      expect(asked.err).toContain('--unit MiB');
      expect((await memwrap([name, ...more, file, '--unit', 'MiB'], { cwd: folder })).status).toBe(
        0,
      );
    }
  });

  test('has no log', async ({ folder }) => {
    const { status, err } = await memwrap(['log', write(folder, 'mem.csv', 700)], { cwd: folder });
    expect(status).toBe(125);
    expect(err).toMatch(/holds no log lines/);
  });
});
