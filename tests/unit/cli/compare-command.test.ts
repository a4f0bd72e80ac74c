import { expect, test } from 'vitest';
import { run } from '../../../src/cli/commands/compare.ts';
import type { StreamRecord } from '../../../src/recording/records.ts';
import { encoded, exampleRecords, temporaryFolder, writeFiles } from '../recording-files.ts';
import { testWorld } from '../world.ts';

/** The example run with its memory times a factor. */
function scaled(factor: number): string {
  return encoded(
    exampleRecords().map((record): StreamRecord => {
      if (record.type === 'end') return { ...record, peak: {} };
      return record.type === 'sample'
        ? { ...record, rss: Math.round((record.rss ?? 0) * factor) }
        : record;
    }),
  );
}

async function compare(...args: string[]) {
  const folder = temporaryFolder();
  writeFiles(folder, {
    'main.jsonl': scaled(1),
    'main-2.jsonl': scaled(1.01),
    'main-3.jsonl': scaled(0.99),
    'worse.jsonl': scaled(1.5),
    'better.jsonl': scaled(0.5),
    'a,b.jsonl': scaled(1),
    'empty.jsonl': '',
    '.memwrap/20260101-000000-job.jsonl': scaled(1),
  });
  const world = testWorld({ cwd: folder });
  const status = await run(args, world);
  return { status, text: world.out() };
}

test('a worse run ends with 122, the same and a better one with 0', async () => {
  const worse = await compare('main.jsonl', 'worse.jsonl');
  expect(worse.status).toBe(122);
  expect(worse.text).toContain('Worse: peak +50.0%');
  expect((await compare('main.jsonl', 'main-2.jsonl')).status).toBe(0);
  const better = await compare('main.jsonl', 'better.jsonl');
  expect(better.status).toBe(0);
  expect(better.text).toContain('Better: peak -50.0%');
});

test('what is allowed can be widened', async () => {
  expect((await compare('main.jsonl', 'worse.jsonl', '--tolerance', '60%')).status).toBe(0);
});

test('the base may be several runs, by commas or by a pattern', async () => {
  const { text } = await compare('main.jsonl,main-2.jsonl,job', 'worse.jsonl');
  expect(text).toContain('3 baseline runs');
  expect(text.split('\n')[0]).toMatch(/3 runs +worse +change$/);
  expect((await compare('main*.jsonl', 'worse.jsonl')).text).toContain('3 baseline runs');
  expect((await compare('main-?.jsonl', 'worse.jsonl')).text).toContain('2 baseline runs');
});

test('a file with a comma in its name is one file', async () => {
  expect((await compare('a,b.jsonl', 'worse.jsonl')).text).toContain('1 baseline run;');
});

test.each([
  [['main.jsonl'], "missing required argument 'new'"],
  [['main.jsonl', 'missing.jsonl'], 'missing.jsonl: there is no such file'],
  [['nothing-*', 'main.jsonl'], 'nothing-*: no file is called like that'],
  [['main.jsonl', 'empty.jsonl'], 'empty.jsonl: is empty, nothing was recorded'],
  [['-', '-'], 'stdin can be read only once'],
  [['main.jsonl', 'worse.jsonl', '--tolerance', '5'], '--tolerance: "5" is not a share'],
  [[',', 'main.jsonl'], 'the name of a run is empty'],
])('%j is a mistake that is explained', async (args, message) => {
  await expect(compare(...args)).rejects.toThrow(message);
});

test('help fits into 80 columns', async () => {
  for (const line of (await compare('--help')).text.split('\n')) {
    expect(line.length).toBeLessThanOrEqual(80);
  }
});

test('a metric that a side lacks is no metric to be the same by, nor is a run without memory', async () => {
  await expect(compare('main.jsonl', 'better.jsonl', '--metric', 'shmem')).rejects.toThrow(
    'shmem was not recorded: this shows rss',
  );
  const folder = temporaryFolder();
  const lines = exampleRecords().filter(({ type }) => type !== 'sample');
  const bare = lines.map((one) => (one.type === 'end' ? { ...one, peak: {} } : one));
  writeFiles(folder, { 'bare.jsonl': encoded(bare), 'main.jsonl': scaled(1) });
  await expect(run(['main.jsonl', 'bare.jsonl'], testWorld({ cwd: folder }))).rejects.toThrow(
    'no memory was recorded, there is nothing to compare',
  );
});
