import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect } from 'vitest';
import { parseDocument } from 'yaml';
import { test } from './harness/contract-test.ts';
import { native } from './harness/native.ts';
import { needs } from './harness/needs.ts';
import { childrenOf, isAlive, statusField } from './harness/processes.ts';
import { begin, MEMWRAP, type Running, shell } from './harness/program.ts';
import { ofType, onlyRecording } from './harness/recording.ts';
import { openTerminal } from './harness/terminal.ts';
import { until } from './harness/until.ts';

/** In a pid namespace of its own, where memwrap is the first process, as it is as a container's entry point. */
const NAMESPACE = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'] as const;

function contained(args: readonly string[], folder: string): Running {
  const [file, ...before] = NAMESPACE;
  return begin(file, [...before, MEMWRAP, ...args], { cwd: folder });
}

/** The pid outside of the namespace of its first process. */
async function firstProcess(running: Running): Promise<number> {
  let found: number | undefined;
  await until('the first process', () => {
    [found] = childrenOf(running.pid);
    return found !== undefined;
  });
  return found ?? 0;
}

describe('sentence 28: the first process of a container', () => {
  test('what others leave behind is reaped', async ({ folder, skip }) => {
    needs(skip, 'pidNamespace');
    // Each sleep is an orphan that ends 9 times; then nothing is a zombie, and nothing is left of the launcher's helpers.
    const script = `i=0; while [ $i -lt 9 ]; do i=$((i+1)); (sh -c 'sleep 0.1; exit 1' &); done
      sleep 0.5; grep -h '^State:' /proc/[0-9]*/status 2>/dev/null | grep -c Z; exit 5`;
    const running = contained(['-q', '-o', 'rec', '--', 'sh', '-c', script], folder);
    const { status, out, err } = await running.ended;
    expect({ status, out, err }).toEqual({ status: 5, out: '0\n', err: '' });
    expect(ofType(path.join(folder, 'rec'), 'end')).toMatchObject([{ status: 5 }]);
  });

  test.for([
    ['exit 0', 0],
    ['exit 127', 127],
    ['exit 200', 200],
    ['kill -TERM $$', 143],
    ['kill -SEGV $$', 139],
    ['kill -KILL $$', 137],
  ] as const)('the status of “%s” is kept', async ([script, expected], { folder, skip }) => {
    needs(skip, 'pidNamespace');
    const { status } = await contained(['-q', '-o', 'rec', '--', 'sh', '-c', script], folder).ended;
    expect(status).toBe(expected);
  });

  test('a broken ceiling is 122, a missing command 127, a wrong option 125', async ({
    folder,
    skip,
  }) => {
    needs(skip, 'pidNamespace');
    const status = async (...args: string[]) => (await contained(args, folder).ended).status;
    expect(await status('-q', '-o', 'rec', '-m', '1KiB', '--', 'sleep', '0.2')).toBe(122);
    expect(await status('-q', '-o', 'rec2', '--', 'no-such-command')).toBe(127);
    expect(await status('--no-such-option', '--', 'true')).toBe(125);
    expect(await status('check', '-m', '1KiB', 'rec')).toBe(122);
  });

  test('it ends with the command, whoever is left', async ({ folder, skip }) => {
    needs(skip, 'pidNamespace');
    const script = 'sleep 41 >/dev/null 2>&1 & echo $!; exit 3';
    const { status, out } = await contained(['-q', '-o', 'rec', '--', 'sh', '-c', script], folder)
      .ended;
    expect(status).toBe(3);
    expect(out).toMatch(/^\d+\n$/);
  });

  test('stdin, stdout, stderr and the other descriptors are the command’s', async ({
    folder,
    skip,
  }) => {
    needs(skip, 'pidNamespace');
    const script = `echo typed | ${NAMESPACE.join(' ')} "$MEMWRAP" -q -o rec -- sh -c 'cat; echo on 5 >&5; readlink /proc/self/fd/5; ls /proc/self/fd | grep -x "[0-9]"' 5>five`;
    const { status, out } = await shell(script, { cwd: folder });
    expect({ status, out }).toEqual({ status: 0, out: `typed\n${folder}/five\n0\n1\n2\n3\n5\n` });
    expect(readFileSync(path.join(folder, 'five'), 'utf8')).toBe('on 5\n');
  });

  test('closed standard input stays closed', async ({ folder, skip }) => {
    needs(skip, 'pidNamespace');
    const script = `${NAMESPACE.join(' ')} "$MEMWRAP" -q -o rec -- sh -c '[ -e /proc/self/fd/0 ] && echo open || echo closed' <&-`;
    expect((await shell(script, { cwd: folder })).out).toBe('closed\n');
  });

  test('a signal to it alone reaches the command exactly once', async ({ folder, skip }) => {
    needs(skip, 'pidNamespace', 'cc');
    const running = contained(['-q', '-o', 'rec', '--', native('count-signals')], folder);
    await running.says('ready');
    const pid = await firstProcess(running);
    // As a container's engine does it, from outside.
    for (const [name, number] of [
      ['SIGHUP', 1],
      ['SIGINT', 2],
      ['SIGQUIT', 3],
      ['SIGUSR1', 10],
      ['SIGTERM', 15],
      ['SIGWINCH', 28],
    ] as const) {
      process.kill(pid, name);
      await running.says(`got ${number} 1\n`);
    }
    process.kill(pid, 'SIGTERM');
    await running.says('got 15 2\n');
    expect(running.stdout().toString().match(/got/g)).toHaveLength(7);
    process.kill(pid, 'SIGKILL');
    await running.exited;
  });

  test('a signal that the terminal sends to all reaches it exactly once', async ({
    folder,
    skip,
  }) => {
    needs(skip, 'pidNamespace', 'cc', 'python3');
    const command = [...NAMESPACE, MEMWRAP, '-q', '-o', 'rec', '--', native('count-signals')];
    const terminal = await openTerminal(command, { cwd: folder });
    await terminal.shows('ready');
    terminal.type('\x03');
    await terminal.shows('got 2 1');
    terminal.resize(30, 90);
    await terminal.shows('got 28 1');
    terminal.type('\x03');
    await terminal.shows('got 2 2');
    terminal.resize(31, 90);
    await terminal.shows('got 28 2');
    expect(terminal.shown().match(/got .*/g)).toEqual([
      'got 2 1',
      'got 28 1',
      'got 2 2',
      'got 28 2',
    ]);
  });

  test('docker stop: the command cleans up, and its status is kept', async ({ folder, skip }) => {
    needs(skip, 'pidNamespace');
    const script =
      'trap "sleep 0.2; echo cleaned; exit 42" TERM; echo ready; while :; do sleep 0.02; done';
    const running = contained(['-q', '-o', 'rec', '--', 'sh', '-c', script], folder);
    await running.says('ready');
    process.kill(await firstProcess(running), 'SIGTERM');
    expect(await running.ended).toMatchObject({ status: 42, out: 'ready\ncleaned\n' });
  });

  test('a subcommand ends by a signal too', async ({ folder, skip }) => {
    needs(skip, 'pidNamespace');
    await shell('mkfifo slow', { cwd: folder });
    const script = `exec ${NAMESPACE.join(' ')} "$MEMWRAP" log - <slow`;
    const running = begin('/bin/sh', ['-c', script], { cwd: folder, env: { MEMWRAP } });
    const holder = begin('/bin/sh', ['-c', 'exec sleep 40 >slow'], { cwd: folder });
    const pid = await firstProcess(running);
    await until('node reads', () =>
      childrenOf(pid).some((each) => Number(statusField(each, 'Threads')) > 4),
    );
    process.kill(pid, 'SIGTERM');
    expect(await running.ended).toMatchObject({ status: 143 });
    expect(isAlive(holder.pid)).toBe(true);
    process.kill(holder.pid, 'SIGKILL');
  });
});

