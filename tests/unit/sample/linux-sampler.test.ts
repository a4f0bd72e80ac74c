import { expect, test } from 'vitest';
import { LinuxSampler } from '../../../src/sample/linux/linux-sampler.ts';
import { MIB } from '../records.ts';
import { FakeProc } from './fake-proc.ts';

const ROOT = 50;
const RUN = 'run-1';

function world() {
  const proc = new FakeProc();
  const time = { now: 0 };
  proc.set({ pid: 1, started: 1 });
  proc.set({ pid: ROOT, ppid: 40, rss: 10 * MIB });
  const clock = {
    wall: () => 1_700_000_000_000 + time.now,
    monotonic: () => time.now,
    after: () => ({ cancel: () => undefined }),
  };
  const make = (pss = false) =>
    new LinuxSampler({ files: proc, root: { pid: ROOT }, runId: RUN, exclude: [40], clock, pss });
  return { proc, make, time };
}

const pids = (sample: { top: readonly { pid: number }[] } | undefined) =>
  sample?.top.map(({ pid }) => pid);

test('the root alone is the tree at first', () => {
  const { make } = world();
  expect(make().sample()).toMatchObject({ rss: 10 * MIB, hwm: 10 * MIB, peak: 10 * MIB, procs: 1 });
});

test('children and grandchildren are added up', () => {
  const { proc, make } = world();
  const sampler = make();
  proc.set({ pid: 51, ppid: ROOT, rss: 20 * MIB });
  proc.set({ pid: 52, ppid: 51, rss: 30 * MIB });
  proc.set({ pid: 53, ppid: 1, rss: 99 * MIB });
  const sample = sampler.sample();
  expect(sample).toMatchObject({ rss: 60 * MIB, procs: 3 });
  expect(pids(sample)).toEqual([52, 51, ROOT]);
});

test('a process that was re-parented after it was seen stays', () => {
  const { proc, make } = world();
  const sampler = make();
  proc.set({ pid: 51, ppid: ROOT, rss: 20 * MIB });
  sampler.sample();
  proc.change(51, { ppid: 1 });
  proc.remove(ROOT);
  expect(sampler.sample()).toMatchObject({ rss: 20 * MIB, procs: 1, gone: [{ pid: ROOT }] });
});

test('a daemon that forked twice between two samples is found by its environment', () => {
  const { proc, make } = world();
  const sampler = make();
  sampler.sample();
  proc.set({ pid: 52, ppid: 1, rss: 20 * MIB, environment: ['A=b', `MEMWRAP_RUN=${RUN}`] });
  proc.set({ pid: 53, ppid: 1, rss: 20 * MIB, environment: [`XMEMWRAP_RUN=${RUN}`] });
  proc.set({ pid: 54, ppid: 1, rss: 20 * MIB, environment: ['MEMWRAP_RUN=run-11'] });
  expect(pids(sampler.sample())).toEqual([52, ROOT]);
});

test('a run inside a run is found under both names', () => {
  const { proc, make } = world();
  const sampler = make();
  proc.set({ pid: 52, ppid: 1, rss: 20 * MIB, environment: [`MEMWRAP_RUN=${RUN}:inner`] });
  expect(pids(sampler.sample())).toEqual([52, ROOT]);
});

test('a daemon with a cleaned environment is found by the session that a member founded', () => {
  const { proc, make } = world();
  const sampler = make();
  proc.set({ pid: 51, ppid: ROOT, session: 51, rss: 10 * MIB });
  sampler.sample();
  proc.set({ pid: 52, ppid: 1, session: 51, rss: 20 * MIB });
  proc.remove(51);
  expect(pids(sampler.sample())).toEqual([52, ROOT]);
});

test('a process in the middle of an exec is asked again', () => {
  const { proc, make } = world();
  const sampler = make();
  proc.set({ pid: 52, ppid: 1, rss: 20 * MIB, environment: [] });
  expect(pids(sampler.sample())).toEqual([ROOT]);
  proc.change(52, { environment: [`MEMWRAP_RUN=${RUN}`] });
  expect(pids(sampler.sample())).toEqual([52, ROOT]);
});

