import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openRecordFile } from '../../../src/run/record-file.ts';
import { UserError } from '../../../src/text/user-error.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'record-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

function place(options: {
  output?: string;
  force?: boolean;
  append?: boolean;
  cwd?: string;
  env?: Record<string, string>;
}) {
  const { cwd = folder, env = {}, force = false, append = false, output } = options;
  return {
    baseName: () => 'now-job',
    cwd: () => cwd,
    env,
    force,
    append,
    ...(output === undefined ? {} : { output }),
  };
}

test('a recording of its own for each run, readable by its owner alone', () => {
  const first = openRecordFile(place({}));
  const second = openRecordFile(place({}));
  expect(first.path).toBe(path.join(folder, '.memwrap/now-job.jsonl'));
  expect(second.path).toBe(path.join(folder, '.memwrap/now-job-2.jsonl'));
  expect(statSync(first.path).mode & 0o777).toBe(0o600);
  expect(readFileSync(path.join(folder, '.memwrap/.gitignore'), 'utf8')).toBe('*\n');
});

test('an existing file is kept unless told otherwise', () => {
  const file = path.join(folder, 'kept.jsonl');
  writeFileSync(file, 'old\n');
  expect(() => openRecordFile(place({ output: file }))).toThrow(/there is such a file already/);
  const { descriptor } = openRecordFile(place({ output: file, append: true }));
  writeSync(descriptor, 'new\n');
  expect(readFileSync(file, 'utf8')).toBe('old\nnew\n');
  openRecordFile(place({ output: file, force: true }));
  expect(readFileSync(file, 'utf8')).toBe('');
});

test('a folder and a dangling link are refused in words', () => {
  const link = path.join(folder, 'link');
  symlinkSync(path.join(folder, 'nowhere'), link);
  for (const output of [folder, link, path.join(folder, 'no/such/folder')]) {
    expect(() => openRecordFile(place({ output }))).toThrow(UserError);
  }
});

test('where the folder cannot be written, the recording goes to the state folder', () => {
  const blocked = path.join(folder, 'blocked');
  mkdirSync(blocked);
  // A file in the way stops root as well.
  writeFileSync(path.join(blocked, '.memwrap'), '');
  const state = path.join(folder, 'state');
  const file = openRecordFile(place({ cwd: blocked, env: { XDG_STATE_HOME: state } }));
  expect(file).toMatchObject({ path: path.join(state, 'memwrap/now-job.jsonl'), elsewhere: true });
});

test('a device is written to as it is', () => {
  expect(openRecordFile(place({ output: '/dev/null' }))).toMatchObject({
    path: '/dev/null',
    regular: false,
  });
});

test('a named file is never the reason to create a folder that is public', () => {
  const open = openRecordFile(place({ cwd: mkdtempSync(path.join(folder, 'private-')) }));
  expect(statSync(path.dirname(open.path)).mode & 0o077).toBe(0);
  chmodSync(open.path, 0o600);
});
