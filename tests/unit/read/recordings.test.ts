import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findRecording } from '../../../src/read/find-recording.ts';
import { knownRuns } from '../../../src/read/known-runs.ts';
import { recordingFolders } from '../../../src/read/recording-folders.ts';

import { openRecordFile } from '../../../src/run/record-file.ts';
import { testWorld } from '../world.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'recordings-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const recordedRuns = (world: ReturnType<typeof testWorld>): string[] =>
  knownRuns(world, 'folder').map((run) => run.path);

function setUp() {
  const env = { XDG_STATE_HOME: path.join(root, 'state'), TMPDIR: path.join(root, 'tmp') };
  const cwd = path.join(root, 'work');
  for (const folder of [cwd, env.TMPDIR]) mkdirSync(folder);
  return { env, world: testWorld({ env, cwd }) };
}

/** Records a run where it is written by default. */
function record(world: ReturnType<typeof testWorld>, baseName: string): string {
  const { path: file } = openRecordFile({
    baseName: () => baseName,
    cwd: world.cwd,
    env: world.env,
    force: false,
    append: false,
  });
  return file;
}

test('every folder that a run can be written to is searched', () => {
  const { world } = setUp();
  const written: string[] = [];
  for (const { path: folder } of recordingFolders(world)) {
    const file = record(world, '20261127-120000-job');
    written.push(path.dirname(file));
    expect(recordedRuns(world)).toEqual([file]);
    expect(findRecording(world, undefined).path).toBe(file);
    expect(findRecording(world, 'job').path).toBe(file);
    // From now on a file is in the way, which stops root as well.
    rmSync(file);
    if (folder === world.env['TMPDIR']) break;
    rmSync(folder, { recursive: true });
    writeFileSync(folder, '');
  }
  expect(written).toEqual(recordingFolders(world).map((folder) => folder.path));
  expect(written).toHaveLength(3);
});

test('in the folder for temporary files only what is named like a recording counts', () => {
  const { world, env } = setUp();
  writeFileSync(path.join(env.TMPDIR, 'data.jsonl'), '');
  expect(recordedRuns(world)).toEqual([]);
  const file = path.join(env.TMPDIR, '20261127-120000-job.jsonl');
  writeFileSync(file, '');
  expect(recordedRuns(world)).toEqual([file]);
});

test('runs of other folders are not shown where this one has its own', () => {
  const { world, env } = setUp();
  mkdirSync(path.join(env.XDG_STATE_HOME, 'memwrap'), { recursive: true });
  writeFileSync(path.join(env.XDG_STATE_HOME, 'memwrap/20261127-130000-other.jsonl'), '');
  const file = record(world, '20261127-120000-job');
  expect(recordedRuns(world)).toEqual([file]);
});

test('relative folders in the environment are ignored', () => {
  const env = { XDG_STATE_HOME: 'state', HOME: '/home/me', TMPDIR: 'tmp' };
  const folders = recordingFolders({ cwd: () => '/here', env });
  expect(folders.map((folder) => folder.path)).toEqual([
    '/here/.memwrap',
    '/home/me/.local/state/memwrap',
    '/tmp',
  ]);
});

test('a deleted working directory leaves the other folders', () => {
  const cwd = (): string => {
    throw new Error('ENOENT: uv_cwd');
  };
  const folders = recordingFolders({ cwd, env: { XDG_STATE_HOME: '/state' } });
  expect(folders.map((folder) => folder.path)).toEqual(['/state/memwrap', '/tmp']);
});