test('excluded processes never count, nor do their children', () => {
  const { proc, make } = world();
  const sampler = make();
  proc.set({ pid: 40, ppid: ROOT, started: 101, rss: 90 * MIB });
  proc.set({ pid: 55, ppid: 40, rss: 90 * MIB });
  expect(pids(sampler.sample())).toEqual([ROOT]);
});

test('a thread is not a process', () => {
  const { proc, make } = world();
  const sampler = make();
  proc.set({ pid: 51, ppid: ROOT, rss: MIB });
  proc.files.set('/proc/51/status', 'Name:\tjob\nState:\tS\nTgid:\t50\nPid:\t51\nPPid:\t40\n');
  expect(sampler.sample()).toMatchObject({ procs: 1 });
});

test('without the last pid the listing of /proc finds the newcomers', () => {
  const { proc, make } = world();
  proc.files.delete('/proc/sys/kernel/ns_last_pid');
  proc.set({ pid: 30, ppid: 1, rss: MIB, started: 5 });
  const sampler = make();
  sampler.sample();
  proc.set({ pid: 51, ppid: ROOT, rss: 20 * MIB });
  proc.set({ pid: 7, ppid: 51, rss: 30 * MIB });
  expect(pids(sampler.sample())).toEqual([7, 51, ROOT]);
});

test('pids that began again at the bottom are taken in the order of birth', () => {
  const { proc, make } = world();
  const sampler = make();
  proc.set({ pid: 32_767, ppid: ROOT, rss: 20 * MIB });
  proc.set({ pid: 9, ppid: 32_767, rss: 30 * MIB });
  expect(pids(sampler.sample())).toEqual([9, 32_767, ROOT]);
});

test('while no process is born none is looked for', () => {
  const { proc, make } = world();
  const sampler = make();
  sampler.sample();
  sampler.sample();
  proc.opened.length = 0;
  sampler.sample();
  sampler.sample();
  expect(proc.opened).toEqual([]);
});

test('a pid that was given anew is not the member that had it', () => {
  const { proc, make } = world();
  const sampler = make();
  proc.set({ pid: 51, ppid: ROOT, rss: 20 * MIB, hwm: 25 * MIB });
  sampler.sample();
  proc.set({ pid: 51, ppid: 1, started: 999, rss: 70 * MIB });
  expect(sampler.sample()).toMatchObject({ rss: 10 * MIB, gone: [{ pid: 51, hwm: 25 * MIB }] });
});

test('a reused pid is detected without kept descriptors too', () => {
  const { proc, make } = world();
  proc.files.set('/proc/self/limits', 'Max open files            20     20     files\n');
  const sampler = make();
  proc.set({ pid: 51, ppid: ROOT, rss: 20 * MIB });
  expect(sampler.sample()).toMatchObject({ rss: 30 * MIB });
  proc.set({ pid: 51, ppid: 1, started: 999, rss: 70 * MIB });
  expect(sampler.sample()).toMatchObject({ rss: 10 * MIB, gone: [{ pid: 51 }] });
});

test('with too few descriptors every process is measured all the same', () => {
  const { proc, make } = world();
  proc.files.set('/proc/self/limits', 'Max open files            60     60     files\n');
  proc.limit = 20;
  const sampler = make();
  for (let pid = 51; pid < 91; pid++) proc.set({ pid, ppid: ROOT, rss: MIB });
  expect(sampler.sample()).toMatchObject({ rss: 50 * MIB, procs: 41 });
  expect(sampler.sample()).toMatchObject({ rss: 50 * MIB, procs: 41 });
});

test('a zombie holds nothing, and a tree of zombies is empty', () => {
  const { proc, make } = world();
  const sampler = make();
  proc.set({ pid: 51, ppid: ROOT, rss: 20 * MIB });
  sampler.sample();
  proc.change(51, { state: 'Z' });
  expect(sampler.sample()).toMatchObject({ rss: 10 * MIB, hwm: 30 * MIB, procs: 1 });
  expect(sampler.sample()).toMatchObject({ rss: 10 * MIB, hwm: 10 * MIB, procs: 1 });
  proc.change(ROOT, { state: 'Z' });
  expect(sampler.sample()).toBeUndefined();
});

