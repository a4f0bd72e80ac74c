import { expect, test } from 'vitest';
import { findNamedCgroup } from '../../../src/sample/linux/cgroup.ts';
import { CgroupHeld } from '../../../src/sample/linux/cgroup-held.ts';
import { CgroupSource } from '../../../src/sample/linux/cgroup-source.ts';
import { openWatch } from '../../../src/sample/watch.ts';
import { ManualClock } from '../manual-clock.ts';
import { FakeProc } from './fake-proc.ts';

const MIB = 2 ** 20;
const V2 = '41 31 0:38 / /sys/fs/cgroup rw,relatime - cgroup2 cgroup2 rw';
const V1 = '35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory';
const WEB = '/sys/fs/cgroup/web';
const PRESSURE =
  'some avg10=1.50 avg60=0.09 avg300=0.08 total=5650661\nfull avg10=0.00 avg60=0.08 avg300=0.06 total=665115\n';

function proc(files: Record<string, string>): FakeProc {
  const fake = new FakeProc();
  for (const [path, content] of Object.entries(files)) fake.files.set(path, content);
  return fake;
}

const web = (files: Record<string, string> = {}): FakeProc =>
  proc({
    '/proc/self/mountinfo': V2,
    '/proc/self/cgroup': '0::/us\n',
    '/proc/uptime': '1000.00 1.00\n',
    [`${WEB}/memory.current`]: `${100 * MIB}\n`,
    [`${WEB}/memory.max`]: `${200 * MIB}\n`,
    [`${WEB}/memory.stat`]: `anon ${60 * MIB}\nactive_file ${20 * MIB}\ninactive_file ${10 * MIB}\nshmem ${5 * MIB}\n`,
    [`${WEB}/memory.peak`]: `${150 * MIB}\n`,
    [`${WEB}/memory.events`]: 'oom 0\noom_kill 0\n',
    [`${WEB}/cgroup.procs`]: '7\n0\n',
    [`${WEB}/below.scope/cgroup.procs`]: '8\n',
    [`${WEB}/below.scope/memory.current`]: '1\n',
    ...files,
  });

function open(files: FakeProc, name = '/web') {
  files.set({ pid: 7, name: 'web', rss: 50 * MIB, file: 10 * MIB, pss: 45 * MIB });
  files.set({ pid: 8, name: 'helper', rss: 20 * MIB, file: 4 * MIB, pss: 17 * MIB });
  const clock = new ManualClock();
  // Machine: 4 GiB.
  files.files.set('/proc/meminfo', 'MemTotal: 4194304 kB\nMemAvailable: 2097152 kB\n');
  const opened = openWatch({ platform: 'linux', clock, cgroup: name, files });
  if (opened.kind !== 'opened') throw new Error(opened.why);
  return { ...opened, clock };
}

test('the machine: used, available, swap, waiting for memory, and the container that we are in', () => {
  const files = proc({
    '/proc/meminfo':
      'MemTotal: 1000 kB\nMemAvailable: 400 kB\nShmem: 8 kB\nSwapTotal: 100 kB\nSwapFree: 70 kB\n',
    '/proc/pressure/memory': PRESSURE,
    '/proc/self/mountinfo': V2,
    '/proc/self/cgroup': '0::/us\n',
    '/sys/fs/cgroup/us/memory.current': '9000\n',
    '/sys/fs/cgroup/us/memory.max': '10000\n',
  });
  const opened = openWatch({ platform: 'linux', clock: new ManualClock(), files });
  if (opened.kind !== 'opened') throw new Error(opened.why);
  expect(opened.what).toBe('machine');
  expect(opened.source.host).toEqual({ machineTotal: 1_024_000, cgroupLimit: 10_000 });
  expect(opened.source.sample()).toMatchObject({
    size: 600 * 1024,
    figures: {
      machineUsed: 600 * 1024,
      machineAvailable: 400 * 1024,
      machineShmem: 8 * 1024,
      machineSwapUsed: 30 * 1024,
      pressureSome: 1.5,
      stalledSome: 5650.661,
      pressureFull: 0,
      stalledFull: 665.115,
      cgroup: 9000,
    },
  });
});

test('what the kernel killed for memory anywhere is told, once', async () => {
  const files = proc({ '/proc/vmstat': 'nr_free_pages 1\noom_kill 4\n' });
  const clock = new ManualClock();
  const opened = openWatch({ platform: 'linux', clock, files });
  if (opened.kind !== 'opened') throw new Error(opened.why);
  const kills = async () => {
    await clock.pass(1000);
    return opened.source.sample()?.kills;
  };
  expect(await kills()).toBeUndefined();
  files.files.set('/proc/vmstat', 'nr_free_pages 1\noom_kill 6\n');
  expect(await kills()).toBe(2);
  expect(await kills()).toBeUndefined();
});

test('what the kernel does not tell is absent, with the reason', () => {
  const opened = openWatch({ platform: 'linux', clock: new ManualClock(), files: new FakeProc() });
  if (opened.kind !== 'opened') throw new Error(opened.why);
  expect(opened.source.sample()?.figures).toEqual({
    machineUsed: 600 * 1024,
    machineAvailable: 400 * 1024,
  });
  expect(Object.keys(opened.source.missing)).toEqual(['pressure', 'cgroup']);
});

test('elsewhere than on Linux it is refused', () => {
  const clock = new ManualClock();
  expect(openWatch({ platform: 'darwin', clock })).toMatchObject({ kind: 'impossible' });
});

