import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../../../src/cli/commands/export.ts';
import { encoded, exampleRecords, START, temporaryFolder, writeFiles } from '../recording-files.ts';
import { testWorld } from '../world.ts';

const RECORDING = encoded(exampleRecords());
const MIB = 2 ** 20;

/** A recording of another tool: two samples half a second apart. */
const FOREIGN = [
  '{"format":"phases-recording/1","name":"theirs","wall0":1780000000}',
  '{"t":0,"rss":1048576}',
  '{"t":0.5,"stream":"stderr","line":"oops"}',
  '{"t":1,"rss":3145728}',
].join('\n');

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  writeFiles(folder, files);
  return folder;
}

async function exporting(folder: string, ...args: string[]) {
  const world = testWorld({ cwd: folder });
  const status = await run(args, world);
  return { status, out: world.out(), err: world.err() };
}

test('a run goes to stdout in the format that is named', async () => {
  const folder = folderWith({ 'job.jsonl': RECORDING });
  const { status, out, err } = await exporting(folder, 'job.jsonl', '--to', 'csv');
  expect({ status, err }).toEqual({ status: 0, err: '' });
  const rows = out.trimEnd().split('\r\n');
  expect(rows).toHaveLength(102);
  expect(rows.at(-1)).toContain(`,10000,${120 * MIB},`);
});

test('the name of the file tells the format', async () => {
  const folder = folderWith({ 'job.jsonl': RECORDING });
  const begins = {
    'a.csv': 'time,',
    'a.om': '# TYPE ',
    'a.xml': '<?xml ',
    'a.trace.json': '{"traceEvents":[',
    'a.dat': 'CMDLINE ',
    'a.jsonl': '{"level":30,',
    'a.md': '### ',
    'a.svg': '<svg ',
  };
  for (const [file, begin] of Object.entries(begins)) {
    expect(await exporting(folder, 'job.jsonl', '-o', file)).toEqual({
      ...{ status: 0, out: '', err: '' },
    });
    expect(readFileSync(path.join(folder, file), 'utf8').slice(0, begin.length)).toBe(begin);
  }
  await expect(exporting(folder, 'job.jsonl', '-o', 'a.xyz')).rejects.toMatchObject({
    message: 'a.xyz: its name tells no format',
    hint: expect.stringContaining('csv, openmetrics, '),
  });
  await expect(exporting(folder, 'job.jsonl')).rejects.toMatchObject({
    message: '--to is missing',
  });
});

test('no file is lost: an existing one is kept without --force, the recording itself always', async () => {
  const folder = folderWith({ 'job.jsonl': RECORDING, 'a.csv': 'mine' });
  await expect(exporting(folder, 'job.jsonl', '-o', 'a.csv')).rejects.toMatchObject({
    message: '--output: a.csv: there is such a file already',
    hint: '--force overwrites it',
  });
  expect(readFileSync(path.join(folder, 'a.csv'), 'utf8')).toBe('mine');
  expect((await exporting(folder, 'job.jsonl', '-o', 'a.csv', '--force')).status).toBe(0);
  expect(readFileSync(path.join(folder, 'a.csv'), 'utf8')).toMatch(/^time,/);
  await expect(
    exporting(folder, 'job.jsonl', '-o', './job.jsonl', '--force'),
  ).rejects.toMatchObject({ message: '--output: ./job.jsonl: is the file that is exported' });
  expect(readFileSync(path.join(folder, 'job.jsonl'), 'utf8')).toBe(RECORDING);
});

test('what fails leaves no half file behind', async () => {
  const folder = folderWith({ 'no.jsonl': 'hello\nworld\n' });
  await expect(exporting(folder, 'no.jsonl', '-o', 'a.csv')).rejects.toMatchObject({
    message: expect.stringMatching(/^no\.jsonl: is not a recording/),
  });
  expect(existsSync(path.join(folder, 'a.csv'))).toBe(false);
  await expect(exporting(folder, 'gone.jsonl', '-o', 'a.csv')).rejects.toThrow('no such file');
  expect(existsSync(path.join(folder, 'a.csv'))).toBe(false);
  await expect(exporting(folder, 'no.jsonl', '-o', 'x/a.csv')).rejects.toMatchObject({
    message: '--output: x/a.csv: there is no such folder',
  });
});

test('only a csv has tables', async () => {
  const folder = folderWith({ 'job.jsonl': RECORDING });
  const { out } = await exporting(folder, 'job.jsonl', '--to', 'csv', '--table', 'lines');
  expect(out.split('\r\n')[1]).toMatch(/,500,stdout,\d+,step 0 of 9$/);
  await expect(
    exporting(folder, 'job.jsonl', '--to', 'svg', '--table', 'lines'),
  ).rejects.toMatchObject({ message: '--table: svg is not made of tables' });
});

test("another tool's file is exported like ours, and becomes one of ours", async () => {
  const folder = folderWith({ theirs: FOREIGN });
  const { out, err } = await exporting(folder, 'theirs', '--to', 'csv');
  expect(out.split('\r\n').slice(1, 3)).toEqual([
    expect.stringMatching(/^2026-05-28T20:26:40\.000Z,0,1048576,/),
    expect.stringMatching(/^2026-05-28T20:26:41\.000Z,1000,3145728,/),
  ]);
  expect(err).toBe('');
  await exporting(folder, 'theirs', '-o', 'ours.jsonl');
  const ours = await exporting(folder, 'ours.jsonl', '--to', 'csv');
  expect(ours.out).toBe(out);
  const lines = readFileSync(path.join(folder, 'ours.jsonl'), 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line).type)).toEqual([
    ...['start', 'sample', 'line', 'sample', 'end'],
  ]);
});

test('what could not be read is said on stderr', async () => {
  const folder = folderWith({ 'torn.jsonl': RECORDING.slice(0, -30) });
  const { status, err } = await exporting(folder, 'torn.jsonl', '--to', 'csv');
  expect({ status, err }).toEqual({
    status: 0,
    err: 'memwrap: torn.jsonl: the last line was cut off and left out\n',
  });
});

test('nothing more is read once nobody reads the output', async () => {
  const records = exampleRecords();
  const many = encoded(
    Array.from({ length: 40_000 }, (_, i) => ({
      ...({ type: 'sample', time: START + i, rss: i * 4096 } as const),
    })),
  );
  const folder = folderWith({ 'job.jsonl': encoded(records.slice(0, 1)) + many });
  const world = testWorld({ cwd: folder, closedAfter: 2 });
  expect(await run(['job.jsonl', '--to', 'csv'], world)).toBe(0);
  expect(world.err()).toBe('');
  expect(world.out().length).toBeLessThan(1_500_000);
});
