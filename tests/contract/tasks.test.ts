import { appendFileSync, copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { expect } from 'vitest';
import { test } from './harness/contract-test.ts';
import { native } from './harness/native.ts';
import { needs } from './harness/needs.ts';
import { memwrap } from './harness/program.ts';

const KIB = 1024;
const FIXTURES = path.resolve(import.meta.dirname, '../fixtures/import');
const GNU_TIME = '/usr/bin/time';

const lines = (count: number): string =>
  Array.from({ length: count }, (_, i) => `2024-01-01 10:00:00 INFO read shard ${i}\n`).join('');

test('what GNU time writes in the middle of a long log is found, and is what it measured', async ({
  folder,
  skip,
}) => {
  skip(!existsSync(GNU_TIME), 'needs GNU time');
  needs(skip, 'cc');
  const log = path.join(folder, 'job.log');
  const measured = path.join(folder, 'time');
  writeFileSync(log, lines(8000));
  for (const size of ['40', '90']) {
    await execa(GNU_TIME, ['-v', '-o', measured, native('holder'), 'plain', size], { input: '' });
    const text = readFileSync(measured, 'utf8');
    // Progress bars end in a bare carriage return.
    appendFileSync(log, `${'reading\r'.repeat(50)}${text}${lines(1000)}`);
  }
  appendFileSync(log, lines(8000));
  const { status, out } = await memwrap(['report', '--json', 'job.log'], { cwd: folder });
  expect(status).toBe(0);
  const { format, tasks, largest } = JSON.parse(out);
  expect(format).toBe('gnu-time');
  expect(tasks).toHaveLength(2);
  const last = /Maximum resident set size \(kbytes\): (\d+)/.exec(readFileSync(measured, 'utf8'));
  expect(largest.peak).toBe(Number(last?.[1]) * KIB);
});

test('a table of tasks serves report, compare and check, with the exit status of each', async ({
  folder,
}) => {
  copyFileSync(path.join(FIXTURES, 'nextflow.txt'), path.join(folder, 'main.txt'));
  const larger = readFileSync(path.join(FIXTURES, 'nextflow.txt'), 'utf8').replace(
    '4.1 GB',
    '6 GB',
  );
  writeFileSync(path.join(folder, 'new.txt'), larger);
  const run = (...args: string[]) => memwrap(args, { cwd: folder });
  expect(await run('report', 'main.txt')).toMatchObject({ status: 0, err: '' });
  expect((await run('compare', 'main.txt', 'new.txt')).status).toBe(122);
  expect((await run('compare', 'new.txt', 'main.txt')).status).toBe(0);
  expect((await run('check', 'new.txt', '--max-rss', '5GiB')).status).toBe(122);
  const open = await run('check', 'new.txt', '--max-rss', '8GiB');
  expect(open.status).toBe(122);
  expect(open.err).toBe(
    'memwrap: --max-rss is not judged: ALIGN (b) was not measured; --if-unknown pass lets it pass\n',
  );
  const refused = await run('compare', 'main.txt', path.join(FIXTURES, 'runexec.txt'));
  expect([refused.status, refused.out]).toEqual([125, '']);
  expect(refused.err).toMatch(/^memwrap: there is nothing to compare: [^\n]+\n$/);
});

test('a table of tasks is a baseline: a run against its largest, by the same measure', async ({
  folder,
  skip,
}) => {
  needs(skip, 'cc');
  const table = (mib: number): string => `s\th:m:s\tmax_rss\tmax_vms\n1.0\t0:00:01\t${mib}\t1\n`;
  writeFileSync(path.join(folder, 'small.tsv'), table(10));
  writeFileSync(path.join(folder, 'large.tsv'), table(500));
  copyFileSync(path.join(FIXTURES, 'runexec.txt'), path.join(folder, 'cgroup.txt'));
  const run = (baseline: string) =>
    memwrap(
      [
        '-q',
        '--baseline',
        baseline,
        '--',
        'sh',
        '-c',
        '"$1" plain 60 </dev/null; sleep 0.3',
        'sh',
        native('holder'),
      ],
      { cwd: folder },
    );
  const worse = await run('small.tsv');
  expect(worse.status).toBe(122);
  expect(worse.err).toContain('worse than the baseline');
  expect((await run('large.tsv')).status).toBe(0);
  const other = await run('cgroup.txt');
  expect(other.status).toBe(122);
  expect(other.err).toContain('the baseline has the cgroup, by which this run is not known');
});