test('a leader that ended before its threads still holds their memory', () => {
  const { proc, make } = world();
  const sampler = make(true);
  proc.change(ROOT, { state: 'Z', otherThreads: [60, 61], rss: 33 * MIB, pss: 20 * MIB });
  proc.files.set(`/proc/${ROOT}/smaps_rollup`, '');
  const held = { rss: 33 * MIB, pss: 20 * MIB, procs: 1 };
  expect(sampler.sample({ wantsPss: true })).toMatchObject(held);
  proc.change(ROOT, { otherThreads: [61] });
  expect(sampler.sample()).toMatchObject({ rss: 33 * MIB, procs: 1 });
});

test('a process whose status is denied counts by its stat', () => {
  const { proc, make } = world();
  const sampler = make();
  proc.set({ pid: 51, ppid: ROOT, rss: 20 * MIB, denied: ['status', 'environ'] });
  expect(sampler.sample()).toMatchObject({ rss: 30 * MIB, procs: 2 });
});

test('a process that goes in the middle of its reading is gone, not an error', () => {
  const { proc, make } = world();
  const sampler = make();
  proc.set({ pid: 51, ppid: ROOT, rss: 20 * MIB });
  sampler.sample();
  proc.beforeRead = (path) => {
    if (path === '/proc/51/status') proc.remove(51);
  };
  expect(sampler.sample()).toMatchObject({ rss: 10 * MIB, gone: [{ pid: 51, hwm: 20 * MIB }] });
});

test('a child between vfork and exec is not counted twice', () => {
  const { proc, make } = world();
  const sampler = make();
  proc.change(ROOT, { rss: 200 * MIB, file: 8 * MIB });
  sampler.sample();
  proc.set({ pid: 51, ppid: ROOT, rss: 200 * MIB, file: 8 * MIB });
  expect(sampler.sample()).toMatchObject({ rss: 200 * MIB, hwm: 200 * MIB, procs: 2 });
  proc.change(51, { rss: 3 * MIB, file: 2 * MIB });
  expect(sampler.sample()).toMatchObject({ rss: 203 * MIB, hwm: 203 * MIB, procs: 2 });
});

test('a child between vfork and exec is recognised by a second reading when its parent grows meanwhile', () => {
  const { proc, make } = world();
  proc.change(ROOT, { rss: 200 * MIB, file: 8 * MIB });
  const sampler = make();
  sampler.sample();
  proc.set({ pid: 51, ppid: ROOT, rss: 204 * MIB, file: 8 * MIB });
  let reads = 0;
  proc.beforeRead = (path) => {
    if (path === `/proc/${ROOT}/status` && ++reads === 2) proc.change(ROOT, { rss: 206 * MIB });
  };
  expect(sampler.sample()).toMatchObject({ rss: 206 * MIB, procs: 2 });
});

const FORKED = 0x40;

test.for([
  ['waits for something', { state: 'S' }, 0],
  ['has worked', { state: 'R', ran: 2 }, 0],
  ['has been there for long', { state: 'R' }, 500],
] as const)(
  'a forked child that %s stays, and is counted whole, for that is what RSS says',
  ([, traits, later]) => {
    const { proc, make, time } = world();
    proc.change(ROOT, { rss: 200 * MIB, file: 8 * MIB });
    const sampler = make();
    const child = { pid: 51, ppid: ROOT, rss: 196 * MIB, file: 4 * MIB, flags: FORKED, ...traits };
    proc.set(child);
    if (later > 0) expect(sampler.sample()).toMatchObject({ rss: 200 * MIB });
    time.now += later;
    expect(sampler.sample()).toMatchObject({ rss: 396 * MIB, peak: 396 * MIB, hwm: 396 * MIB });
  },
);

