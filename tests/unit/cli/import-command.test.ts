import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { run } from '../../../src/cli/commands/import.ts';
import { run as report } from '../../../src/cli/commands/report.ts';
import { encoded, exampleRecords, START, temporaryFolder, writeFiles } from '../recording-files.ts';
import { testWorld } from '../world.ts';

/** An mprof file of 10 s that grows by 10 MiB a second from `from` on, epoch seconds. */
function mprofFile(from = 1_780_000_000): string {
  const rows = Array.from(
    { length: 101 },
    (_, i) => `MEM ${10 + i}.0 ${(from + i / 10).toFixed(4)}`,
  );
  return `CMDLINE python job.py\n${rows.join('\n')}\n`;
}

const stamp = (ms: number): string => new Date(START + ms).toISOString();

const LOG = Array.from({ length: 10 }, (_, i) => `${stamp(i * 1000 + 50)} loaded shard ${i}`).join(
  '\r\n',
);

function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = temporaryFolder();
  writeFiles(folder, files);
  return folder;
}

async function imported(folder: string, ...args: string[]) {
  const world = testWorld({ cwd: folder });
  const status = await run(args, world);
  return { status, text: world.out(), error: world.err() };
}

function records(text: string): Record<string, unknown>[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const typeOf = (one: Record<string, unknown>): unknown => one['type'];

test('a recording is made in the usual folder, named after the file, and reported', async () => {
  const folder = folderWith({ 'data/job.dat': mprofFile() });
  const { status, text } = await imported(folder, 'data/job.dat');
  expect(status).toBe(0);
  expect(text).toMatch(/^python job\.py \(mprof\) {3}10s {3}ended {3}peak 110 MiB rss/);
  const [file = ''] = readdirSync(path.join(folder, '.memwrap')).filter(
    (one) => one !== '.gitignore',
  );
  expect(file).toMatch(/^\d{8}-\d{6}-job\.jsonl$/);
  expect(text.trimEnd().split('\n').at(-1)).toBe(
    `  recorded: ${path.join(folder, '.memwrap', file)}`,
  );
  const world = testWorld({ cwd: folder });
  await report(['job'], world);
  expect(world.out()).toMatch(/^python job\.py \(mprof\) {3}10s {3}ended {3}peak 110 MiB rss/);
});

test('with a log beside it: lines and samples in order of time, the log named', async () => {
  const folder = folderWith({ 'job.dat': mprofFile(), 'job.log': LOG });
  const { text } = await imported(folder, 'job.dat', '--log', 'job.log', '-o', '-');
  const all = records(text);
  expect(all[0]).toMatchObject({ type: 'start', streams: { 3: 'job.log' } });
  expect(all.filter((one) => typeOf(one) === 'line')).toHaveLength(10);
  expect(all.find((one) => typeOf(one) === 'line')).toEqual({
    level: 30,
    time: START + 50,
    type: 'line',
    fd: 3,
    msg: 'loaded shard 0',
  });
  const times = all.map(({ time }) => Number(time));
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(typeOf(all.at(-1) ?? {})).toBe('end');
});

test('the owner of the growth is a line of the log', async () => {
  const folder = folderWith({ 'job.dat': mprofFile(), 'job.log': LOG });
  const { text } = await imported(folder, 'job.dat', '--log', 'job.log');
  expect(text).toContain('“loaded shard <n>”: 10 lines');
});

test('two logs are two streams; lines without a stamp continue the one before', async () => {
  const other = `${stamp(2500)} error\n  at line 1\n  at line 2\n${stamp(2600)} on\n`;
  const folder = folderWith({ 'job.dat': mprofFile(), 'a.log': LOG, 'b.log': other });
  const { text } = await imported(folder, 'job.dat', '--log=a.log', '--log=b.log', '-o', '-');
  const all = records(text);
  expect(all[0]).toMatchObject({ streams: { 3: 'a.log', 4: 'b.log' } });
  expect(
    all.filter(({ fd }) => fd === 4).map(({ time, msg }) => [Number(time) - START, msg]),
  ).toEqual([
    [2500, 'error'],
    [2500, '  at line 1'],
    [2500, '  at line 2'],
    [2600, 'on'],
  ]);
});

test('lines of another time are left out and counted', async () => {
  const log = `${stamp(-60_000)} early\n${stamp(1001)} in\n${stamp(60_000)} late\n`;
  const folder = folderWith({ 'job.dat': mprofFile(), 'job.log': log });
  const { text } = await imported(folder, 'job.dat', '--log', 'job.log', '-o', '-');
  const all = records(text);
  expect(all.filter(({ fd }) => fd === 3)).toHaveLength(1);
  expect(all.at(-1)?.['notes']).toEqual([
    'job.log: 1 line laid beside, left out: 1 from before the recording, 1 from after it.',
  ]);
});

test('a log of another day is told, and the memory reported all the same', async () => {
  const folder = folderWith({ 'job.dat': mprofFile(), 'job.log': `${stamp(-90_000_000)} early\n` });
  const { text } = await imported(folder, 'job.dat', '--log', 'job.log');
  expect(text.replace(/\s+/g, ' ')).toContain(
    "job.log: no line of it is from the memory's time: it is 1d01h away",
  );
});

test('a log is laid beside a recording of memwrap too, by report', async () => {
  const folder = folderWith({ 'run.jsonl': encoded(exampleRecords()), 'job.log': LOG });
  const world = testWorld({ cwd: folder });
  await report(['run.jsonl', '--log', 'job.log', '--json'], world);
  expect(JSON.parse(world.out())).toMatchObject({ lines: 20 });
});

test('a compressed log is read', async () => {
  const folder = folderWith({ 'job.dat': mprofFile(), 'job.log.gz': gzipSync(LOG) });
  const { text } = await imported(folder, 'job.dat', '--log', 'job.log.gz', '-o', '-');
  expect(records(text).filter(({ fd }) => fd === 3)).toHaveLength(10);
});

test('an import of our own recording with a log is a recording of both', async () => {
  const folder = folderWith({ 'run.jsonl': encoded(exampleRecords()), 'job.log': LOG });
  const { text } = await imported(folder, 'run.jsonl', '--log', 'job.log', '-o', '-');
  const lines = records(text).filter((one) => typeOf(one) === 'line');
  expect(lines.map(({ fd, msg }) => [fd, msg]).slice(0, 2)).toEqual([
    [3, 'loaded shard 0'],
    [1, 'step 0 of 9'],
  ]);
});

test('of several runs the last is recorded, or the one asked for; a log is laid beside that one', async () => {
  const folder = folderWith({
    'job.dat': `${mprofFile(1_770_000_000)}${mprofFile()}`,
    'job.log': LOG,
  });
  const { text } = await imported(folder, 'job.dat', '--log', 'job.log', '-o', 'out.jsonl');
  expect(text).toContain('10 lines');
  const all = records(readFileSync(path.join(folder, 'out.jsonl'), 'utf8'));
  expect(all.filter((one) => typeOf(one) === 'start')).toHaveLength(1);
  expect(all[0]).toMatchObject({ time: START });
  const first = await imported(folder, 'job.dat', '--run', '1', '-o', '-');
  expect(records(first.text)[0]).toMatchObject({ time: 1_770_000_000_000 });
});

test('what cannot be done is told in one line', async () => {
  const folder = folderWith({
    'job.dat': mprofFile(),
    'plain.log': 'loading\ndone\n',
    'none.txt': 'hello\n',
    'there.jsonl': '',
  });
  await expect(imported(folder, 'job.dat', '--log', 'plain.log')).rejects.toThrow(
    '--log plain.log: has no line with a time that memwrap can read',
  );
  await expect(imported(folder, 'job.dat', '--log', 'gone.log')).rejects.toThrow(
    '--log gone.log: there is no such file',
  );
  await expect(imported(folder, 'job.dat', '--log-offset', '90')).rejects.toThrow('has no unit');
  await expect(imported(folder, 'job.dat', '--zone', 'Mars', '--log', 'plain.log')).rejects.toThrow(
    '--zone: "Mars" is no zone',
  );
  await expect(imported(folder, 'job.dat', '-o', 'there.jsonl')).rejects.toThrow(
    'there is such a file already',
  );
  await expect(imported(folder, '-', '--log', 'plain.log')).rejects.toThrow(
    '--log needs the memory in a file',
  );
  await expect(imported(folder, 'none.txt')).rejects.toThrow('none.txt: is not a recording');
  expect(existsSync(path.join(folder, '.memwrap'))).toBe(false);
});
