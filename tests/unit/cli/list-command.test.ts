import path from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../../../src/cli/commands/list.ts';
import { compactLocalTime } from '../../../src/host/local-time.ts';
import { encoded, exampleRecords, START, temporaryFolder, writeFiles } from '../recording-files.ts';
import { testWorld } from '../world.ts';

async function list(folder: string, ...args: string[]) {
  const world = testWorld({ cwd: folder });
  expect(await run(args, world)).toBe(0);
  return world.out();
}

test('runs are listed, the newest first, with what became of them', async () => {
  const folder = temporaryFolder();
  const killed = exampleRecords('killed').map((record) =>
    record.type === 'end' ? { ...record, exit: { signal: 'SIGKILL' }, status: 137 } : record,
  );
  writeFiles(folder, {
    '.memwrap/20260101-000000-job.jsonl': encoded(exampleRecords('job')),
    '.memwrap/20260102-000000-killed.jsonl': encoded(killed),
    '.memwrap/20260103-000000-cut.jsonl': encoded(exampleRecords('cut')).slice(0, 3000),
    '.memwrap/20260104-000000-odd.jsonl': 'garbage',
  });
  const when = compactLocalTime(START).replace(/^(....)(..)(..)-(..)(..)..$/, '$1-$2-$3 $4:$5');
  expect(await list(folder)).toBe(
    [
      'name    when              took     peak  exit        file',
      '?                                        unfinished  .memwrap/20260104-000000-odd.jsonl',
      `cut     ${when}  3.9s           unfinished  .memwrap/20260103-000000-cut.jsonl`,
      `killed  ${when}   10s  120 MiB  SIGKILL     .memwrap/20260102-000000-killed.jsonl`,
      `job     ${when}   10s  120 MiB  0           .memwrap/20260101-000000-job.jsonl`,
      '',
    ].join('\n'),
  );
});

test('a name from a recording cannot write to the terminal', async () => {
  const folder = temporaryFolder();
  writeFiles(folder, {
    '.memwrap/20260101-000000-x.jsonl': encoded(exampleRecords('\x1b]0;t\x07a\u202Eb')),
  });
  expect((await list(folder)).split('\n')[1]).toMatch(/^a�b /);
});

test('only so many are shown, and how many more there are', async () => {
  const folder = temporaryFolder();
  const files = Array.from({ length: 30 }, (_, i) => [
    `.memwrap/202601${String(i + 1).padStart(2, '0')}-000000-job.jsonl`,
    encoded(exampleRecords()),
  ]);
  writeFiles(folder, Object.fromEntries(files));
  const text = await list(folder);
  expect(text.split('\n').length).toBe(23);
  expect(text).toContain('and 10 older; memwrap list -n 30 shows all');
});

test('as JSON there is one object a run', async () => {
  const folder = temporaryFolder();
  writeFiles(folder, { '.memwrap/20260101-000000-job.jsonl': encoded(exampleRecords()) });
  expect(JSON.parse(await list(folder, '--json'))).toEqual({
    name: 'job',
    file: path.join(folder, '.memwrap/20260101-000000-job.jsonl'),
    start: START,
    duration: 10_000,
    finished: true,
    exit: { code: 0 },
    status: 0,
    peak: { seen: 120 * 1024 ** 2, rss: 120 * 1024 ** 2 },
  });
});

test('without a run it is said how to make one', async () => {
  await expect(list(temporaryFolder())).rejects.toThrow('no run recorded here yet');
});
