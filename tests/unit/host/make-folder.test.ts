import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeFolder } from '../../../src/host/make-folder.ts';

const root = mkdtempSync(path.join(tmpdir(), 'make-folder-'));
afterAll(() => rmSync(root, { recursive: true }));

test('missing parents are made, for the owner alone', () => {
  const folder = path.join(root, 'a/b/c');
  expect(makeFolder(folder)).toBe(true);
  for (const made of ['a', 'a/b', 'a/b/c']) {
    expect(statSync(path.join(root, made)).mode & 0o777).toBe(0o700);
  }
});

test('a folder that exists is not missing, also by a link', () => {
  const link = path.join(root, 'link');
  symlinkSync(root, link);
  for (const folder of [root, link, '/', '.']) expect(makeFolder(folder)).toBe(false);
});

test('a file in the way is an error', () => {
  const file = path.join(root, 'file');
  writeFileSync(file, '');
  expect(() => makeFolder(file)).toThrow(/EEXIST/);
  expect(() => makeFolder(path.join(file, 'sub'))).toThrow(/ENOTDIR/);
});

test.skipIf(!existsSync('/proc/self'))('where no folder can be made it ends with an error', () => {
  expect(() => makeFolder('/proc/.memwrap')).toThrow();
  expect(() => makeFolder('/proc/a/b/c')).toThrow();
});
