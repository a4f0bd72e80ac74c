import { expect, test } from 'vitest';
import { CgroupPressureWatch } from '../../../src/sample/linux/cgroup-pressure.ts';
import { LinuxSampler } from '../../../src/sample/linux/linux-sampler.ts';
import { OomWatch } from '../../../src/sample/linux/oom-watch.ts';
import { waitStatusIn } from '../../../src/sample/linux/stat.ts';
import { ManualClock } from '../manual-clock.ts';
import { MIB } from '../records.ts';
import { FakeProc, statOf } from './fake-proc.ts';

const V1_MOUNT = '35 31 0:32 / /cg rw - cgroup cgroup rw,memory';
const V2_MOUNT = '41 31 0:38 / /cg rw - cgroup2 cgroup2 rw';

function v1(): FakeProc {
  const proc = new FakeProc();
  proc.files.set('/proc/self/mountinfo', V1_MOUNT);
  proc.files.set('/proc/7/cgroup', '4:memory:/job\n');
  for (const folder of ['/cg/job', '/cg/other']) {
    proc.files.set(`${folder}/memory.usage_in_bytes`, '6\n');
    setV1(proc, folder, 0, 0);
  }
  proc.files.set('/cg/job/memory.limit_in_bytes', `${200 * MIB}\n`);
  return proc;
}

function setV1(proc: FakeProc, folder: string, kills: number, hits: number): void {
  proc.files.set(
    `${folder}/memory.oom_control`,
    `oom_kill_disable 0\nunder_oom 0\noom_kill ${kills}\n`,
  );
  proc.files.set(`${folder}/memory.failcnt`, `${hits}\n`);
}

test('in v1 a kill after the limit was hit is the cgroup’s, one without is the system’s', () => {
  const proc = v1();
  const oom = new OomWatch(proc, -1);
  oom.follow(7, 0);
  expect(oom.kills(true)).toEqual([]);
  setV1(proc, '/cg/job', 2, 3);
  expect(oom.kills(false)).toEqual([
    { kills: 2, by: 'cgroup', limit: 200 * MIB, folder: '/cg/job' },
  ]);
  expect(oom.kills(false)).toEqual([]);
  setV1(proc, '/cg/job', 3, 3);
  expect(oom.kills(false)).toEqual([{ kills: 1, by: 'system', folder: '/cg/job' }]);
  oom.close();
  expect(proc.open_.size).toBe(0);
});

test('memory and swap together have a limit of their own in v1; who lives on in the cgroup is told', () => {
  const proc = v1();
  proc.files.set('/cg/job/memory.memsw.failcnt', '0\n');
  proc.files.set('/cg/job/cgroup.procs', '7\n8\n9\n');
  proc.set({ pid: 7, rss: 4 * MIB });
  proc.set({ pid: 8, rss: 60 * MIB });
  proc.set({ pid: 9, rss: 90 * MIB });
  proc.files.set('/proc/9/oom_score_adj', '-999\n');
  const oom = new OomWatch(proc, -1);
  oom.follow(7, 0);
  setV1(proc, '/cg/job', 1, 0);
  proc.files.set('/cg/job/memory.memsw.failcnt', '5\n');
  expect(oom.kills(false)).toMatchObject([{ kills: 1, by: 'cgroup', largest: 60 * MIB }]);
});

test('a cgroup that was full was killed in for its limit, even if no hit was counted', () => {
  const proc = v1();
  proc.files.set('/cg/job/memory.memsw.limit_in_bytes', `${100 * MIB}\n`);
  const oom = new OomWatch(proc, -1);
  oom.follow(7, 0);
  proc.files.set('/cg/job/memory.memsw.max_usage_in_bytes', `${90 * MIB}\n`);
  setV1(proc, '/cg/job', 1, 0);
  expect(oom.kills(false)).toMatchObject([{ by: 'system' }]);
  proc.files.set('/cg/job/memory.memsw.max_usage_in_bytes', `${99 * MIB}\n`);
  setV1(proc, '/cg/job', 2, 0);
  expect(oom.kills(false)).toMatchObject([{ by: 'cgroup' }]);
});

test('a process that moves to another cgroup takes the watch with it', () => {
  const proc = v1();
  const oom = new OomWatch(proc, -1);
  oom.follow(7, 0);
  proc.files.set('/proc/7/cgroup', '4:memory:/other\n');
  oom.follow(7, 100);
  oom.follow(7, 300);
  setV1(proc, '/cg/other', 1, 1);
  expect(oom.kills(false)).toEqual([{ kills: 1, by: 'cgroup', folder: '/cg/other' }]);
});

