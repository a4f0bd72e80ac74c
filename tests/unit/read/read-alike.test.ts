import path from 'node:path';
import { expect, test } from 'vitest';
import { run as compare } from '../../../src/cli/commands/compare.ts';
import { readAlike } from '../../../src/read/read-alike.ts';
import type { StreamRecord } from '../../../src/recording/records.ts';
import { encoded, exampleRecords, temporaryFolder, writeFiles } from '../recording-files.ts';
import { testWorld } from '../world.ts';

type Sample = Extract<StreamRecord, { type: 'sample' }>;

/** The example run with other metrics in its samples. */
function recorded(change: (sample: Sample) => Partial<Sample>): string {
  const records = exampleRecords().map((record): StreamRecord => {
    if (record.type === 'end') return { ...record, peak: {} };
    return record.type === 'sample' ? { ...record, procs: 3, ...change(record) } : record;
  });
  return encoded(records);
}

function setUp() {
  const folder = temporaryFolder();
  const files = {
    shared: recorded(({ rss = 0 }) => ({ pss: Math.round(rss / 2) })),
    single: recorded(({ rss = 0 }) => ({ pss: rss, procs: 1 })),
    old: recorded(() => ({})),
    machine: recorded(({ rss = 0 }) => ({ rss: undefined as never, machineUsed: rss })),
  };
  const named = Object.entries(files).map(([name, text]) => [`${name}.jsonl`, text]);
  writeFiles(folder, Object.fromEntries(named));
  const of = (name: string) => ({ label: name, path: path.join(folder, `${name}.jsonl`) });
  return { folder, of };
}

const metrics = (reports: readonly { readonly metric: string }[]) =>
  reports.map(({ metric }) => metric);

test('runs that lead with the same metric are read by it, without a word', async () => {
  const { of } = setUp();
  const { reports, note } = await readAlike([of('shared'), of('shared')], undefined);
  expect([metrics(reports), note]).toEqual([['pss', 'pss'], undefined]);
});

test('else by the best that all have, with their phases and answers, and it is said which', async () => {
  const { of } = setUp();
  const pss = await readAlike([of('shared'), of('single')], undefined);
  expect(metrics(pss.reports)).toEqual(['pss', 'pss']);
  expect(pss.note).toBe(
    'compared by pss, which all have; by itself another metric leads in single',
  );
  const rss = await readAlike([of('shared'), of('old')], undefined);
  expect(metrics(rss.reports)).toEqual(['rss', 'rss']);
  expect(rss.note).toBe('compared by rss, the best that all have: no pss in old');
  for (const report of rss.reports) {
    expect(report.phases.length).toBeGreaterThan(0);
    expect(report.answer).toBeDefined();
  }
});

test('a metric that was asked for and that one does not have is not taken for another', async () => {
  const { of } = setUp();
  const { reports, note } = await readAlike([of('shared'), of('old'), of('old')], 'pss');
  expect(metrics(reports)).toEqual(['rss', 'rss', 'rss']);
  expect(note).toBe('compared by rss, the best that all have: no pss in old, old');
  const none = await readAlike([of('old'), of('old')], 'swap');
  expect(none.note).toBe('compared by rss, the best that all have: no swap in old, old');
});

test('compare says by which metric, in every format, and has phases in it', async () => {
  const { folder } = setUp();
  const world = testWorld({ cwd: folder });
  await compare(['shared.jsonl', 'old.jsonl'], world);
  expect(world.out()).toMatch(/^ +shared +old /);
  expect(world.out()).toMatch(/\n {2}peak rss +120 MiB +120 MiB .*same\n/);
  expect(world.out()).toMatch(/\n {2}phase +growth +growth/);
  expect(world.out()).toContain('warning: compared by rss, the best that all have: no pss in old');
  const json = testWorld({ cwd: folder });
  await compare(['shared.jsonl', 'old.jsonl', '--json'], json);
  expect(JSON.parse(json.out())).toMatchObject({
    metric: 'rss',
    verdict: 'same',
    warnings: ['compared by rss, the best that all have: no pss in old.jsonl'],
  });
});