test('a child between fork and exec holds only what it has beyond the pages of its parent', () => {
  const { proc, make, time } = world();
  proc.change(ROOT, { rss: 200 * MIB, file: 8 * MIB });
  const sampler = make(true);
  sampler.sample();
  proc.change(ROOT, { pss: 104 * MIB });
  proc.set({ pid: 51, ppid: ROOT, rss: 192 * MIB, flags: FORKED, state: 'R', pss: 96 * MIB });
  time.now += 2;
  expect(sampler.sample({ wantsPss: true })).toMatchObject({
    rss: 200 * MIB,
    peak: 200 * MIB,
    hwm: 200 * MIB,
    procs: 2,
    pss: 200 * MIB,
  });
  proc.change(51, { rss: 222 * MIB });
  expect(sampler.sample()).toMatchObject({ rss: 230 * MIB, peak: 230 * MIB });
  proc.change(51, { rss: 3 * MIB, flags: 0, name: 'true' });
  expect(sampler.sample()).toMatchObject({ rss: 203 * MIB, peak: 203 * MIB });
  proc.remove(51);
  expect(sampler.sample()).toMatchObject({ rss: 200 * MIB, hwm: 203 * MIB });
});

test('a child that starts its program while it is measured is not taken for what it was before', () => {
  const { proc, make } = world();
  proc.change(ROOT, { rss: 200 * MIB, file: 8 * MIB });
  const sampler = make();
  sampler.sample();
  proc.set({ pid: 51, ppid: ROOT, rss: 192 * MIB, flags: FORKED, state: 'R' });
  let reads = 0;
  proc.beforeRead = (path) => {
    // After the kinship test and the first reading of its figures.
    if (path === '/proc/51/stat' && ++reads > 1) proc.change(51, { rss: 3 * MIB, flags: 0 });
  };
  const sample = sampler.sample();
  expect(sample).toMatchObject({ rss: 203 * MIB, peak: 203 * MIB, hwm: 203 * MIB });
});

test('a spike between two samples raises the peak by what the others surely held', () => {
  const { proc, make } = world();
  const sampler = make();
  proc.set({ pid: 51, ppid: ROOT, rss: 20 * MIB });
  sampler.sample();
  proc.change(51, { hwm: 250 * MIB });
  expect(sampler.sample()).toMatchObject({ rss: 30 * MIB, peak: 260 * MIB, hwm: 260 * MIB });
  expect(sampler.sample()).toMatchObject({ rss: 30 * MIB, peak: 30 * MIB, hwm: 260 * MIB });
});

test('of two spikes in one interval only the larger is sure, and both are possible', () => {
  const { proc, make } = world();
  const sampler = make();
  proc.set({ pid: 51, ppid: ROOT, rss: 20 * MIB });
  sampler.sample();
  proc.change(51, { hwm: 250 * MIB });
  proc.change(ROOT, { hwm: 100 * MIB });
  expect(sampler.sample()).toMatchObject({ rss: 30 * MIB, peak: 260 * MIB, hwm: 350 * MIB });
});

test('a process that starts another program keeps its old mark for the time in between only', () => {
  const { proc, make } = world();
  proc.change(ROOT, { hwm: 90 * MIB });
  const sampler = make();
  sampler.sample();
  proc.change(ROOT, { rss: 2 * MIB, hwm: 2 * MIB, name: 'other' });
  expect(sampler.sample()).toMatchObject({ rss: 2 * MIB, peak: 2 * MIB, hwm: 90 * MIB });
  expect(sampler.sample()).toMatchObject({ rss: 2 * MIB, peak: 2 * MIB, hwm: 2 * MIB });
});