test('in v2 a kill counts in every cgroup above, and is told once', () => {
  const proc = new FakeProc();
  proc.files.set('/proc/self/mountinfo', V2_MOUNT);
  const set = (folder: string, oom: number, kills: number): void => {
    proc.files.set(`${folder}/memory.current`, '6\n');
    proc.files.set(`${folder}/memory.events`, `low 0\nmax 4\noom ${oom}\noom_kill ${kills}\n`);
  };
  for (const folder of ['/cg/a', '/cg/a/b']) set(folder, 0, 0);
  proc.files.set('/cg/a/b/memory.max', `${64 * MIB}\n`);
  proc.files.set('/cg/a/memory.max', 'max\n');
  proc.files.set('/proc/7/cgroup', '0::/a\n');
  proc.files.set('/proc/8/cgroup', '0::/a/b\n');
  const oom = new OomWatch(proc, -1);
  oom.follow(7, 0);
  oom.follow(8, 0);
  set('/cg/a', 1, 1);
  set('/cg/a/b', 1, 1);
  expect(oom.kills(false)).toEqual([
    { kills: 1, by: 'cgroup', limit: 64 * MIB, folder: '/cg/a/b' },
  ]);
});

test('where no cgroup counts, the machine does; it is asked when a process has ended', () => {
  const proc = new FakeProc();
  proc.files.set('/proc/vmstat', 'pgfault 1\noom_kill 4\n');
  const oom = new OomWatch(proc, -1);
  oom.follow(7, 0);
  expect(oom.kills(true)).toEqual([]);
  proc.files.set('/proc/vmstat', 'pgfault 1\noom_kill 5\n');
  expect(oom.kills(false)).toEqual([]);
  expect(oom.kills(true)).toEqual([{ kills: 1, by: 'system' }]);
  expect(new OomWatch(new FakeProc(), -1).kills(true)).toEqual([]);
});

test('a nearly full cgroup is told with its page cache, and again when that changes', () => {
  const proc = new FakeProc();
  const stat = (cache: number): void => {
    proc.files.set(
      '/cg/memory.stat',
      `cache 1\nactive_file 1\ntotal_inactive_file ${cache * MIB}\ntotal_active_file ${MIB}\n`,
    );
  };
  stat(9);
  const limit = 100 * MIB;
  const watch = new CgroupPressureWatch(proc, {
    version: 1,
    limit,
    usagePath: '/cg/memory.usage_in_bytes',
  });
  expect(watch.look(80 * MIB, 0)).toBeUndefined();
  expect(watch.look(95 * MIB, 10)).toEqual({ usage: 95 * MIB, limit, cache: 10 * MIB });
  expect(watch.look(99 * MIB, 60)).toBeUndefined();
  expect(watch.look(95 * MIB, 200)).toBeUndefined();
  stat(2);
  expect(watch.look(95 * MIB, 300)).toEqual({ usage: 95 * MIB, limit, cache: 3 * MIB });
  proc.files.delete('/cg/memory.stat');
  expect(watch.look(100 * MIB, 400)).toEqual({ usage: 100 * MIB, limit });
  expect(new CgroupPressureWatch(proc, undefined).look(limit, 500)).toBeUndefined();
});

test('how a process ended stands in its stat file, where the kernel writes it', () => {
  const status = (text: string): number => {
    const bytes = Buffer.from(text, 'latin1');
    return waitStatusIn(bytes, bytes.length);
  };
  expect(status(statOf({ pid: 7, name: 'a) b', exitStatus: 9 }))).toBe(9);
  expect(status(statOf({ pid: 7, exitStatus: 256 }))).toBe(256);
  expect(status(statOf({ pid: 7 }))).toBe(-1);
  expect(status('')).toBe(-1);
});

test('an end is told once, with what was held last and how it ended if that was seen', () => {
  const proc = new FakeProc();
  proc.set({ pid: 7, rss: 4 * MIB, name: 'job' });
  const sampler = new LinuxSampler({
    files: proc,
    root: { pid: 7 },
    runId: 'r',
    exclude: [],
    clock: new ManualClock(),
    pss: false,
  });
  proc.set({ pid: 8, ppid: 7, rss: 90 * MIB, name: 'killed' });
  proc.set({ pid: 9, ppid: 7, rss: 80 * MIB, name: 'reaped' });
  proc.set({ pid: 11, ppid: 7, rss: 70 * MIB, name: 'exited' });
  sampler.sample();
  expect(sampler.ends()).toEqual([]);
  proc.change(8, { state: 'Z', exitStatus: 9 });
  proc.change(11, { state: 'Z', exitStatus: 256 });
  proc.remove(9);
  sampler.sample();
  expect(sampler.ends()).toEqual([
    { pid: 8, name: 'killed', rss: 90 * MIB, signal: 9 },
    { pid: 9, name: 'reaped', rss: 80 * MIB },
    { pid: 11, name: 'exited', rss: 70 * MIB, signal: 0 },
  ]);
  proc.remove(8);
  sampler.sample();
  expect(sampler.ends()).toEqual([]);
  expect(sampler.dying()).toEqual([]);
  proc.change(7, { pending: '0000000000000100' });
  expect(sampler.dying()).toEqual([7]);
  sampler.close();
});
