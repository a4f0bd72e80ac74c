import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { expandFiles } from '../../../src/limits/baseline-files.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'memwrap-expand-'));
afterAll(() => rmSync(folder, { recursive: true }));
for (const name of [
  'a/1.jsonl',
  'a/2.jsonl',
  'b/1.jsonl',
  'b/.3.jsonl',
  'b/[x]*.jsonl',
  'b/n.txt',
]) {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), '');
}
const cwd = (): string => folder;
const expand = (...names: string[]) =>
  expandFiles(names, cwd).files.map((file) => path.relative(folder, file));

test('patterns match in every part of a path, hidden files are left out, each file counts once', () => {
  expect(expand('a/*.jsonl', '*/1.jsonl')).toEqual(['a/1.jsonl', 'a/2.jsonl', 'b/1.jsonl']);
  expect(expand('b/?.jsonl')).toEqual(['b/1.jsonl']);
});

test('a name that exists is that file, whatever characters it has', () => {
  expect(expand('b/[x]*.jsonl')).toEqual(['b/[x]*.jsonl']);
});

test('a pattern without a match is told; a name without a file is an error', () => {
  expect(expandFiles(['c/*.jsonl'], cwd)).toMatchObject({ files: [], unmatched: ['c/*.jsonl'] });
  expect(() => expandFiles(['c/1.jsonl'], cwd)).toThrow('--baseline: c/1.jsonl: there is no such');
});
