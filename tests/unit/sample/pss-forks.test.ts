import { expect, test } from 'vitest';
import { LinuxSampler } from '../../../src/sample/linux/linux-sampler.ts';
import { collectDiagnostics } from '../collected-diagnostics.ts';
import { MIB } from '../records.ts';
import { FakeProc, type FakeProcess } from './fake-proc.ts';

const ROOT = 50;
/** Forked, and has not called exec. */
const FORKED = 0x40;

/** A large root, whose PSS can be read at each sample: they are ten seconds apart. */
function world(root: Partial<FakeProcess> = {}) {
  const proc = new FakeProc();
  const whole = { rss: 208 * MIB, file: 8 * MIB, pss: 208 * MIB, pssAnon: 200 * MIB };
  proc.set({ pid: ROOT, ppid: 40, ...whole, ...root });
  const time = { now: 0 };
  const clock = {
    wall: () => 0,
    monotonic: () => time.now,
    after: () => ({ cancel: () => undefined }),
  };
  const { diagnostics, of } = collectDiagnostics();
  const sampler = new LinuxSampler({
    files: proc,
    root: { pid: ROOT },
    runId: 'r',
    exclude: [40],
    clock,
    pss: true,
    diagnostics,
  });
  const pss = () => {
    time.now += 10_000;
    const size = sampler.sample()?.pss;
    return size === undefined ? undefined : size / MIB;
  };
  return { proc, pss, why: () => of('pss thrown away').at(-1)?.['why'] };
}

/** A fork that stays, with its share of 200 MiB; mapped files are not copied to it. */
const fork: FakeProcess = {
  pid: 51,
  ppid: ROOT,
  flags: FORKED,
  ran: 5,
  rss: 200 * MIB,
  pss: 100 * MIB,
  pssAnon: 100 * MIB,
};
const shared = { pss: 108 * MIB, pssAnon: 100 * MIB };

/** Calls `act` once, right after the PSS of the process was read. */
function after(proc: FakeProc, pid: number, act: () => void): void {
  let armed = false;
  proc.beforeRead = (path) => {
    if (armed && path !== `/proc/${pid}/smaps_rollup`) {
      armed = false;
      proc.beforeRead = () => undefined;
      act();
    }
    if (path === `/proc/${pid}/smaps_rollup`) armed = true;
  };
}

test('a fork adds nothing but what it has written to', () => {
  const { proc, pss } = world();
  expect(pss()).toBe(208);
  proc.set(fork);
  proc.change(ROOT, shared);
  expect(pss()).toBe(208);
  proc.change(51, { pss: 130 * MIB, pssAnon: 130 * MIB });
  proc.change(ROOT, { pss: 123 * MIB, pssAnon: 115 * MIB });
  expect(pss()).toBe(253);
});

test('pages shared with a child that came and went meanwhile are half of the truth, and are thrown away', () => {
  const { proc, pss, why } = world();
  proc.change(ROOT, shared);
  expect(pss()).toBeUndefined();
  expect(why()).toBe('pages are shared with a process that is not counted');
  proc.change(ROOT, { pss: 197 * MIB, pssAnon: 195 * MIB });
  expect(pss()).toBe(197);
});

test('shared pages of files are no reason to throw a reading away', () => {
  const { pss } = world({ file: 108 * MIB, pss: 110 * MIB, pssAnon: 100 * MIB });
  expect(pss()).toBe(110);
});

test('what one family shares is not made up for by another', () => {
  const { proc, pss } = world();
  proc.set({ ...fork, pid: 52, flags: 0, pss: 200 * MIB, pssAnon: 200 * MIB });
  proc.change(ROOT, shared);
  expect(pss()).toBeUndefined();
});

test('forks whose parent has gone share pages with one another', () => {
  const { proc, pss } = world();
  proc.set(fork);
  proc.set({ ...fork, pid: 52 });
  pss();
  proc.remove(ROOT);
  proc.change(51, { ppid: 1 });
  proc.change(52, { ppid: 1 });
  expect(pss()).toBe(200);
});

test('a child that may be about to call exec has its share too', () => {
  const { proc, pss } = world();
  proc.set({ ...fork, ran: 0, state: 'R' });
  proc.change(ROOT, shared);
  expect(pss()).toBe(208);
});

test.for([
  ['a fork', { ...fork, pid: 52 }, 'a process was born'],
  ['beside forks, anything that was born', { pid: 52, ppid: ROOT, rss: MIB }, 'a process was born'],
] as const)('%s during a reading spoils it', ([_, born, reason]) => {
  const { proc, pss, why } = world();
  proc.set(fork);
  proc.change(ROOT, shared);
  expect(pss()).toBe(208);
  after(proc, 51, () => proc.set(born));
  expect(pss()).toBeUndefined();
  expect(why()).toBe(reason);
});

test('beside forks a child that came and went within a reading spoils it', () => {
  const { proc, pss, why } = world();
  proc.set(fork);
  proc.change(ROOT, shared);
  pss();
  after(proc, 51, () => proc.files.set('/proc/sys/kernel/ns_last_pid', '53\n'));
  expect(pss()).toBeUndefined();
  expect(why()).toBe('a process was born');
});

test('without forks a stranger that came and went spoils nothing where the kernel tells shares apart', () => {
  const { proc, pss } = world();
  pss();
  after(proc, ROOT, () => proc.files.set('/proc/sys/kernel/ns_last_pid', '53\n'));
  expect(pss()).toBe(208);
  const { pssAnon: _, ...old } = proc.processes.get(ROOT) as FakeProcess;
  proc.processes.set(ROOT, old);
  expect(pss()).toBe(208);
  after(proc, ROOT, () => proc.files.set('/proc/sys/kernel/ns_last_pid', '55\n'));
  expect(pss()).toBeUndefined();
});

test('a process born during a reading is told with the next sample', () => {
  const { proc, pss } = world();
  pss();
  after(proc, ROOT, () => proc.set({ pid: 52, ppid: ROOT, rss: 10 * MIB, pssAnon: 10 * MIB }));
  expect(pss()).toBe(208);
  expect(pss()).toBe(218);
});

test.for([
  ['ends before it is read', ROOT, { state: 'Z' }, 'a process ended'],
  ['ends after it was read', 51, { state: 'Z' }, 'a process ended'],
  ['calls exec', 51, { flags: 0 }, 'a child called exec'],
] as const)('a fork that %s spoils the reading', ([_, read, change, reason]) => {
  const { proc, pss, why } = world();
  proc.set(fork);
  proc.change(ROOT, shared);
  expect(pss()).toBe(208);
  after(proc, read, () => proc.change(51, change));
  expect(pss()).toBeUndefined();
  expect(why()).toBe(reason);
});

test('the PSS of a process is never less than what it has alone, nor more than its RSS', () => {
  const { proc, pss } = world({ pss: 50 * MIB, unshared: 80 * MIB });
  expect(pss()).toBe(80);
  proc.change(ROOT, { pss: 900 * MIB });
  expect(pss()).toBe(208);
});
