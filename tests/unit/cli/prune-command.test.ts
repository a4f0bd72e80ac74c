import { existsSync, readdirSync, symlinkSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { run } from '../../../src/cli/commands/prune.ts';
import { compactLocalTime } from '../../../src/host/local-time.ts';
import { noteRun } from '../../../src/read/recent-runs.ts';
import { encoded, exampleRecords, temporaryFolder, writeFiles } from '../recording-files.ts';
import { testWorld } from '../world.ts';

const NOW = testWorld().clock.wall();
const DAY = 86_400_000;
const RUN = encoded(exampleRecords());

/** The file of a run of so many days ago. */
const aged = (days: number, name = 'job'): string =>
  `.memwrap/${compactLocalTime(NOW - days * DAY)}-${name}.jsonl`;

function setUp(files: Readonly<Record<string, string | Uint8Array>>) {
  const root = temporaryFolder();
  const folder = path.join(root, 'work');
  writeFiles(folder, files);
  const env = { XDG_STATE_HOME: path.join(root, 'state'), TMPDIR: path.join(root, 'tmp') };
  const prune = async (...args: string[]) => {
    const world = testWorld({ cwd: folder, env });
    expect(await run(args, world)).toBe(0);
    return world.out();
  };
  const left = () => readdirSync(path.join(folder, '.memwrap')).map((name) => `.memwrap/${name}`);
  return { root, folder, env, prune, left };
}

test('nothing is removed until --yes is given; both say how much that is', async () => {
  const { prune, left } = setUp({ [aged(1)]: RUN, [aged(2)]: RUN, [aged(3)]: RUN });
  const size = `${(Buffer.byteLength(RUN) / 1024).toFixed(2)} KiB`;
  const text = await prune('--keep', '2');
  expect(text).toContain(`would remove 1 recording, ${size}; 2 kept; add --yes to do it`);
  expect(text).toContain(path.basename(aged(3)));
  expect(left()).toHaveLength(3);
  expect(await prune('--keep', '2', '--yes')).toContain(
    `removed 1 recording, ${size} freed; 2 kept`,
  );
  expect(left().toSorted()).toEqual([aged(2), aged(1)]);
  expect(await prune('--keep', '2', '--yes')).toBe('nothing to remove; 2 kept\n');
});

test('by age, and where both are given a recording must be old and beyond the newest', async () => {
  const files = [1, 10, 40, 50, 60].map((days) => [aged(days), RUN]);
  const { prune, left } = setUp(Object.fromEntries(files));
  await prune('--older', '30d', '--keep', '3', '--yes');
  expect(left()).toHaveLength(3);
  await prune('--older', '30d', '--yes');
  expect(left().toSorted()).toEqual([aged(10), aged(1)]);
});

test('a file that is not a recording of memwrap, or that somebody named, is left alone', async () => {
  const { folder, prune, left } = setUp({
    '.memwrap/base.jsonl': RUN,
    '.memwrap/.gitignore': '*\n',
    '.memwrap/20200101-000000-notes.jsonl': '{"my":"notes"}\n',
    '.memwrap/20200101-000000-job.junit.xml': '<x/>',
    'data/real.jsonl': RUN,
    [aged(9)]: gzipSync(RUN),
    [`${aged(8)}.gz`]: gzipSync(RUN),
  });
  symlinkSync('../data/real.jsonl', path.join(folder, '.memwrap/20200101-000000-link.jsonl'));
  await prune('--keep', '0', '--yes');
  expect(left().toSorted()).toEqual([
    '.memwrap/.gitignore',
    '.memwrap/20200101-000000-job.junit.xml',
    '.memwrap/20200101-000000-link.jsonl',
    '.memwrap/20200101-000000-notes.jsonl',
    '.memwrap/base.jsonl',
  ]);
  expect(existsSync(path.join(folder, 'data/real.jsonl'))).toBe(true);
});

test('a recording that is written, or may be, stays', async () => {
  const unfinished = (pid: number) =>
    encoded(
      exampleRecords()
        .slice(0, -1)
        .map((one) => (one.type === 'start' ? { ...one, run: `${pid.toString(36)}-x` } : one)),
    );
  const dead = 2 ** 22 + 1;
  const files = {
    running: aged(3, 'running'),
    lately: aged(4, 'lately'),
    again: aged(5, 'again'),
    abandoned: aged(6, 'abandoned'),
  };
  const { folder, prune, left } = setUp({
    [files.running]: unfinished(process.pid),
    [files.lately]: unfinished(dead),
    [files.again]: RUN + unfinished(dead),
    [files.abandoned]: unfinished(dead),
  });
  const seconds = NOW / 1000;
  for (const [name, days] of [
    [files.running, 3],
    [files.lately, 0.5],
    [files.again, 0.5],
    [files.abandoned, 3],
  ] as const) {
    utimesSync(path.join(folder, name), seconds, seconds - days * 86_400);
  }
  expect(await prune('--keep', '0', '--yes')).toMatch(/removed 1 .*; 3 kept, 3 of them may still/);
  expect(left().toSorted()).toEqual([files.again, files.lately, files.running]);
});

test('other folders are pruned with --all only, each for itself', async () => {
  const { root, env, prune } = setUp({ [aged(1)]: RUN, [aged(2)]: RUN });
  writeFiles(root, { [`other/${aged(3)}`]: RUN, [`other/${aged(4)}`]: RUN, 'other/x.jsonl': RUN });
  for (const file of [aged(3), 'x.jsonl']) {
    noteRun({ time: 1, name: 'x', file: path.join(root, 'other', file) }, env);
  }
  expect(await prune('--keep', '1')).toContain('would remove 1 recording');
  const text = await prune('--keep', '1', '--all', '--yes');
  expect(text).toContain('removed 2 recordings');
  expect(readdirSync(path.join(root, 'other'))).toContain('x.jsonl');
  expect(readdirSync(path.join(root, 'other/.memwrap'))).toEqual([path.basename(aged(3))]);
});

test('without a rule it is asked for one', async () => {
  const { prune } = setUp({ [aged(1)]: RUN });
  await expect(prune('--yes')).rejects.toThrow('prune: it is not said which recordings');
});
