import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect } from 'vitest';
import { test } from './harness/contract-test.ts';
import { needs } from './harness/needs.ts';
import { childrenOf } from './harness/processes.ts';
import { begin, beginMemwrap, environment, type Running } from './harness/program.ts';
import { ofType } from './harness/recording.ts';
import { until } from './harness/until.ts';

const MIB = 2 ** 20;
/** A recorded sum may be off by this share, and by what the C library and the start of a process move. */
const OFF_SHARE = 0.05;
const OFF_BYTES = 4 * MIB;

/** What the kernel tells of one process; 0 when it is gone. */
function pssOf(pid: number): number {
  try {
    const map = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1');
    return Number.parseInt(/^Pss:\s*(\d+)/m.exec(map)?.[1] ?? '0', 10) * 1024;
  } catch {
    return 0;
  }
}

const treePss = (pid: number): number =>
  [pid, ...childrenOf(pid)].reduce((sum, one) => sum + pssOf(one), 0);

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The command that memwrap runs, once it is there. */
async function commandOf(running: Running, program: string): Promise<number> {
  const isIt = (pid: number): boolean =>
    readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(program);
  let found: number | undefined;
  await until(`${program} runs`, () => {
    found = childrenOf(running.pid).find(isIt);
    return found !== undefined;
  });
  return found ?? 0;
}

interface Reading {
  readonly time: number;
  readonly pss: number;
}

const readings = (file: string, from: number, to: number): Reading[] =>
  ofType(file, 'sample')
    .map(({ time, pss }) => ({ time: Number(time), pss: Number(pss ?? -1) }))
    .filter(({ time, pss }) => pss >= 0 && time > from && time < to);

/** Fails for each reading that lies outside of what was true within `around` milliseconds of it. */
function expectTrue(found: readonly Reading[], truth: readonly Reading[], around: number): void {
  for (const { time, pss } of found) {
    const near = truth.filter((one) => Math.abs(one.time - time) <= around).map((one) => one.pss);
    const [least, most] = [Math.min(...near), Math.max(...near)];
    expect(pss).toBeGreaterThan(least * (1 - OFF_SHARE) - OFF_BYTES);
    expect(pss).toBeLessThan(most * (1 + OFF_SHARE) + OFF_BYTES);
  }
}

const lineTime = (file: string, msg: string): number =>
  Number(ofType(file, 'line').find((line) => line['msg'] === msg)?.['time']);

describe('pages shared by fork count once, as smaps_rollup says', () => {
  test('a large program that starts 600 others stays flat', { timeout: 120_000 }, async ({
    folder,
    skip,
  }) => {
    needs(skip, 'linuxSampler', 'perl');
    const program = `$| = 1; my $n = 200 << 20; my $x = "a" x $n; print "ready\\n"; <STDIN>;
      for (1 .. 600) { system("true"); select undef, undef, undef, 0.005 } print "done\\n"; <STDIN>`;
    const running = beginMemwrap(['-q', '-o', 'rec', '--', 'perl', '-e', program], {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const pid = await commandOf(running, 'perl');
    await running.says('ready');
    const before = treePss(pid);
    running.child.stdin?.write('\n');
    await until('all were started', () => running.stdout().includes('done'), 60_000);
    const after = treePss(pid);
    running.child.stdin?.end('\n');
    await running.ended;
    const file = path.join(folder, 'rec');
    const found = readings(file, lineTime(file, 'ready'), lineTime(file, 'done'));
    expect(found.length).toBeGreaterThan(0);
    const truth = found.flatMap(({ time }) => [before, after].map((pss) => ({ time, pss })));
    expectTrue(found, truth, 0);
  });

  test('forks add what they write, when they write it', { timeout: 120_000 }, async ({
    folder,
    skip,
  }) => {
    needs(skip, 'linuxSampler', 'python3');
    const program = `import os, sys
held = bytearray(os.urandom(1)) * (120 << 20)
def wait(word):
    print(word, flush=True)
    sys.stdin.readline()
pipes = []
for child in range(3):
    mine, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(theirs)
        if os.read(mine, 1):
            held[: 60 << 20] = bytes(60 << 20)
            os.read(mine, 1)
        os._exit(0)
    os.close(mine)
    pipes.append((pid, theirs))
wait('forked')
os.write(pipes[0][1], b'x')
wait('written')
for pid, theirs in reversed(pipes):
    os.close(theirs)
    os.waitpid(pid, 0)
wait('alone')
`;
    const running = beginMemwrap(['-q', '-o', 'rec', '--', 'python3', '-c', program], {
      cwd: folder,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const pid = await commandOf(running, 'python3');
    const file = path.join(folder, 'rec');
    const truth: number[] = [];
    for (const word of ['forked', 'written', 'alone']) {
      await running.says(word);
      // The children write a moment after they are told to.
      await pause(500);
      const from = Date.now();
      await until(`it was read: ${word}`, () => readings(file, from, Infinity).length > 0, 60_000);
      const pss = treePss(pid);
      const found = readings(file, from, Infinity);
      expectTrue(
        found,
        found.map(({ time }) => ({ time, pss })),
        0,
      );
      truth.push(pss);
      running.child.stdin?.write('\n');
    }
    running.child.stdin?.end();
    await running.ended;
    expect(truth[1] ?? 0).toBeGreaterThan((truth[0] ?? 0) + 50 * MIB);
  });

  test('redis-server that saves while its keys are overwritten', { timeout: 120_000 }, async ({
    folder,
    skip,
  }) => {
    needs(skip, 'linuxSampler', 'redis');
    const socket = path.join(folder, 'socket');
    const settings = '--port 0 --appendonly no --rdb-key-save-delay 200 --enable-debug-command yes';
    const running = beginMemwrap(
      ['-q', '-o', 'rec', '--', 'redis-server', '--save', '', '--unixsocket', socket].concat(
        settings.split(' '),
      ),
      { cwd: folder },
    );
    const ask = async (...words: string[]): Promise<string> => {
      const options = { cwd: folder, env: environment({ cwd: folder }) };
      return (await begin('redis-cli', ['-s', socket, ...words], options).ended).out;
    };
    await running.says('ready to accept connections');
    const pid = await commandOf(running, 'redis-server');
    const truth: Reading[] = [];
    const watch = setInterval(() => {
      const time = Date.now();
      truth.push({ time, pss: treePss(pid) });
    }, 50);
    try {
      await ask('debug', 'populate', '20000', 'key', '4000');
      const full = Date.now();
      await pause(500);
      const saving = Date.now();
      await ask('bgsave');
      await pause(500);
      for (let from = 0; from < 20_000; from += 2000) {
        const overwrite = `for i=${from},${from + 1999} do redis.call('set','key:'..i,string.rep('y',4000)) end`;
        await ask('eval', overwrite, '0');
        await pause(150);
      }
      const overwritten = Date.now();
      await until('it has saved', async () =>
        (await ask('info')).includes('rdb_bgsave_in_progress:0'),
      );
      await pause(300);
      await ask('shutdown', 'nosave');
      await running.ended;
      const all = readings(path.join(folder, 'rec'), full, overwritten);
      const during = all.filter(({ time }) => time > saving);
      expect(during.length).toBeGreaterThan(2);
      expectTrue(all, truth, 300);
      const most = Math.max(...during.map(({ pss }) => pss));
      expect(most).toBeGreaterThan(Math.min(...all.map(({ pss }) => pss)) + 20 * MIB);
    } finally {
      clearInterval(watch);
    }
  });
});
