import { appendFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { noteRun, recentRuns } from '../../../src/read/recent-runs.ts';
import { temporaryFolder } from '../recording-files.ts';

function setUp() {
  const root = temporaryFolder();
  const env = { XDG_STATE_HOME: path.join(root, 'state') };
  const record = (name: string, time: number) => {
    const file = path.join(root, `${name}.jsonl`);
    writeFileSync(file, '');
    const run = { time, name, cwd: root, file };
    noteRun(run, env);
    return run;
  };
  return { root, env, record, list: path.join(root, 'state/memwrap/recent') };
}

test('runs are remembered, the newest first, in a file for their owner alone', () => {
  const { env, record, list } = setUp();
  const [one, two] = [record('one', 1), record('two', 2)];
  expect(recentRuns(env)).toEqual([two, one]);
  expect(statSync(list).mode & 0o777).toBe(0o600);
  expect(statSync(path.dirname(list)).mode & 0o777).toBe(0o700);
});

test('a recording that is gone is left out; one that was compressed is found', () => {
  const { env, record } = setUp();
  const [gone, packed] = [record('gone', 1), record('packed', 2)];
  rmSync(gone.file);
  rmSync(packed.file);
  writeFileSync(`${packed.file}.gz`, '');
  expect(recentRuns(env)).toEqual([{ ...packed, file: `${packed.file}.gz` }]);
});

test('a file that was recorded to again is listed once, as it was last', () => {
  const { env, record } = setUp();
  record('one', 1);
  const again = record('one', 2);
  expect(recentRuns(env)).toEqual([again]);
});

test('whatever stands in the list, what can be read of it is used', () => {
  const { root, env, record, list } = setUp();
  const one = record('one', 1);
  const file = JSON.stringify(one.file);
  appendFileSync(
    list,
    `\0\xff{"time":1\n[]\nnull\n{"time":"1","name":"x","file":${file}}\n{"time":3,"name":"x","file":"relative"}\n{"time":4,"name":1,"file":${file}}\n`,
  );
  const two = record('two', 2);
  expect(recentRuns(env)).toEqual([two, one]);
  rmSync(list);
  mkdirSync(list);
  expect(recentRuns(env)).toEqual([]);
  noteRun({ time: 5, name: 'x', file: path.join(root, 'one.jsonl') }, env);
});

test('the list stays small, and the last runs stay in it', () => {
  const { root, env, list } = setUp();
  const file = path.join(root, 'x'.repeat(200));
  writeFileSync(file, '');
  const count = 3000;
  for (let i = 0; i < count; i++) noteRun({ time: i, name: `run ${i}`, file }, env);
  const bytes = statSync(list).size + statSync(`${list}.1`).size;
  expect(bytes).toBeLessThan(300 * 1024);
  const lines = (readFileSync(`${list}.1`, 'utf8') + readFileSync(list, 'utf8')).trimEnd();
  const times = lines.split('\n').map((line) => JSON.parse(line).time as number);
  expect(times.at(-1)).toBe(count - 1);
  // None is missing among those that are kept, and half of what may be kept is.
  expect(times).toEqual(Array.from(times, (_, i) => count - times.length + i));
  expect(times.length).toBeGreaterThan(400);
});

test('while one memwrap puts the list aside, another does not; a lock that was left behind is removed', () => {
  const { root, env, list } = setUp();
  const file = path.join(root, 'x'.repeat(200));
  writeFileSync(file, '');
  noteRun({ time: 1, name: 'x', file }, env);
  const lock = `${list}.lock`;
  writeFileSync(lock, '');
  const locked = statSync(lock).mtimeMs;
  for (let i = 0; i < 1000; i++) noteRun({ time: locked + 1, name: 'x', file }, env);
  expect(statSync(list).size).toBeGreaterThan(200 * 1000);
  noteRun({ time: locked + 60_000, name: 'x', file }, env);
  noteRun({ time: locked + 60_000, name: 'x', file }, env);
  expect(statSync(list, { throwIfNoEntry: false })).toBeUndefined();
  expect(recentRuns(env)).toHaveLength(1);
});

test('without a home, or one that does not exist, nothing is remembered, and no home is made', () => {
  const { root } = setUp();
  const run = { time: 1, name: 'x', file: path.join(root, 'x') };
  const home = path.join(root, 'home');
  for (const env of [{}, { HOME: home }, { HOME: 'relative' }, { XDG_STATE_HOME: '/proc/1/x' }]) {
    noteRun(run, env);
    expect(recentRuns(env)).toEqual([]);
  }
  expect(statSync(home, { throwIfNoEntry: false })).toBeUndefined();
});
