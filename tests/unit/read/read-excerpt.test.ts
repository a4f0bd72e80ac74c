import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readExcerpted } from '../../../src/read/read-excerpt.ts';

const START = 1_780_000_000_000;
const MIB = 2 ** 20;
const ALONE = { logs: { files: [] }, cwd: '/' };
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'memwrap-excerpt-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A file with these records, as a recording. */
function recordingOf(records: readonly object[]): { label: string; path: string } {
  const file = path.join(folder, 'x.jsonl');
  writeFileSync(file, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  return { label: 'x.jsonl', path: file };
}

const start = { type: 'start', time: START, version: 1, name: 'x', argv: ['x'] };
const sample = (at: number, mib: number) => ({
  ...{ type: 'sample', time: START + at, rss: mib * MIB },
});

test('what is around a mark and around the growth is kept of a long log', async () => {
  const records: object[] = [start];
  for (let i = 0; i < 30_000; i++) {
    if (i % 10 === 0) records.push(sample(i * 10, i < 20_003 ? 50 : 400));
    const msg = i === 20_000 ? 'opening the archive' : `tick ${i}`;
    records.push({ type: 'line', time: START + i * 10 + 1, fd: 1, msg });
    if (i === 12_345) {
      records.push({ type: 'mark', time: START + i * 10 + 2, msg: 'here', from: 'command' });
    }
  }
  const { report, log } = await readExcerpted(recordingOf(records), ALONE);
  expect(report.lines).toBe(30_000);
  expect(log?.total).toBe(30_000);
  expect(log?.lines.length).toBeLessThan(2000);
  const texts = log?.lines.map(({ text }) => text);
  expect(texts).toEqual(
    expect.arrayContaining(['opening the archive', 'tick 12345', 'tick 12346', 'tick 29999']),
  );
});

test('without lines there is no log', async () => {
  const { log } = await readExcerpted(recordingOf([start, sample(0, 1), sample(9, 2)]), ALONE);
  expect(log).toBeUndefined();
});

test('a recording that was imported once is read back as well', async () => {
  const imported = { ...start, source: 'mprof' };
  const line = { type: 'line', time: START + 4, fd: 1, msg: 'hello' };
  const { log } = await readExcerpted(
    recordingOf([imported, sample(0, 1), line, sample(9, 2)]),
    ALONE,
  );
  expect(log?.lines).toMatchObject([{ text: 'hello', time: 4 }]);
});