test('a newcomer is reported once it has called exec, and again after another exec', () => {
  const { proc, make } = world();
  const sampler = make();
  sampler.sample();
  sampler.sample();
  proc.set({ pid: 51, ppid: ROOT, name: 'sh', flags: 0x40, started: 150 });
  expect(sampler.sample()?.seen).toEqual([]);
  proc.change(51, { name: 'cc1', argv: ['cc1', '-O2', ''], flags: 0 });
  const seen = { pid: 51, ppid: ROOT, name: 'cc1', startedAt: 1_700_000_000_500, anon: 0 };
  expect(sampler.sample()?.seen).toEqual([{ ...seen, argv: ['cc1', '-O2', ''] }]);
  expect(sampler.sample()?.seen).toEqual([]);
  proc.change(51, { name: 'as', argv: ['as'] });
  expect(sampler.sample()?.seen).toMatchObject([{ pid: 51, name: 'as' }]);
});

test('a process that lived for one sample is reported when it goes', () => {
  const { proc, make } = world();
  const sampler = make();
  proc.set({ pid: 51, ppid: ROOT, name: 'sh', flags: 0x40 });
  sampler.sample();
  proc.remove(51);
  const sample = sampler.sample();
  expect(sample?.seen).toContainEqual(expect.objectContaining({ pid: 51, name: 'sh' }));
  expect(sample?.gone).toEqual([{ pid: 51 }]);
});

test('members are the living, newcomers since the last sample included', () => {
  const { proc, make } = world();
  const sampler = make();
  proc.set({ pid: 51, ppid: ROOT, state: 'Z' });
  sampler.sample();
  proc.set({ pid: 52, ppid: ROOT, started: 120 });
  expect(sampler.members()).toMatchObject([
    { pid: ROOT, started: 100 },
    { pid: 52, started: 120 },
  ]);
});

test('a process whose pid was reused since the last sample is not a member to stop', () => {
  const { proc, make } = world();
  const sampler = make();
  proc.set({ pid: 51, ppid: ROOT });
  proc.set({ pid: 52, ppid: ROOT });
  proc.set({ pid: 53, ppid: ROOT });
  sampler.sample();
  proc.set({ pid: 51, ppid: 1, started: 999 });
  proc.change(52, { state: 'Z' });
  expect(sampler.members()).toMatchObject([{ pid: ROOT }, { pid: 53 }]);
});

test('every descriptor is given back at the end', () => {
  const { proc, make } = world();
  const sampler = make(true);
  proc.set({ pid: 51, ppid: ROOT });
  sampler.sample();
  sampler.close();
  expect(proc.open_.size).toBe(0);
});

test('a root that is gone already leaves its daemons to be found', () => {
  const { proc, make } = world();
  proc.remove(ROOT);
  const sampler = make();
  expect(sampler.sample()).toBeUndefined();
  proc.set({ pid: 60, ppid: 1, rss: MIB, environment: [`MEMWRAP_RUN=${RUN}`] });
  expect(sampler.sample()).toMatchObject({ rss: MIB, procs: 1 });
});

test('a large tree gets quick readings, and its sum stays exact', () => {
  const { proc, make } = world();
  const sampler = make();
  for (let pid = 51; pid < 451; pid++) proc.set({ pid, ppid: ROOT, rss: 2 * MIB, file: MIB });
  expect(sampler.sample()).toMatchObject({ procs: 401, rss: 810 * MIB, file: 400 * MIB });
  sampler.sample();
  for (let pid = 51; pid < 451; pid += 2) proc.change(pid, { rss: 3 * MIB });
  expect(sampler.sample()).toMatchObject({ procs: 401, rss: 1010 * MIB, file: 400 * MIB });
});

test('of a large tree too every end is noticed, and every spike within a few samples', () => {
  const { proc, make } = world();
  const sampler = make();
  for (let pid = 51; pid < 451; pid++) proc.set({ pid, ppid: ROOT, rss: 2 * MIB });
  sampler.sample();
  sampler.sample();
  proc.remove(77);
  proc.change(88, { state: 'Z' });
  proc.change(99, { hwm: 500 * MIB });
  const samples = Array.from({ length: 8 }, () => sampler.sample());
  expect(samples[0]).toMatchObject({ procs: 399, rss: 806 * MIB, gone: [{ pid: 77 }] });
  expect(samples.map((sample) => sample?.peak)).toContain((806 + 498) * MIB);
});