test('a cgroup is found by its folder and by its path, of v2 and of v1, with the tightest limit above', () => {
  const files = web({ '/sys/fs/cgroup/memory.max': 'max\n' });
  const found = { version: 2, folder: WEB, limit: 200 * MIB };
  expect(findNamedCgroup(files, '/web', -1)).toEqual(found);
  expect(findNamedCgroup(files, 'web/', -1)).toEqual(found);
  expect(findNamedCgroup(files, WEB, -1)).toEqual(found);
  expect(findNamedCgroup(files, '/nope', -1)).toBeUndefined();
  expect(findNamedCgroup(files, WEB, 100 * MIB)).toEqual({ version: 2, folder: WEB });
  const old = proc({
    '/proc/self/mountinfo': V1,
    '/sys/fs/cgroup/memory/a/b/memory.usage_in_bytes': '5\n',
    '/sys/fs/cgroup/memory/a/b/memory.limit_in_bytes': '9223372036854771712\n',
    '/sys/fs/cgroup/memory/a/memory.limit_in_bytes': '700\n',
    '/sys/fs/cgroup/memory/a/memory.usage_in_bytes': '6\n',
  });
  expect(findNamedCgroup(old, 'a/b', 1000)).toEqual({
    version: 1,
    folder: '/sys/fs/cgroup/memory/a/b',
    limit: 700,
  });
});

test('a cgroup: its usage without page cache, its parts, its processes and those below', () => {
  const { source, what, clock } = open(web({ [`${WEB}/memory.pressure`]: PRESSURE }));
  expect(what).toBe(WEB);
  expect(source.measure).toBe('cgroup without cache');
  expect(source.host).toEqual({ machineTotal: 4 * 1024 * MIB, cgroupLimit: 200 * MIB });
  const first = source.sample();
  expect(first).toMatchObject({
    size: 70 * MIB,
    figures: {
      rss: 70 * MIB,
      anon: 60 * MIB,
      shmem: 5 * MIB,
      procs: 2,
      cgroup: 100 * MIB,
      cgroupCache: 30 * MIB,
      membersRss: 70 * MIB,
      pressureSome: 1.5,
      top: [
        [7, 40 * MIB],
        [8, 16 * MIB],
      ],
    },
  });
  expect(first?.seen.map(({ pid, name }) => [pid, name])).toEqual([
    [7, 'web'],
    [8, 'helper'],
  ]);
  // It began so long after boot as its ticks say: 100 of them are a second.
  expect(first?.seen[0]?.startedAt).toBe(clock.wall() - 1_000_000 + 1000);
});

test('page cache and processes of files are told apart where memory.stat comes late', () => {
  const files = web();
  const { source } = open(files);
  source.sample();
  // 40 MiB were written to a file, and 8 MiB taken by a process; the kernel counts that later.
  files.files.set(`${WEB}/memory.current`, `${148 * MIB}\n`);
  files.change(7, { rss: 58 * MIB });
  expect(source.sample()?.figures).toMatchObject({ rss: 78 * MIB, cgroupCache: 70 * MIB });
  // It took the cache back for a process, and has not counted that either.
  files.files.set(`${WEB}/memory.current`, `${190 * MIB}\n`);
  files.change(7, { rss: 190 * MIB });
  const full = source.sample()?.figures;
  expect(full?.rss).toBe(190 * MIB);
  // The parts are those of another moment.
  expect(full?.anon).toBeUndefined();
});

test('what a fork counts once more is no growth of the cgroup', () => {
  const held = new CgroupHeld();
  const parts = { anon: 60, shmem: 0, cgroupCache: 30 };
  expect(held.at(100, parts, { anon: 60, own: 60, forks: 0 })).toBe(70);
  expect(held.at(101, parts, { anon: 120, own: 60, forks: 9 })).toBe(71);
  expect(held.at(101, { ...parts, anon: 61 }, { anon: 120, own: 60, forks: 9 })).toBe(71);
  expect(held.at(106, { ...parts, anon: 61 }, { anon: 125, own: 60, forks: 9 })).toBe(76);
  // Who may not be read leaves what the kernel tells.
  expect(held.at(90, parts, { own: 0, forks: 0 })).toBe(60);
});

test('a process that the kernel killed for the limit is told, the largest of those that went', () => {
  const files = web();
  const { source } = open(files);
  source.sample();
  files.files.set(`${WEB}/memory.events`, 'oom 3\noom_kill 1\n');
  files.remove(7);
  files.files.set(`${WEB}/cgroup.procs`, '');
  expect(source.sample()).toMatchObject({
    gone: [{ pid: 7 }],
    killed: [
      {
        pid: 7,
        name: 'web',
        cause: 'cgroup-oom',
        size: 40 * MIB,
        metric: 'anon',
        limit: 200 * MIB,
      },
    ],
  });
  expect(source.sample()).toMatchObject({ gone: [], killed: [] });
});

test("the kernel's peak counts where it rose while we watched", () => {
  const files = web();
  const { source } = open(files);
  expect(source.peak()).toBeUndefined();
  files.files.set(`${WEB}/memory.peak`, `${160 * MIB}\n`);
  expect(source.peak()).toBe(160 * MIB);
});

test('a cgroup that is removed is gone', () => {
  const files = web();
  const { source } = open(files);
  expect(source.sample()).toBeDefined();
  files.files.delete(`${WEB}/memory.current`);
  expect(source.sample()).toBeUndefined();
  source.close();
  expect(files.open_.size).toBe(0);
});

test('a cgroup with more members than a page holds is read whole', () => {
  const files = web();
  const pids = Array.from({ length: 3000 }, (_, i) => 1000 + i);
  for (const pid of pids) files.set({ pid, name: 'many', rss: MIB });
  files.files.set(`${WEB}/cgroup.procs`, pids.map((pid) => `${pid}\n`).join(''));
  const source = new CgroupSource(files, new ManualClock(), { version: 2, folder: WEB });
  expect(source.sample()?.figures.procs).toBe(3000);
});
