import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { describe, expect } from 'vitest';
import { test } from './harness/contract-test.ts';
import { native } from './harness/native.ts';
import { needs, python } from './harness/needs.ts';
import { belongingTo, isAlive, stateOf } from './harness/processes.ts';
import { beginMemwrap, beginShell, MEMWRAP, type Running } from './harness/program.ts';
import { onlyRecording, records, streamBytes } from './harness/recording.ts';
import { openTerminal } from './harness/terminal.ts';
import { until } from './harness/until.ts';

const PASSED_ON: readonly NodeJS.Signals[] = [
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGTERM',
  'SIGUSR1',
  'SIGALRM',
  'SIGVTALRM',
  'SIGPROF',
  'SIGCONT',
  'SIGWINCH',
  'SIGURG',
  'SIGIO',
  'SIGPWR',
  'SIGXCPU',
];
/** Sent last: everything sent before has been handled when it arrives. */
const LAST: NodeJS.Signals = 'SIGUSR2';
const number = (name: NodeJS.Signals): number => constants.signals[name];
const once = (name: NodeJS.Signals): string => `got ${number(name)} 1\n`;

/** The pid that the counter prints when it is ready. */
async function ready(running: Running): Promise<number> {
  await running.says('\n');
  return Number(/ready (\d+)/.exec(running.stdout().toString())?.[1]);
}

describe('sentence 8: each signal exactly once', () => {
  test('sent to memwrap alone', async ({ folder, skip }) => {
    needs(skip, 'cc');
    const running = beginMemwrap(['-q', '--', native('count-signals')], { cwd: folder });
    const counter = await ready(running);
    for (const name of PASSED_ON) {
      process.kill(running.pid, name);
      await running.says(`got ${number(name)} 1\n`);
    }
    process.kill(running.pid, LAST);
    await running.says(`got ${number(LAST)} 1\n`);
    process.kill(counter, 'SIGKILL');
    const { status, out } = await running.ended;
    const expected = [...PASSED_ON, LAST].map((name: NodeJS.Signals) => once(name));
    expect(out).toBe(`ready ${counter}\n${expected.join('')}`);
    expect(status).toBe(137);
  });

  test('sent to the whole process group', async ({ folder, skip }) => {
    needs(skip, 'cc');
    const running = beginMemwrap(['-q', '--', native('count-signals')], {
      cwd: folder,
      detached: true,
    });
    const counter = await ready(running);
    for (const name of PASSED_ON) {
      process.kill(-running.pid, name);
      await running.says(`got ${number(name)} 1\n`);
    }
    process.kill(running.pid, LAST);
    await running.says(`got ${number(LAST)} 1\n`);
    process.kill(counter, 'SIGKILL');
    const { out } = await running.ended;
    const expected = [...PASSED_ON, LAST].map((name: NodeJS.Signals) => once(name));
    expect(out).toBe(`ready ${counter}\n${expected.join('')}`);
  });

  test('one to memwrap and one to its group count as two', async ({ folder, skip }) => {
    needs(skip, 'cc');
    const running = beginMemwrap(['-q', '--', native('count-signals')], {
      cwd: folder,
      detached: true,
    });
    const counter = await ready(running);
    process.kill(running.pid, 'SIGTERM');
    await running.says(`got 15 1\n`);
    process.kill(-running.pid, 'SIGTERM');
    await running.says(`got 15 2\n`);
    process.kill(running.pid, 'SIGTERM');
    await running.says(`got 15 3\n`);
    process.kill(running.pid, LAST);
    await running.says(`got ${number(LAST)} 1\n`);
    process.kill(counter, 'SIGKILL');
    expect((await running.ended).out).not.toContain('got 15 4');
  });

  test('typed at a terminal or sent by it', async ({ folder, skip }) => {
    needs(skip, 'cc', 'python3');
    const command = [MEMWRAP, '-q', '--', native('count-signals')];
    const terminal = await openTerminal(command, { cwd: folder });
    await terminal.shows('ready');
    const counter = Number(/ready (\d+)/.exec(terminal.shown())?.[1]);
    terminal.type('\x03');
    await terminal.shows('got 2 1');
    terminal.type('\x1c');
    await terminal.shows('got 3 1');
    terminal.resize(30, 90);
    await terminal.shows('got 28 1');
    terminal.type('\x03');
    await terminal.shows('got 2 2');
    process.kill(terminal.pid, LAST);
    await terminal.shows(`got ${number(LAST)} 1`);
    process.kill(counter, 'SIGKILL');
    await terminal.ended;
    expect(terminal.shown().match(/got .*/g)).toEqual([
      'got 2 1',
      'got 3 1',
      'got 28 1',
      'got 2 2',
      `got ${number(LAST)} 1`,
    ]);
  });

  test('the terminal hangs up', async ({ folder, skip }) => {
    needs(skip, 'cc', 'python3');
    const command = `exec "$@" >"$0/output" 2>&1`;
    const output = path.join(folder, 'output');
    const terminal = await openTerminal(
      ['/bin/sh', '-c', command, folder, MEMWRAP, '-q', '--', native('count-signals')],
      { cwd: folder },
    );
    const text = (): string => (existsSync(output) ? readFileSync(output, 'latin1') : '');
    await until('ready', () => text().includes('ready'));
    const counter = Number(/ready (\d+)/.exec(text())?.[1]);
    terminal.close();
    await until('the hang-up', () => text().includes('got 1 '));
    process.kill(terminal.pid, LAST);
    await until('the last', () => text().includes(`got ${number(LAST)} 1`));
    expect(text().match(/got 1 .*/g)).toEqual(['got 1 1']);
    process.kill(counter, 'SIGKILL');
  });

  test('a signal in the first milliseconds is not lost', async ({ folder }) => {
    // Whenever it arrives: nothing was started, or the command got it.
    const outcomes = new Set<string>();
    for (let round = 0; round < 24; round++) {
      const running = beginMemwrap(
        ['-q', '-o', '/dev/null', '--', 'sh', '-c', 'sleep 30; exit 3'],
        {
          cwd: folder,
        },
      );
      await new Promise((resolve) => setTimeout(resolve, round * 6));
      process.kill(running.pid, 'SIGTERM');
      const { signal, status } = await running.ended;
      outcomes.add(`${signal} ${status}`);
    }
    expect([...outcomes]).toEqual(['SIGTERM null']);
    // The sleeps are orphaned as they would be without memwrap; they hold the pipes, and cat stays for them.
    for (const { pid, name } of belongingTo(folder)) if (name === 'sleep') process.kill(pid);
    await until('no process is left', () => belongingTo(folder).length === 0);
  });
});

