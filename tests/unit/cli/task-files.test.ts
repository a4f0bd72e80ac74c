import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { run as check } from '../../../src/cli/commands/check.ts';
import { run as compare } from '../../../src/cli/commands/compare.ts';
import { run as report } from '../../../src/cli/commands/report.ts';
import type { Subcommand } from '../../../src/host/world.ts';
import type { StreamRecord } from '../../../src/recording/records.ts';
import { encoded, exampleRecords, temporaryFolder, writeFiles } from '../recording-files.ts';
import { testWorld } from '../world.ts';

const FIXTURES = path.resolve(import.meta.dirname, '../../fixtures/import');
const fixture = (name: string): string => readFileSync(path.join(FIXTURES, name), 'utf8');
const MIB = 2 ** 20;

/** A run that peaks at so many MiB, in one process. */
function runOf(mib: number): string {
  const records = exampleRecords().flatMap((record): StreamRecord[] => {
    if (record.type === 'end') return [{ ...record, peak: {} }];
    return [record.type === 'sample' ? { ...record, rss: mib * MIB } : record];
  });
  return encoded(records);
}

const block = (name: string, mib: number): string =>
  `\tCommand being timed: "${name}"\n\tMaximum resident set size (kbytes): ${mib * 1024}\n`;

const benchmark = (mib: number): string => `s\th:m:s\tmax_rss\tmax_vms\n1.0\t0:00:01\t${mib}\t1\n`;

async function on(command: Subcommand, ...args: string[]) {
  const folder = temporaryFolder();
  writeFiles(folder, {
    'trace.txt': fixture('nextflow.txt'),
    'larger.txt': fixture('nextflow.txt').replace('4.1 GB', '5.6 GB'),
    'time.txt': block('a', 100) + block('b', 300),
    'time-2.txt': block('a', 100) + block('b', 200),
    'runexec.txt': fixture('runexec.txt'),
    'seff.txt': fixture('seff.txt'),
    'bench.tsv': benchmark(400),
    'run.jsonl': runOf(400),
    'large.jsonl': runOf(600),
  });
  const world = testWorld({ cwd: folder });
  const status = await command(args, world);
  return { status, out: world.out(), err: world.err() };
}

test('report shows a file of tasks as a table, in each format', async () => {
  const { status, out } = await on(report, 'trace.txt');
  expect(status).toBe(0);
  expect(out).toMatch(/^trace: 4 tasks \(nextflow\), the largest 4\.1 GiB/);
  expect(JSON.parse((await on(report, 'trace.txt', '--json')).out)).toMatchObject({
    kind: 'tasks',
    format: 'nextflow',
    largest: { name: 'INDEX (genome.fa)' },
  });
  expect((await on(report, 'trace.txt', '--md')).out).toContain('| task | peak | took |');
});

test('--series chooses tasks by their names', async () => {
  const { out } = await on(report, 'trace.txt', '--series', 'ALIGN', '--json');
  expect(JSON.parse(out).tasks).toHaveLength(2);
  await expect(on(report, 'trace.txt', '--series', 'nobody')).rejects.toThrow(
    'trace.txt: --series: no task is called like that',
  );
});

test('what only a run has is refused, not passed over', async () => {
  await expect(on(report, 'trace.txt', '--metric', 'pss')).rejects.toThrow('one size a task');
  await expect(on(report, 'trace.txt', '--phase', '2')).rejects.toThrow('there is no phase 2');
  await expect(on(report, 'trace.txt', '--log', 'time.txt')).rejects.toThrow('no curve');
});

test('compare: 122 where a task is worse, 0 else', async () => {
  expect((await on(compare, 'trace.txt', 'larger.txt')).status).toBe(122);
  expect((await on(compare, 'larger.txt', 'trace.txt')).status).toBe(0);
  const same = await on(compare, 'trace.txt', 'trace.txt', '--json');
  expect(same.status).toBe(0);
  expect(JSON.parse(same.out)).toMatchObject({ kind: 'tasks', verdict: 'same' });
  expect((await on(compare, 'time-2.txt', 'time.txt')).out).toContain('Worse: b +50.0%');
});

test('compare: a run against tasks, by their measure; nothing across measures', async () => {
  expect((await on(compare, 'bench.tsv', 'run.jsonl')).status).toBe(0);
  expect((await on(compare, 'bench.tsv', 'large.jsonl')).status).toBe(122);
  await expect(on(compare, 'trace.txt', 'runexec.txt')).rejects.toThrow(
    'one side has the sum of the tree, the other the cgroup',
  );
  await expect(on(compare, 'runexec.txt', 'run.jsonl')).rejects.toThrow(
    'run.jsonl: a run of memwrap does not know its cgroup',
  );
  await expect(on(compare, 'trace.txt', 'trace.txt', '--metric', 'pss')).rejects.toThrow(
    '--metric pss: a table of tasks has one size a task',
  );
});

