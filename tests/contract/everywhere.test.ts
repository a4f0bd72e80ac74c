import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { execaSync } from 'execa';
import { describe, expect } from 'vitest';
import { test } from './harness/contract-test.ts';
import { needs } from './harness/needs.ts';
import { beginMemwrap, memwrap, shell } from './harness/program.ts';
import { ofType, records, streamBytes } from './harness/recording.ts';

// What --sampler portable promises, on every system that has a POSIX shell: no test here reads /proc. The workflow runs
// this file on macOS.

const MIB = 2 ** 20;
const PORTABLE = ['-q', '--sampler', 'portable', '-o', 'rec'] as const;
/** A program that holds so many MiB for a second, long enough for a listing of processes. */
const holder = (mib: number): string[] => [
  process.execPath,
  '-e',
  `const held = Buffer.alloc(${mib} * 2 ** 20, 1); setTimeout(() => held.length, 1500)`,
];

describe('everywhere: the command', () => {
  test('its bytes, their order and its status are its own', async ({ folder }) => {
    const script = 'printf "a\\0b\\377"; printf err >&2; cat; exit 7';
    const { status, stdout, err } = await beginMemwrap([...PORTABLE, '--', 'sh', '-c', script], {
      cwd: folder,
      input: 'typed',
    }).ended;
    expect({ status, text: stdout.toString('latin1'), err }).toEqual({
      status: 7,
      text: 'a\0b\xfftyped',
      err: 'err',
    });
    const all = records(path.join(folder, 'rec'));
    expect(streamBytes(all, 1).toString('latin1')).toBe('a\0b\xfftyped');
    expect(ofType(path.join(folder, 'rec'), 'end')).toMatchObject([{ status: 7 }]);
  });

  test('a signal reaches it once, and it may clean up', async ({ folder }) => {
    const script =
      'trap "echo caught; sleep 0.3; exit 42" TERM; echo ready; while :; do sleep 0.02; done';
    const running = beginMemwrap([...PORTABLE, '--', 'sh', '-c', script], { cwd: folder });
    await running.says('ready');
    process.kill(running.pid, 'SIGTERM');
    expect(await running.ended).toMatchObject({ status: 42, out: 'ready\ncaught\n' });
  });

  test('a large output is whole', async ({ folder }) => {
    const script = 'i=0; while [ $i -lt 20000 ]; do i=$((i+1)); echo "line $i"; done';
    const { out } = await memwrap([...PORTABLE, '--', 'sh', '-c', script], { cwd: folder });
    const lines = Array.from({ length: 20_000 }, (_, i) => `line ${i + 1}\n`);
    expect(out === lines.join('')).toBe(true);
  });

  test('what is missing is 127, what memwrap does not know 125', async ({ folder }) => {
    expect((await memwrap([...PORTABLE, '--', 'no-such'], { cwd: folder })).status).toBe(127);
    expect((await memwrap(['--no-such', '--', 'true'], { cwd: folder })).status).toBe(125);
  });
});

describe('everywhere: its memory', () => {
  test.for([
    ['the command’s', (words: string[]) => words],
    ['a child’s', (words: string[]) => ['sh', '-c', '"$@"; exit 0', 'sh', ...words]],
  ] as const)('%s RSS is measured', async ([, wrapped], { folder }) => {
    await memwrap([...PORTABLE, '--', ...wrapped(holder(96))], { cwd: folder });
    const { out, status } = await memwrap(['report', '--json', 'rec'], { cwd: folder });
    expect(status).toBe(0);
    const { peaks } = JSON.parse(out) as { peaks: { rss: number } };
    expect(peaks.rss).toBeGreaterThan(96 * MIB);
    expect(peaks.rss).toBeLessThan(400 * MIB);
  });

  test('what cannot be measured is absent, with the reason', async ({ folder }) => {
    await memwrap([...PORTABLE, '--', ...holder(8)], { cwd: folder });
    const [start] = ofType(path.join(folder, 'rec'), 'start');
    expect(start).toMatchObject({
      sampler: {
        kind: 'portable',
        metrics: ['rss'],
        missing: { pss: 'the portable sampler reads RSS only' },
      },
    });
    for (const sample of ofType(path.join(folder, 'rec'), 'sample')) {
      expect(sample).not.toHaveProperty('pss');
      expect(sample).not.toHaveProperty('swap');
    }
  });

  test('a broken ceiling is 122, and kill ends the tree', async ({ folder }) => {
    const options = [...PORTABLE, '--force', '-m', '32MiB'];
    expect((await memwrap([...options, '--', ...holder(96)], { cwd: folder })).status).toBe(122);
    const forever = `const held = Buffer.alloc(96 * 2 ** 20, 1); setInterval(() => held.length, 1000)`;
    const { status } = await memwrap(
      [...options, '--on-breach', 'kill', '--', process.execPath, '-e', forever],
      { cwd: folder },
    );
    expect(status).toBe(122);
    expect((await memwrap(['check', '-m', '32MiB', 'rec'], { cwd: folder })).status).toBe(122);
  });
});

test('on Windows one line says where it runs', ({ folder, skip }) => {
  needs(skip, 'installed');
  const claim = path.join(folder, 'windows.cjs');
  writeFileSync(claim, `Object.defineProperty(process, 'platform', { value: 'win32' });`);
  const main = path.resolve(import.meta.dirname, '../../dist/main.cjs');
  const { exitCode, stderr, stdout } = execaSync(
    process.execPath,
    ['--require', claim, main, '--', 'node', '-e', '0'],
    { reject: false },
  );
  expect({ exitCode, stdout }).toEqual({ exitCode: 125, stdout: '' });
  expect(stderr).toMatch(/^memwrap: Windows is not supported; run it in WSL .*$/);
});

test('a warning of a package that measures harms nothing', async ({ folder, skip }) => {
  needs(skip, 'linux', 'mount');
  // Without /proc pidusage warns by console, whose streams memwrap has taken away.
  const script = `mount -t tmpfs none /proc; exec "$MEMWRAP" -q --sampler portable -o rec -- sh -c 'echo ran; sleep 0.5; exit 7'`;
  const env = { SCRIPT: script };
  const { status, out, err } = await shell('exec unshare -m sh -c "$SCRIPT"', { cwd: folder, env });
  expect({ status, out, err }).toEqual({ status: 7, out: 'ran\n', err: '' });
});