describe('sentence 9: memwrap never ends before the command', () => {
  test('a trap that takes 300 ms gets its time and its code is kept', async ({ folder }) => {
    const script =
      'trap "sleep 0.3; echo cleaned; exit 42" TERM; echo ready; while :; do sleep 0.02; done';
    const running = beginMemwrap(['-q', '--', 'sh', '-c', script], { cwd: folder });
    await running.says('ready');
    process.kill(running.pid, 'SIGTERM');
    expect(await running.ended).toMatchObject({ status: 42, out: 'ready\ncleaned\n' });
  });

  test('nor at a second Ctrl-C', async ({ folder, skip }) => {
    needs(skip, 'python3');
    const script = `trap 'n=$((n+1)); echo caught $n; [ $n -lt 2 ] || { sleep 0.2; echo cleaned; exit 43; }' INT
      echo ready; while :; do sleep 0.02; done`;
    const terminal = await openTerminal([MEMWRAP, '-q', '--', 'sh', '-c', script], {
      cwd: folder,
    });
    await terminal.shows('ready');
    terminal.type('\x03');
    await terminal.shows('caught 1');
    terminal.type('\x03');
    await terminal.shows('caught 2');
    expect(await terminal.ended).toEqual({ status: 43 });
    expect(terminal.shown()).toContain('cleaned');
  });

  test('a command that ignores TERM stays alive', async ({ folder }) => {
    const script = `trap '' TERM; echo ready; read -r line; echo "read $line"`;
    const running = beginMemwrap(['-q', '--', 'sh', '-c', script], {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    await running.says('ready');
    process.kill(running.pid, 'SIGTERM');
    process.kill(running.pid, 'SIGTERM');
    running.child.stdin?.end('on\n');
    expect(await running.ended).toMatchObject({ status: 0, out: 'ready\nread on\n' });
  });

  test('timeout(1) ends all of it', async ({ folder }) => {
    const script = `timeout 1 "$MEMWRAP" -q -- sh -c 'sleep 31 & sleep 32 & echo started; wait'; echo $?`;
    const { out } = await beginShell(script, { cwd: folder }).ended;
    expect(out).toBe('started\n124\n');
    await until('no process is left', () => belongingTo(folder).length === 0);
  });
});

describe('sentence 10: Ctrl-Z and fg', () => {
  test('they stop both and resume both', async ({ folder, skip }) => {
    needs(skip, 'python3', 'bash');
    const terminal = await openTerminal(['bash', '--norc', '-i'], {
      cwd: folder,
      env: { PS1: 'prompt> ' },
    });
    await terminal.shows('prompt> ');
    terminal.type(`${MEMWRAP} -q -- sh -c 'echo pid=$$; read x; echo "got:$x"; exit 5'\r`);
    await terminal.shows(/pid=\d+/);
    const pid = Number(/pid=(\d+)/.exec(terminal.shown())?.[1]);
    terminal.type('\x1a');
    await terminal.shows('Stopped');
    expect(stateOf(pid)).toBe('T');
    terminal.type('fg\r');
    await until('it goes on', () => stateOf(pid) !== 'T');
    terminal.type('hello\r');
    await terminal.shows('got:hello');
    terminal.type('echo status=$?\r');
    await terminal.shows('status=5');
    terminal.type('exit\r');
    await terminal.ended;
  });
});

describe('sentence 11: memwrap killed by SIGKILL', () => {
  test('the command survives, its output arrives, the recording parses', async ({ folder }) => {
    const script =
      'echo pid=$$; i=0; while [ $i -lt 500 ]; do i=$((i+1)); echo line $i; sleep 0.01; done; echo done';
    const running = beginMemwrap(['-q', '--', 'sh', '-c', script], { cwd: folder });
    await running.says('line 60\n');
    process.kill(running.pid, 'SIGKILL');
    const pid = Number(/pid=(\d+)/.exec(running.stdout().toString())?.[1]);
    await running.exited;
    expect(isAlive(pid)).toBe(true);
    await running.says('done\n');
    const numbers = running
      .stdout()
      .toString()
      .match(/line \d+/g);
    expect(numbers?.at(-1)).toBe('line 500');
    // What was read but not yet written when the kill came may be lost: a line or two, no more.
    expect(numbers?.length).toBeGreaterThan(495);
    const recorded = streamBytes(records(onlyRecording(folder)), 1).toString();
    // 60 lines of 10 ms and at most one second behind.
    expect(recorded).toContain('pid=');
    await running.closed;
    await until('no process is left', () => belongingTo(folder).length === 0);
  });

  test('the last samples and lines are at most a second old', async ({ folder }) => {
    const running = beginMemwrap(
      ['-q', '--', 'sh', '-c', 'while :; do date +%s%3N; sleep 0.02; done'],
      { cwd: folder },
    );
    await until('two seconds of lines', () => running.stdout().length > 14 * 40);
    process.kill(running.pid, 'SIGKILL');
    const killed = Date.now();
    const all = records(onlyRecording(folder));
    const last = Math.max(...all.map((record) => Number(record['time'])));
    expect(killed - last).toBeLessThan(1000);
    await running.exited;
  });
});

describe('sentence 1: ignored and blocked signals stay so', () => {
  test('nohup keeps working', async ({ folder, skip }) => {
    needs(skip, 'cc');
    const running = beginShell(
      'exec nohup "$MEMWRAP" -q -- "$1" 2>/dev/null',
      {
        cwd: folder,
        detached: true,
      },
      [native('count-signals')],
    );
    const counter = await ready(running);
    process.kill(-running.pid, 'SIGHUP');
    process.kill(running.pid, 'SIGHUP');
    process.kill(running.pid, LAST);
    await running.says(`got ${number(LAST)} 1\n`);
    expect(isAlive(running.pid)).toBe(true);
    process.kill(counter, 'SIGKILL');
    expect((await running.ended).out).not.toContain('got 1 ');
  });

  test('each of them is in the command as in its caller', async ({ folder, skip }) => {
    needs(skip, 'linux', 'blockSignal');
    const look = `grep -E '^Sig(Blk|Ign)' /proc/self/status`;
    const set = `trap '' HUP USR1 QUIT; exec env --block-signal=USR2,ALRM sh -c`;
    const plain = await beginShell(`${set} "${look}"`, { cwd: folder }).ended;
    const wrapped = await beginShell(`${set} '"$MEMWRAP" -q -- ${look.replaceAll("'", '"')}'`, {
      cwd: folder,
    }).ended;
    expect(plain.out).toMatch(/SigIgn:\t0000000000000205/);
    expect(wrapped.out).toBe(plain.out);
  });
});

test('python sees Ctrl-C as KeyboardInterrupt, once', async ({ folder, skip }) => {
  needs(skip, 'python3');
  const code = `
import time
print("ready")
try:
    time.sleep(30)
except KeyboardInterrupt:
    print("interrupted")
    raise SystemExit(9)
`;
  const terminal = await openTerminal([MEMWRAP, '-q', '--', python(), '-c', code], {
    cwd: folder,
  });
  await terminal.shows('ready');
  terminal.type('\x03');
  expect(await terminal.ended).toEqual({ status: 9 });
  expect(terminal.shown().match(/interrupted/g)).toHaveLength(1);
});