test('check: every task above the ceiling is named, the largest decides', async () => {
  const over = await on(check, 'time.txt', '--max-rss', '90MiB');
  expect(over.status).toBe(122);
  expect(over.out).toBe(
    '  over  max-rss     300 MiB > 90.0 MiB  b (largest process)\n  over  max-rss     100 MiB > 90.0 MiB  a (largest process)\n',
  );
  const kept = await on(check, 'time.txt', '--max-rss', '300MiB');
  expect([kept.status, kept.out]).toEqual([
    0,
    '  ok    max-rss     300 MiB  largest: 300 MiB b (largest process)\n',
  ]);
});

test('check: what was not measured, or is not known of a task, is no pass', async () => {
  const open = await on(check, 'trace.txt', '--max-rss', '8GiB');
  expect(open.status).toBe(122);
  expect(open.out).toContain('not judged: ALIGN (b) was not measured');
  expect(open.err).toContain('--if-unknown pass lets it pass');
  expect((await on(check, 'trace.txt', '--max-rss', '8GiB', '--if-unknown', 'pass')).status).toBe(
    0,
  );
  // What is above a ceiling is, whatever else was not measured.
  expect((await on(check, 'trace.txt', '--max-rss', '3GiB', '--if-unknown', 'pass')).status).toBe(
    122,
  );
  const { out } = await on(
    check,
    'time.txt',
    '--max-pss',
    '8GiB',
    '--max-slope',
    '1MiB/s',
    '--json',
  );
  expect(JSON.parse(out)).toMatchObject({
    verdict: 'unknown',
    unjudged: [{ limit: 'max-pss' }, { limit: 'max-slope' }],
  });
});

test('check: an estimate that is above a ceiling is not judged by it', async () => {
  const one = fixture('seff.txt').split('\n\n')[1] ?? '';
  const folder = temporaryFolder();
  writeFiles(folder, { 'seff.txt': one });
  const world = testWorld({ cwd: folder });
  expect(await check(['seff.txt', '--max-rss', '2GiB'], world)).toBe(122);
  expect(world.out()).toContain(
    'not judged: job 402150 is only known as tasks added up, an estimate',
  );
  expect(await check(['seff.txt', '--max-rss', '6GiB'], world)).toBe(0);
});

test('check: what was last seen breaks a ceiling, and does not keep one', async () => {
  const folder = temporaryFolder();
  writeFiles(folder, { 'old.txt': fixture('nextflow.txt').replace('peak_rss', 'rss') });
  const world = testWorld({ cwd: folder });
  expect(await check(['old.txt', '--max-rss', '2GiB', '--if-unknown', 'pass'], world)).toBe(122);
  expect(await check(['old.txt', '--max-rss', '8GiB'], world)).toBe(122);
  expect(world.out()).toContain('not judged: of the tasks only the RSS when last seen is known');
});

test('check --baseline: tasks against earlier tables', async () => {
  expect((await on(check, 'larger.txt', '--baseline', 'trace.txt')).status).toBe(122);
  const kept = await on(check, 'trace.txt', '--baseline', 'larger.txt', '--json');
  expect(kept.status).toBe(0);
  expect(JSON.parse(kept.out)).toMatchObject({
    verdict: 'kept',
    comparison: { verdict: 'better' },
  });
  const other = await on(check, 'time.txt', '--baseline', 'runexec.txt');
  expect(other.status).toBe(122);
  expect(other.out).toContain('not judged: the tasks of the baseline are of another measure');
});

test('check --baseline: a task that had a size and has none now is no pass', async () => {
  const folder = temporaryFolder();
  const trace = fixture('nextflow.txt');
  writeFiles(folder, { 'main.txt': trace, 'new.txt': trace.replace('2.9 GB', '-') });
  const world = testWorld({ cwd: folder });
  expect(await check(['new.txt', '--baseline', 'main.txt'], world)).toBe(122);
  expect(world.err()).toContain('ALIGN (a) was not measured this time');
});

test('check --baseline: a run against the largest task', async () => {
  expect((await on(check, 'run.jsonl', '--baseline', 'bench.tsv')).status).toBe(0);
  const worse = await on(check, 'large.jsonl', '--baseline', 'bench.tsv');
  expect(worse.status).toBe(122);
  expect(worse.out).toContain('compared by the sum of the tree');
  const other = await on(check, 'run.jsonl', '--baseline', 'runexec.txt');
  expect(other.status).toBe(122);
  expect(other.out).toContain('the baseline has the cgroup, by which this run is not known');
});