describe('docs/containers.md', () => {
  const text = readFileSync(path.resolve(import.meta.dirname, '../../docs/containers.md'), 'utf8');
  const block = (language: string): string =>
    new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(text)?.[1] ?? '';
  const words = (value: unknown): string[] => {
    if (!Array.isArray(value)) throw new Error('not a list');
    return value.map(String);
  };

  /** Its words, with another command, in a working folder that is not the image's. */
  async function runsThere(entry: readonly string[], folder: string): Promise<void> {
    expect(entry[0]).toBe('memwrap');
    const running = contained([...entry.slice(1), 'sh', '-c', 'echo served; exit 4'], folder);
    expect(await running.ended).toMatchObject({ status: 4, out: 'served\n', err: '' });
    expect(ofType(onlyRecording(folder), 'start')).toMatchObject([
      { argv: ['sh', '-c', 'echo served; exit 4'] },
    ]);
  }

  test('the Dockerfile’s entry point is one that memwrap takes', async ({ folder, skip }) => {
    needs(skip, 'pidNamespace');
    const entry = /^ENTRYPOINT (\[.*\])$/m.exec(block('dockerfile'))?.[1];
    await runsThere(words(JSON.parse(entry ?? '')), folder);
  });

  test('and so is the manifest’s', async ({ folder, skip }) => {
    needs(skip, 'pidNamespace');
    const manifest = parseDocument(block('yaml'));
    expect(manifest.errors).toEqual([]);
    const place = ['spec', 'template', 'spec', 'containers', 0];
    const container = manifest.getIn(place, true);
    const { command, volumeMounts } = (
      container as { toJS(d: unknown): Record<string, never> }
    ).toJS(manifest);
    expect(volumeMounts).toEqual([{ name: 'recordings', mountPath: '/app/.memwrap' }]);
    await runsThere(words(command), folder);
  });
});
