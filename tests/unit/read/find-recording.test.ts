import { rmSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { findRecording } from '../../../src/read/find-recording.ts';
import { knownRuns } from '../../../src/read/known-runs.ts';
import { noteRun } from '../../../src/read/recent-runs.ts';
import { temporaryFolder, writeFiles } from '../recording-files.ts';
import { testWorld } from '../world.ts';

/** Worlds that share a home; `run` leaves a recording, as if it had been made in `cwd`. */
function setUp() {
  const root = temporaryFolder();
  const env = { XDG_STATE_HOME: path.join(root, 'state'), TMPDIR: path.join(root, 'tmp') };
  const at = (folder: string) => testWorld({ env, cwd: path.join(root, folder) });
  let time = new Date(2026, 10, 27, 12).getTime();
  const run = (file: string, name: string, cwd: string) => {
    writeFiles(root, { [file]: '' });
    time += 60_000;
    const recorded = path.join(root, file);
    noteRun({ time, name, cwd: path.join(root, cwd), file: recorded }, env);
    return recorded;
  };
  return { root, at, run };
}

const foundIn = (world: ReturnType<typeof testWorld>, name?: string) => findRecording(world, name);

test('without a name the newest run of this folder is taken, and it is said which', () => {
  const { at, run } = setUp();
  const here = run('out/a.jsonl', 'a', 'work');
  const below = run('work/sub/b.jsonl', 'b', 'work/sub');
  const elsewhere = run('other/.memwrap/20261127-130000-c.jsonl', 'c', 'other');
  expect(foundIn(at('work'))).toMatchObject({ path: here, chosen: `the newest run here: ${here}` });
  rmSync(here);
  expect(foundIn(at('work'))).toMatchObject({
    path: below,
    chosen: 'no run recorded here, the newest below: sub/b.jsonl',
  });
  rmSync(below);
  expect(foundIn(at('work'))).toMatchObject({
    path: elsewhere,
    chosen: `no run recorded here, the newest elsewhere: ${elsewhere}`,
  });
  rmSync(elsewhere);
  expect(() => foundIn(at('work'))).toThrow('no run recorded here yet');
});

test('a run of another folder is not the newest here because it is in the state folder', () => {
  const { at, run } = setUp();
  const here = run('work/mine.jsonl', 'mine', 'work');
  run('state/memwrap/20261127-235959-other.jsonl', 'other', 'other');
  expect(foundIn(at('work')).path).toBe(here);
});

test('a name finds the file that it is the beginning of', () => {
  const { root, at } = setUp();
  for (const file of ['base.jsonl', 'sub/next.jsonl.gz', 'last.jsonl.zst']) {
    writeFiles(root, { [`work/${file}`]: '' });
    const name = file.slice(0, file.indexOf('.'));
    expect(foundIn(at('work'), name)).toEqual({ label: file, path: path.join(root, 'work', file) });
  }
  writeFiles(root, { 'work/base.jsonl.gz': '' });
  expect(foundIn(at('work'), 'base').label).toBe('base.jsonl');
});

test('a name finds a run wherever its file is, and the nearest of several', () => {
  const { at, run } = setUp();
  const elsewhere = run('other/x.bin', 'base', 'other');
  expect(foundIn(at('work'), 'base').path).toBe(elsewhere);
  expect(foundIn(at('work'), 'x.bin').path).toBe(elsewhere);
  const below = run('work/sub/y.jsonl', 'base', 'work/sub');
  expect(foundIn(at('work'), 'base').path).toBe(below);
  const here = run('out/z.jsonl', 'base', 'work');
  expect(foundIn(at('work'), 'base').path).toBe(here);
});

test('of runs with one name in the same folder the last is meant', () => {
  const { at, run } = setUp();
  run('work/.memwrap/20261127-120000-job.jsonl', 'job', 'work');
  const last = run('work/.memwrap/20261127-120000-job-2.jsonl', 'job', 'work');
  expect(foundIn(at('work'), 'job').path).toBe(last);
});

test('which of two files is meant is asked in one line', () => {
  const { root, at, run } = setUp();
  run('work/.memwrap/20261127-120000-base.jsonl', 'base', 'work');
  writeFiles(root, { 'work/base.jsonl': '' });
  expect(() => foundIn(at('work'), 'base')).toThrow(
    'base: more than one run is called so: base.jsonl, .memwrap/20261127-120000-base.jsonl',
  );
});

test('what has no file and no run is refused', () => {
  const { at } = setUp();
  expect(() => foundIn(at('work'), 'nothing')).toThrow('neither a file nor the name');
  expect(() => foundIn(at('work'), 'sub/x')).toThrow('sub/x: there is no such file');
});

test('only the folder, the folders below it too, or all', () => {
  const { root, at, run } = setUp();
  run('out/1.jsonl', 'one', 'work');
  run('work/sub/2.jsonl', 'two', 'work/sub');
  run('workshop/3.jsonl', 'three', 'workshop');
  const names = (reach: 'folder' | 'tree' | 'all') =>
    knownRuns(at('work'), reach).map((one) => path.relative(root, one.path));
  expect(names('folder')).toEqual(['out/1.jsonl']);
  expect(names('tree')).toEqual(['work/sub/2.jsonl', 'out/1.jsonl']);
  expect(names('all')).toEqual(['workshop/3.jsonl', 'work/sub/2.jsonl', 'out/1.jsonl']);
});
