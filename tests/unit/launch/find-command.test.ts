import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findCommand } from '../../../src/launch/find-command.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'find-command-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string, mode: number): string {
  const place = path.join(folder, name);
  writeFileSync(place, text);
  chmodSync(place, mode);
  return place;
}

test('a command is found in the first folder of PATH that has it', () => {
  file('tool', '#!/bin/sh\n', 0o755);
  expect(findCommand('tool', `/nowhere:${folder}`)).toEqual({
    kind: 'found',
    file: path.join(folder, 'tool'),
  });
});

test('a command that is nowhere is not found', () => {
  expect(findCommand('no-such-tool', folder)).toEqual({
    kind: 'not-found',
    detail: 'command not found',
  });
  expect(findCommand('', folder).kind).toBe('not-found');
  expect(findCommand('./no-such-file', folder).kind).toBe('not-found');
});

test('a folder is found but cannot be run, and does not hide a command of that name', () => {
  mkdirSync(path.join(folder, 'both'));
  expect(findCommand(folder, undefined)).toEqual({
    kind: 'not-executable',
    detail: 'is a directory',
  });
  expect(findCommand('both', folder).kind).toBe('not-found');
});

test('a script whose interpreter is missing cannot be run, and the interpreter is named', () => {
  const script = file('script', '#! /no/such/interpreter -x\n', 0o755);
  expect(findCommand(script, undefined)).toEqual({
    kind: 'not-executable',
    detail: 'its interpreter /no/such/interpreter does not exist',
  });
});

test('a file without permission to run it cannot be run', () => {
  const plain = file('plain', 'text', 0o644);
  expect(findCommand(plain, undefined)).toEqual({
    kind: 'not-executable',
    detail: 'permission denied',
  });
});
