import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect } from 'vitest';
import { test } from './harness/contract-test.ts';
import { needs } from './harness/needs.ts';
import { begin, type Ended, MEMWRAP, shell } from './harness/program.ts';

/** Node cannot start with so much address space (KiB). */
const TOO_SMALL = 'ulimit -v 500000';
const BARE =
  /^memwrap: not recorded: ulimit -v is 488 MiB, and Node needs \d+; the command runs without memwrap/;

const limited = (limit: string, args: string, folder: string): Promise<Ended> =>
  shell(`${limit}; exec "$MEMWRAP" ${args}`, { cwd: folder });

/** An ordinary user who may have so many processes; root is exempt. */
const fewProcesses = (count: number, args: readonly string[], folder: string): Promise<Ended> =>
  begin(
    'setpriv',
    // A user of its own, because all processes of a user count, also those of other tests.
    [
      '--reuid',
      '61234',
      '--regid',
      '61234',
      '--clear-groups',
      'prlimit',
      `--nproc=${count}`,
    ].concat([MEMWRAP, ...args]),
    { cwd: folder },
  ).ended;

describe('sentence 30: limits that Node cannot start under', () => {
  test('the command runs as without memwrap, and one line says why it is not recorded', async ({
    folder,
    skip,
  }) => {
    needs(skip, 'linux');
    const { status, out, err } = await limited(
      TOO_SMALL,
      `-q -o rec --interval 50ms -- sh -c 'ulimit -v; echo "$1"; exit 7' sh 'a  b'`,
      folder,
    );
    expect({ status, out }).toEqual({ status: 7, out: '500000\na  b\n' });
    expect(err).toMatch(BARE);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect(existsSync(path.join(folder, 'rec'))).toBe(false);
  });

  test('it is in the very process that memwrap was', async ({ folder, skip }) => {
    needs(skip, 'linux');
    const { out, signal } = await shell(
      `${TOO_SMALL}; echo $$; exec "$MEMWRAP" sh -c 'echo $$; kill -TERM $$'`,
      { cwd: folder },
    );
    const [outside, inside] = out.split('\n');
    expect(inside).toBe(outside);
    expect(signal).toBe('SIGTERM');
  });

  test.for([
    ['data', 'ulimit -d 30000', /ulimit -d is 29 MiB, and Node needs \d+;/],
    ['a stack', 'ulimit -s 100', /ulimit -s is 100 KiB, and Node needs 1024;/],
  ] as const)('too little %s', async ([, limit, words], { folder, skip }) => {
    needs(skip, 'linux');
    const { status, out, err } = await limited(limit, '-q -o rec -- echo ran', folder);
    expect({ status, out }).toEqual({ status: 0, out: 'ran\n' });
    expect(err).toMatch(words);
  });

  test.for([1, 2, 6, 10, 14])('%i processes', async (count, { folder, skip }) => {
    needs(skip, 'root', 'setpriv', 'prlimit');
    const { status, out, err } = await fewProcesses(
      count,
      ['-q', '-o', '/dev/null', '--', 'echo', 'ran'],
      folder,
    );
    expect({ status, out }).toEqual({ status: 0, out: 'ran\n' });
    expect(err).toBe(
      `memwrap: not recorded: ulimit -u is ${count}, and Node needs 16 more processes than there are; the command runs without memwrap\n`,
    );
  });

  test('enough of everything: it is recorded', async ({ folder, skip }) => {
    needs(skip, 'root', 'setpriv', 'prlimit');
    chmodSync(folder, 0o755);
    const many = await fewProcesses(40, ['-q', '-o', '/dev/null', '--', 'echo', 'ran'], folder);
    expect(many).toMatchObject({ status: 0, out: 'ran\n', err: '' });
    const large = await limited(
      'ulimit -v 2000000; ulimit -d 1000000',
      '-q -o rec -- echo ran',
      folder,
    );
    expect(large).toMatchObject({ status: 0, out: 'ran\n', err: '' });
    expect(existsSync(path.join(folder, 'rec'))).toBe(true);
  });

  test('a limit that is not judged is no pass', async ({ folder, skip }) => {
    needs(skip, 'linux');
    const script = `-- sh -c 'echo ran; exit "$0"'`;
    for (const option of [
      '--max-rss 1GiB',
      '--max-rss=1GiB',
      '-qm 1GiB',
      '--baseline x',
      '--min-free 1GiB',
    ]) {
      const { status, out, err } = await limited(TOO_SMALL, `${option} ${script} 0`, folder);
      expect({ option, status, out }).toEqual({ option, status: 122, out: 'ran\n' });
      expect(err).toMatch(/is not judged \(status 122\)\n$/);
    }
    const failed = await limited(TOO_SMALL, `--max-pss 1GiB ${script} 9`, folder);
    expect(failed).toMatchObject({ status: 9, out: 'ran\n' });
    for (const option of [
      '-m 1GiB --on-breach warn',
      '--if-unknown pass -m 1GiB',
      '--max-record 1GiB',
    ]) {
      const { status, err } = await limited(TOO_SMALL, `${option} ${script} 0`, folder);
      expect({ option, status }).toEqual({ option, status: 0 });
      expect(err).toMatch(BARE);
    }
  });

  test('nor one that the configuration holds', async ({ folder, skip }) => {
    needs(skip, 'linux');
    writeFileSync(path.join(folder, 'package.json'), '{"scripts":{"x":"--max-rss"},"max-rss":1}');
    expect(await limited(TOO_SMALL, 'true', folder)).toMatchObject({ status: 0 });
    writeFileSync(path.join(folder, 'package.json'), '{\n"memwrap": {\n"max-rss": "1GiB" } }');
    expect(await limited(TOO_SMALL, 'true', folder)).toMatchObject({ status: 122 });
    writeFileSync(path.join(folder, 'memwrap.config.json'), '{"max-record": "1GiB"}');
    expect(await limited(TOO_SMALL, 'true', folder)).toMatchObject({ status: 0 });
    writeFileSync(path.join(folder, 'memwrap.config.json'), '{"max-rss": "1GiB"}');
    expect(await limited(TOO_SMALL, 'true', folder)).toMatchObject({ status: 122 });
  });

  test('a gated command gets its input and its signals', async ({ folder, skip }) => {
    needs(skip, 'linux', 'blockSignal');
    const piped = await shell(`${TOO_SMALL}; echo typed | "$MEMWRAP" -m 1GiB cat`, { cwd: folder });
    expect(piped.out).toBe('typed\n');
    const script = 'trap "echo caught; exit 6" TERM INT; echo ready; while :; do sleep 0.02; done';
    for (const name of ['SIGTERM', 'SIGINT'] as const) {
      const running = begin(
        '/bin/sh',
        ['-c', `${TOO_SMALL}; exec "$0" "$@"`, MEMWRAP, '-m', '1GiB', 'sh', '-c', script],
        { cwd: folder },
      );
      await running.says('ready');
      process.kill(running.pid, name);
      expect(await running.ended).toMatchObject({ status: 6, out: 'ready\ncaught\n' });
    }
  });

  test('what needs memwrap itself says so', async ({ folder, skip }) => {
    needs(skip, 'linux');
    for (const args of ['report', 'list --json', 'check x.jsonl', '--help', '-qV', '', '-q']) {
      const { status, out, err } = await limited(TOO_SMALL, args, folder);
      expect({ args, status, out }).toEqual({ args, status: 125, out: '' });
      expect(err).toMatch(/^memwrap: .*: ulimit -v is 488 MiB, and Node needs \d+\n$/);
    }
  });

  test('a command that is not there, or has the name of a subcommand', async ({ folder, skip }) => {
    needs(skip, 'linux');
    expect(await limited(TOO_SMALL, '-q -- no-such-command', folder)).toMatchObject({
      status: 127,
      err: 'memwrap: no-such-command: command not found\n',
    });
    writeFileSync(path.join(folder, 'report'), '#!/bin/sh\necho mine\n', { mode: 0o755 });
    const env = { PATH: `${folder}:${process.env['PATH']}` };
    const { out } = await shell(`${TOO_SMALL}; exec "$MEMWRAP" -- report`, { cwd: folder, env });
    expect(out).toBe('mine\n');
  });
});
