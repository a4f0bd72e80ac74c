import { readFileSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Report } from '../../../src/analyze/report/types.ts';
import type { ImportOptions } from '../../../src/formats/import/importer.ts';
import { readForeign } from '../../../src/read/read-foreign.ts';
import { readReport } from '../../../src/read/read-report.ts';
import { UsableRecords } from '../../../src/read/usable-records.ts';
import type { StreamRecord } from '../../../src/recording/records.ts';
import { temporaryFolder, writeFiles } from '../recording-files.ts';

/** A collection of Go's trace: number, seconds, MB. */
const collection = (n: number, seconds: number, mb: number): string =>
  `gc ${n} @${seconds.toFixed(3)}s 0%: 0.1+0.1+0.1 ms clock, 0.1+0.1/0.1/0.1+0.1 ms cpu, ${mb}->${mb}->1 MB, 4 MB goal, 2 P`;
const TWO_RUNS = [
  collection(1, 1, 10),
  collection(2, 9, 20),
  collection(1, 1, 5),
  collection(2, 3, 7),
].join('\n');
const MIB = 2 ** 20;

async function reported(
  content: string | Uint8Array,
  { name = 'gc.log', ...given }: ImportOptions & { readonly name?: string } = {},
  watch?: (record: StreamRecord) => void,
): Promise<Report> {
  const folder = temporaryFolder();
  writeFiles(folder, { [name]: content });
  return readReport({ label: name, path: path.join(folder, name) }, undefined, watch, undefined, {
    given,
  });
}

test('of several runs the last is told, and how to see another', async () => {
  const report = await reported(TWO_RUNS);
  expect(report.peak?.bytes).toBe(7 * MIB);
  expect(report.notes?.[0]).toBe(
    'The file holds 2 runs; this is the last (--run 1 shows the first).',
  );
  expect(report).toMatchObject({ name: 'gc', source: 'Go gctrace', measure: 'heap' });
});

test('--run tells the one that is asked for', async () => {
  const report = await reported(TWO_RUNS, { run: 1 });
  expect(report.peak?.bytes).toBe(20 * MIB);
  expect(report.duration).toBeCloseTo(8000.3, 3);
  await expect(reported(TWO_RUNS, { run: 3 })).rejects.toThrow('gc.log: --run 3: it holds 2 runs');
});

test('a run that holds no sample is none', async () => {
  const head = '{"format":"phases-recording/1","name":"one"}\n{"t":0,"rss":4096}\n';
  const report = await reported(`${collection(1, 1, 10)}\n`);
  expect(report.notes?.join(' ')).not.toContain('runs');
  await expect(reported(head.split('\n')[0] ?? '')).rejects.toThrow('holds no sample');
});

test('samples far apart are told to be a lower bound, events of a log are not', async () => {
  const rows = [0, 60, 120].map(
    (seconds) => `{"uptime":${seconds},"rss":${50 * MIB},"heapUsed":${MIB}}`,
  );
  const sampled = await reported(rows.join('\n'));
  expect(sampled.notes).toContain('Sampled every 1m00s: the true peak may be higher.');
  const events = await reported([1, 2, 3, 4].map((n) => collection(n, 60 * n, n)).join('\n'));
  expect(events.notes?.join(' ')).not.toContain('Sampled');
});

test('a compressed file, a byte order mark and UTF-16 are read', async () => {
  const rows = [0, 1]
    .map((seconds) => `{"uptime":${seconds},"rss":${50 * MIB},"heapUsed":${MIB}}`)
    .join('\r\n');
  for (const content of [
    gzipSync(rows),
    `\ufeff${rows}`,
    Buffer.from(`\ufeff${rows}`, 'utf16le'),
    Buffer.from(rows, 'utf16le'),
  ]) {
    expect(await reported(content)).toMatchObject({ samples: 2, duration: 1000 });
  }
});

test('a text in another encoding says which one was assumed', async () => {
  const word = Buffer.from([0xcf, 0xe0, 0xec, 0xff, 0xf2, 0xfc, 0x0a]);
  const report = await reported(Buffer.concat([word, Buffer.from(collection(1, 1, 10))]));
  expect(report.notes?.join(' ')).toContain('read as windows-1251');
});

test('the line that tells the format may stand far from both ends', async () => {
  const filler = 'nothing to see here\n'.repeat(10_000);
  const report = await reported(`${filler}${collection(1, 1, 10)}\n${filler}`);
  expect(report.source).toBe('Go gctrace');
});

