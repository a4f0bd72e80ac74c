import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { act } from '../../../src/ci/act.ts';
import { testWorld } from '../world.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'memwrap-act-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string): string => path.join(folder, name);

async function said(...actions: Parameters<typeof act>[0]): Promise<string> {
  const world = testWorld();
  await act(actions, world.stderr, { PATH: folder });
  return world.err();
}

test('what is appended begins on a line of its own', async () => {
  writeFileSync(file('open'), 'mine=1');
  writeFileSync(file('ended'), 'mine=1\n');
  for (const name of ['open', 'ended', 'new']) {
    await said({ kind: 'append', file: file(name), text: 'ours=2\n', most: 100 });
  }
  expect(readFileSync(file('open'), 'utf8')).toBe('mine=1\nours=2\n');
  expect(readFileSync(file('ended'), 'utf8')).toBe('mine=1\nours=2\n');
  expect(readFileSync(file('new'), 'utf8')).toBe('ours=2\n');
});

test('a file is never made longer than it may be', async () => {
  writeFileSync(file('full'), 'x'.repeat(95));
  await said({ kind: 'append', file: file('full'), text: 'too much\n', most: 100 });
  expect(readFileSync(file('full'), 'utf8')).toHaveLength(95);
});

test('what cannot be written is one line, and the rest is done', async () => {
  const lost = { kind: 'write', file: file('no/such/folder'), text: '' } as const;
  const err = await said(lost, { kind: 'say', text: '::error::x' });
  expect(err).toBe(
    `memwrap: ${file('no/such/folder')}: it cannot be written (ENOENT)\n::error::x\n`,
  );
});

test('a program is given its text, and one that is not there is no mistake', async () => {
  const script = `#!/bin/sh\nread -r line; echo "$1 $line" >${file('told')}\n`;
  writeFileSync(file('agent'), script, { mode: 0o755 });
  await said({ kind: 'pipe', command: ['agent', 'annotate'], text: 'hello\n' });
  expect(readFileSync(file('told'), 'utf8')).toBe('annotate hello\n');
  expect(await said({ kind: 'pipe', command: ['no-agent'], text: '' })).toBe('');
});