test('PSS of all processes is read in one go, or absent', () => {
  const { proc, make, time } = world();
  const sampler = make(true);
  proc.set({ pid: 51, ppid: ROOT, rss: 20 * MIB, pss: 4 * MIB });
  proc.change(ROOT, { pss: 6 * MIB });
  expect(sampler.sample()).not.toHaveProperty('pss');
  time.now = 1000;
  expect(sampler.sample({ cheap: true })).not.toHaveProperty('pss');
  expect(sampler.sample()).toMatchObject({
    pss: 10 * MIB,
    top: [{ pss: 4 * MIB }, { pss: 6 * MIB }],
  });
  proc.change(51, { denied: ['smaps_rollup'] });
  time.now = 9000;
  expect(sampler.sample()).not.toHaveProperty('pss');
});

test('PSS that a decision waits for is read at once, even in a cheap sample', () => {
  const { make } = world();
  expect(make(true).sample({ cheap: true, wantsPss: true })).toMatchObject({ pss: 10 * MIB });
});

test('the machine and the cgroup are measured besides the tree', () => {
  const { proc, make } = world();
  proc.files.set('/proc/self/mountinfo', '1 1 0:3 / /cg rw - cgroup2 cgroup2 rw');
  proc.files.set(`/proc/${ROOT}/cgroup`, '0::/job\n');
  proc.files.set('/cg/job/memory.max', '512000\n');
  proc.files.set('/cg/job/memory.current', '4096\n');
  const sampler = make();
  expect(sampler.host).toEqual({ machineTotal: 1000 * 1024, cgroupLimit: 512_000 });
  expect(sampler.sample()).toMatchObject({
    machineUsed: 600 * 1024,
    machineAvailable: 400 * 1024,
    cgroup: 4096,
  });
});

test('a name with a newline and backslashes is reported unchanged', () => {
  const { proc, make } = world();
  proc.change(ROOT, { name: 'a\nb\\n) S 1 (' });
  expect(make().sample()?.top[0]?.name).toBe('a\nb\\n) S 1 (');
});

test('huge pages of hugetlbfs are told beside RSS from when a process first has some', () => {
  const { proc, make } = world();
  const sampler = make();
  proc.change(ROOT, { hugetlb: 0 });
  expect(sampler.sample()).not.toHaveProperty('hugetlb');
  proc.change(ROOT, { hugetlb: 60 * MIB });
  proc.set({ pid: 51, ppid: ROOT, rss: MIB, hugetlb: 4 * MIB });
  expect(sampler.sample()).toMatchObject({ rss: 11 * MIB, hugetlb: 64 * MIB });
  proc.change(ROOT, { hugetlb: 0 });
  proc.remove(51);
  expect(sampler.sample()).toMatchObject({ hugetlb: 0 });
});

test('a reading of PSS tells what is freed lazily, and which huge pages are counted again', () => {
  const { proc, make, time } = world();
  const sampler = make(true);
  const huge = { hugetlb: 64 * MIB, sharedHugetlb: 40 * MIB };
  proc.change(ROOT, { ...huge, lazyfree: 6 * MIB });
  proc.set({ pid: 51, ppid: ROOT, rss: 20 * MIB, ...huge, lazyfree: MIB });
  time.now = 10_000;
  expect(sampler.sample()).toMatchObject({
    lazyfree: 7 * MIB,
    hugetlb: 128 * MIB,
    hugetlbAgain: 40 * MIB,
  });
});

test('what a child between fork and exec has beyond the pages of its parent is told by kind', () => {
  const { proc, make, time } = world();
  proc.change(ROOT, { rss: 200 * MIB, file: 8 * MIB });
  const sampler = make();
  sampler.sample();
  proc.set({ pid: 51, ppid: ROOT, rss: 192 * MIB, flags: FORKED, state: 'R' });
  sampler.sample();
  proc.change(51, { rss: 292 * MIB, file: 90 * MIB });
  time.now += 20;
  expect(sampler.sample()).toMatchObject({ rss: 300 * MIB, anon: 202 * MIB, file: 98 * MIB });
});
