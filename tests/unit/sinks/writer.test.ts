import { closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createWriter } from '../../../src/sinks/writer.ts';
import { ManualClock } from '../manual-clock.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'writer-'));
afterAll(() => rmSync(folder, { recursive: true }));

function open(name: string) {
  const file = path.join(folder, name);
  const descriptor = openSync(file, constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND);
  const clock = new ManualClock();
  const failures: string[] = [];
  const writer = createWriter({
    descriptor,
    after: clock.after,
    now: clock.monotonic,
    regular: true,
    failed: (why) => failures.push(why),
  });
  return { file, descriptor, clock, failures, writer };
}

test('what is appended is in the file after a flush, in its order', async () => {
  const { file, writer } = open('order');
  writer.append('{"a":1}\n');
  writer.append(Buffer.from('{"b":"ä"}\n'));
  await writer.flush();
  expect(readFileSync(file, 'utf8')).toBe('{"a":1}\n{"b":"ä"}\n');
  expect(writer.bytes).toBe(19);
  expect(writer.backlog).toBe(0);
});

test('records wait for their batch no longer than a tenth of a second', () => {
  const { clock, writer } = open('timer');
  writer.append('x\n');
  expect(clock.waiting).toBe(1);
  writer.append('y\n');
  expect(clock.waiting).toBe(1);
});

test('what comes after a long silence is written at once', async () => {
  const { clock, file, writer } = open('silence');
  await clock.pass(100);
  writer.append('x\n');
  expect(clock.waiting).toBe(0);
  // Whatever comes meanwhile waits for its own batch.
  writer.append('y\n');
  expect(clock.waiting).toBe(1);
  await writer.flush();
  expect(readFileSync(file, 'latin1')).toBe('x\ny\n');
});

test('more than a batch is written whole', async () => {
  const { file, writer } = open('large');
  const line = `${'x'.repeat(99)}\n`;
  for (let count = 0; count < 20_000; count++) writer.append(line);
  writer.append(Buffer.alloc(3_000_000, 'y\n'));
  await writer.flush();
  const text = readFileSync(file, 'latin1');
  expect(text.length).toBe(5_000_000);
  expect(text.slice(0, 2_000_000)).toBe(line.repeat(20_000));
});

test('a recording that cannot be written is given up once, and nothing hangs', async () => {
  const { descriptor, failures, writer } = open('gone');
  closeSync(descriptor);
  writer.append('x\n');
  await writer.flush();
  writer.append('y\n');
  await writer.flush();
  expect(failures).toEqual(['EBADF']);
  expect(writer.failed).toBe(true);
});

test('a full disk leaves whole lines only', async () => {
  const clock = new ManualClock();
  const failures: string[] = [];
  const descriptor = openSync('/dev/full', 'w');
  const writer = createWriter({
    descriptor,
    after: clock.after,
    now: clock.monotonic,
    regular: false,
    failed: (why) => failures.push(why),
  });
  writer.append('x\n');
  await writer.flush();
  expect(failures).toEqual(['ENOSPC']);
});

test('a recording that was deleted is still written: it can be written back from its descriptor', async () => {
  const { file, descriptor, failures, writer } = open('deleted');
  writer.append('x\n');
  await writer.flush();
  rmSync(file);
  writer.append('y\n');
  await writer.flush();
  expect(failures).toEqual([]);
  expect(readFileSync(`/proc/self/fd/${descriptor}`, 'utf8')).toBe('x\ny\n');
});
