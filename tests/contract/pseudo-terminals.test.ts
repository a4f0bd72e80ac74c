import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect } from 'vitest';
import { test } from './harness/contract-test.ts';
import { native } from './harness/native.ts';
import { needs, python } from './harness/needs.ts';
import { stateOf } from './harness/processes.ts';
import { beginMemwrap, MEMWRAP, memwrap, shell } from './harness/program.ts';
import { onlyRecording, records, streamBytes } from './harness/recording.ts';
import { openTerminal } from './harness/terminal.ts';
import { until } from './harness/until.ts';

const PTY = ['-q', '--io', 'pty', '--'];

describe('--io pty', () => {
  test('stdout and stderr are terminals, and stay separate', async ({ folder, skip }) => {
    needs(skip, 'perl', 'linux');
    const script = 'test -t 1 && echo out is one; test -t 2 && echo err is one >&2; exit 3';
    const { status, out, err } = await memwrap([...PTY, 'sh', '-c', script], { cwd: folder });
    expect({ status, out, err }).toEqual({ status: 3, out: 'out is one\n', err: 'err is one\n' });
    const all = records(onlyRecording(folder));
    expect(streamBytes(all, 1).toString()).toBe('out is one\n');
    expect(streamBytes(all, 2).toString()).toBe('err is one\n');
  });

  test('every byte comes out unchanged', async ({ folder, skip }) => {
    needs(skip, 'perl', 'linux');
    const script = `seq 1 200000; printf '\\000\\377\\r\\n\\004\\003'; head -c 100000 /dev/zero`;
    const wrapped = await shell(
      `"$MEMWRAP" ${PTY.join(' ')} sh -c '${script.replaceAll("'", '"')}' | sha256sum`,
      { cwd: folder },
    );
    const plain = await shell(`sh -c '${script.replaceAll("'", '"')}' | sha256sum`, {
      cwd: folder,
    });
    expect(wrapped.out).toBe(plain.out);
  });

  test('python writes each line at once, because it sees a terminal', async ({ folder, skip }) => {
    needs(skip, 'perl', 'linux', 'python3');
    const code = 'import sys; print("first"); sys.stdin.readline(); print(sys.stdout.isatty())';
    const running = beginMemwrap(
      ['-q', '--no-unbuffer', '--io', 'pty', '--', python(), '-c', code],
      {
        cwd: folder,
        stdio: ['pipe', 'pipe', 'pipe'],
      },
    );
    await running.says('first');
    running.child.stdin?.end('\n');
    expect((await running.ended).out).toBe('first\nTrue\n');
  });

  test('session, group and controlling terminal are kept', async ({ folder, skip }) => {
    needs(skip, 'perl', 'linux', 'python3');
    const look = 'sed "s/.*) . //" /proc/$$/stat | cut -d" " -f2-5';
    const terminal = await openTerminal(
      ['sh', '-c', `echo "[$(${look})]"; ${MEMWRAP} ${PTY.join(' ')} sh -c '${look}'; echo end`],
      { cwd: folder },
    );
    await terminal.shows('end');
    await terminal.ended;
    const [outside, inside] = terminal.shown().split('\r\n');
    expect(`[${inside}]`).toBe(outside);
  });

  test('Ctrl-C and a window resize reach the command', async ({ folder, skip }) => {
    needs(skip, 'perl', 'linux', 'python3');
    const code = `
import os, signal, time
def size(*_): print("size", *os.get_terminal_size(1), flush=True)
signal.signal(signal.SIGWINCH, size)
size()
try:
    while True: time.sleep(0.1)
except KeyboardInterrupt:
    print("interrupted")
    raise SystemExit(9)
`;
    const terminal = await openTerminal(
      [MEMWRAP, ...PTY, python(), '-c', code],
      { cwd: folder },
      [31, 97],
    );
    await terminal.shows('size 97 31');
    terminal.resize(40, 120);
    await terminal.shows('size 120 40');
    terminal.type('\x03');
    expect(await terminal.ended).toEqual({ status: 9 });
    expect(terminal.shown().match(/interrupted/g)).toHaveLength(1);
  });

  test('Ctrl-C counts once', async ({ folder, skip }) => {
    needs(skip, 'perl', 'linux', 'python3', 'cc');
    const terminal = await openTerminal([MEMWRAP, ...PTY, native('count-signals')], {
      cwd: folder,
    });
    await terminal.shows('ready');
    const counter = Number(/ready (\d+)/.exec(terminal.shown())?.[1]);
    terminal.type('\x03');
    await terminal.shows('got 2 1');
    process.kill(terminal.pid, 'SIGUSR2');
    await terminal.shows('got 12 1');
    process.kill(counter, 'SIGKILL');
    await terminal.ended;
    expect(terminal.shown()).not.toContain('got 2 2');
  });

  test('Ctrl-Z and fg stop and resume it', async ({ folder, skip }) => {
    needs(skip, 'perl', 'linux', 'python3', 'bash');
    const terminal = await openTerminal(['bash', '--norc', '-i'], {
      cwd: folder,
      env: { PS1: 'prompt> ' },
    });
    await terminal.shows('prompt> ');
    terminal.type(`${MEMWRAP} ${PTY.join(' ')} sh -c 'echo pid=$$; read x; echo "got:$x"'\r`);
    await terminal.shows(/pid=\d+/);
    const pid = Number(/pid=(\d+)/.exec(terminal.shown())?.[1]);
    terminal.type('\x1a');
    await terminal.shows('Stopped');
    expect(stateOf(pid)).toBe('T');
    terminal.type('fg\r');
    await until('it goes on', () => stateOf(pid) !== 'T');
    terminal.type('hello\r');
    await terminal.shows('got:hello');
    terminal.type('exit\r');
    await terminal.ended;
  });

  test('memwrap killed by SIGKILL: the output still arrives', async ({ folder, skip }) => {
    needs(skip, 'perl', 'linux');
    const script = 'echo first; read -r x; seq 1 50000; echo last';
    const running = beginMemwrap([...PTY, 'sh', '-c', script], {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    await running.says('first');
    process.kill(running.pid, 'SIGKILL');
    await running.exited;
    running.child.stdin?.end('\n');
    await running.says('last\n');
    expect(running.stdout().toString()).toContain('\n49999\n50000\nlast\n');
  });

  test('without perl it fails with a message and does not run the command', async ({
    folder,
    skip,
  }) => {
    needs(skip, 'linux');
    const script =
      'mkdir bin; for name in sh node env touch; do ln -s "$(command -v $name)" bin/$name; done; PATH="$PWD/bin" exec "$MEMWRAP" -o rec --io pty -- touch ran';
    const { status, err } = await shell(script, { cwd: folder });
    expect(status).toBe(125);
    expect(err).toMatch(/^memwrap: --io pty needs perl.*\n$/);
    expect(() => readFileSync(path.join(folder, 'ran'))).toThrow();
  });
});