test('of a pipe only the beginning is known', async () => {
  const bytes = Buffer.from(TWO_RUNS);
  const found = await readForeign({ label: 'stdin' }, bytes, [
    bytes.subarray(0, 100),
    bytes.subarray(100),
  ]);
  expect(found).toMatchObject({ kind: 'run', report: { samples: 4 } });
});

test('times that run backwards are counted, and never make a time that is none', async () => {
  const rows = [10, 20, 5, 30].map(
    (seconds) => `{"uptime":${seconds},"rss":${50 * MIB},"heapUsed":${MIB}}`,
  );
  const report = await reported(rows.join('\n'));
  expect(report.duration).toBe(20_000);
  expect(report.notes?.join(' ')).toContain('times run backwards once');
});

test('an error of an importer names the file', async () => {
  await expect(reported('[0.010s][info][gc] Using G1\n')).rejects.toThrow(
    /^gc\.log: the log names no heap sizes/,
  );
});

test('a file that nobody knows says what is read and where that is listed', async () => {
  const error = await reported('what\nis\nthis\n').catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    message: 'gc.log: is not a recording, neither of memwrap nor of a tool whose files it reads',
    hint: expect.stringContaining('docs/import.md'),
  });
});

test('a file may be larger than 4 GiB', async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'sparse.log');
  writeFiles(folder, { 'sparse.log': 'x\n' });
  // It takes no room: all of it is a hole.
  truncateSync(file, 5 * 2 ** 30);
  await expect(readReport({ label: 'sparse.log', path: file })).rejects.toThrow(
    'is not a recording',
  );
});

test('a file of zeros is not searched to its end', async () => {
  await expect(reported(Buffer.alloc(3 * MIB))).rejects.toThrow('is not a recording');
});

test("another program's log of pino may hold the memory of Node", async () => {
  const row = `{"level":30,"time":1700000000000,"pid":1,"rss":${50 * MIB},"heapUsed":${MIB}}`;
  expect(await reported(row)).toMatchObject({ source: 'process.memoryUsage()', samples: 1 });
});

test('whoever watches gets each run from its start record on, an end record last', async () => {
  const types: string[] = [];
  await reported(TWO_RUNS, {}, ({ type }) => void types.push(type));
  expect(types.filter((type) => type !== 'sample')).toEqual(['start', 'start', 'end']);
});

test('a file is known by its content, whatever its name says', async () => {
  const bytes = readFileSync(new URL('../../fixtures/import/gctrace.log', import.meta.url));
  expect(await reported(bytes, { name: 'whatever.csv' })).toMatchObject({ source: 'Go gctrace' });
});

test('times that stand still give no slope', async () => {
  const rows = Array.from(
    { length: 40 },
    (_, i) => `{"uptime":7,"rss":${(50 + 10 * i) * MIB},"heapUsed":${MIB}}`,
  );
  const { answer } = await reported(rows.join('\n'));
  expect(answer?.trend?.rate ?? 0).toSatisfy(Number.isFinite);
});

test('a figure of a task that cannot be is absent, and counted', () => {
  const usable = new UsableRecords(() => undefined);
  const task = {
    name: 'a',
    measure: 'cgroup',
    peak: Number.POSITIVE_INFINITY,
    duration: -1,
    start: 5,
  };
  expect(usable.task(task)).toEqual({ name: 'a', measure: 'cgroup', start: 5 });
  expect(usable.task({ name: 'b', measure: 'cgroup', peak: 7 })).toMatchObject({ peak: 7 });
  expect(usable.notes.join(' ')).toContain('1 task has a figure that cannot be');
});

test('sizes that cannot be are left out and counted, a run without any is none', () => {
  const kept: string[] = [];
  const usable = new UsableRecords(({ type }) => void kept.push(type));
  const start = { type: 'start', time: 0, version: 1, name: 'x' } as const;
  usable.add(start);
  for (const rss of [-1, Number.NaN, 1e300]) usable.add({ type: 'sample', time: 1, rss });
  usable.add({ type: 'sample', time: Number.NaN, rss: 1 });
  expect(kept).toEqual([]);
  usable.add(start);
  usable.add({ type: 'sample', time: 1, rss: 1 });
  expect(kept).toEqual(['start', 'sample']);
  expect(usable.notes).toEqual(['4 samples without a time or a size that can be were left out.']);
});

test('what a file calls its columns makes no error longer than a few lines', async () => {
  const names = Array.from({ length: 12 }, (_, i) => `${'n'.repeat(300)}${i}`);
  const error = await reported(`${names.join(',')}\n`, { name: 'a.csv' }).catch(
    (thrown: Error) => thrown,
  );
  expect((error as Error).message.length).toBeLessThan(500);
});
