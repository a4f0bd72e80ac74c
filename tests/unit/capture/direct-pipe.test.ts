import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openDirectPipe } from '../../../src/capture/direct-pipe.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'direct-'));
afterAll(() => rmSync(folder, { recursive: true }));

const { O_RDONLY, O_WRONLY, O_NONBLOCK } = constants;
const onLinux = test.runIf(process.platform === 'linux');

function pipe(name: string) {
  const file = path.join(folder, name);
  execFileSync('mkfifo', [file]);
  const reader = openSync(file, O_RDONLY | O_NONBLOCK);
  const writer = openSync(file, O_WRONLY);
  return { reader, writer, direct: openDirectPipe(writer) };
}

onLinux('a pipe takes what it has room for, and nothing when it is full', () => {
  const { reader, writer, direct } = pipe('full');
  const bytes = Buffer.alloc(1 << 20, 'abcdefg');
  const taken = direct?.write(bytes) ?? 0;
  expect(taken).toBeGreaterThan(0);
  expect(taken).toBeLessThan(bytes.length);
  expect(direct?.write(bytes)).toBe(0);
  const read = Buffer.alloc(bytes.length);
  let length = 0;
  while (length < taken) length += readSync(reader, read, length, read.length - length, null);
  expect(read.subarray(0, length).equals(bytes.subarray(0, taken))).toBe(true);
  direct?.close();
  closeSync(writer);
  closeSync(reader);
});

onLinux('a pipe without a reader takes nothing', () => {
  const { reader, writer, direct } = pipe('alone');
  closeSync(reader);
  expect(direct?.write(Buffer.from('x'))).toBe(0);
  direct?.close();
  closeSync(writer);
});

test('a file is no pipe', () => {
  const descriptor = openSync(path.join(folder, 'file'), 'w');
  expect(openDirectPipe(descriptor)).toBeUndefined();
  closeSync(descriptor);
});
