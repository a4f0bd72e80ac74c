import { expect, test } from 'vitest';
import { LinuxSampler } from '../../../src/sample/linux/linux-sampler.ts';
import { ManualClock } from '../manual-clock.ts';
import { MIB } from '../records.ts';
import { FakeProc } from './fake-proc.ts';

const ROOT = 50;
const WAITER = 40;
const PAGES = 256; // of 4 KiB in one MiB
const THP = '/sys/kernel/mm/transparent_hugepage';

function world(prepare: (proc: FakeProc) => void = () => undefined) {
  const proc = new FakeProc();
  proc.set({ pid: 1, started: 1 });
  proc.set({ pid: WAITER, started: 2 });
  proc.set({ pid: ROOT, ppid: WAITER, rss: 10 * MIB });
  prepare(proc);
  const options = { files: proc, root: { pid: ROOT }, runId: 'run', exclude: [WAITER], pss: false };
  const sampler = new LinuxSampler({ ...options, clock: new ManualClock() });
  const measure = () => {
    sampler.sample();
    return sampler.unseen();
  };
  /** Pids that were handed out meanwhile to processes that are gone again. */
  const lastPid = (pid: number) => proc.files.set('/proc/sys/kernel/ns_last_pid', `${pid}\n`);
  measure();
  return { proc, sampler, measure, lastPid };
}

test('while nothing is born and nothing ends nothing was unseen', () => {
  const { proc, measure } = world();
  proc.change(ROOT, { rss: 900 * MIB, faults: 890 * PAGES, ran: 50 });
  expect(measure()).toBeUndefined();
});

test('a child that nobody saw is bounded by the page faults that its parent inherited', () => {
  const { proc, measure, lastPid } = world();
  lastPid(51);
  proc.change(ROOT, { reapedFaults: 200 * PAGES, reapedRan: 5 });
  expect(measure()).toEqual({ bytes: 200 * MIB, births: 1 });
  expect(measure()).toBeUndefined();
});

test('of so many pids that /proc is listed those that are not there have vanished', () => {
  const { proc, measure, lastPid } = world((files) => {
    for (let pid = 2; pid < 40; pid++) files.set({ pid, started: 3 });
  });
  proc.set({ pid: 4000, ppid: ROOT, rss: MIB, started: 500 });
  lastPid(5000);
  proc.change(ROOT, { reapedFaults: 10 * PAGES, reapedRan: 1 });
  expect(measure()).toEqual({ bytes: 10 * MIB, births: 4958 });
});

test('processes of others that come and go are not ours', () => {
  const { measure, lastPid } = world();
  lastPid(90);
  expect(measure()).toBeUndefined();
});

test('a child that was waited for while we were looking is counted among the pids of the next look', () => {
  const { proc, measure, lastPid } = world();
  proc.change(ROOT, { reapedFaults: 3 * PAGES });
  expect(measure()).toEqual({ bytes: 3 * MIB, births: 0 });
  lastPid(51);
  expect(measure()).toEqual({ bytes: 0, births: 1 });
});

test('what a child has used that was seen explains what its parent inherits', () => {
  const { proc, measure } = world();
  proc.set({ pid: 51, ppid: ROOT, rss: 30 * MIB, faults: 30 * PAGES, reapedFaults: 7 });
  measure();
  proc.change(51, { rss: 80 * MIB, faults: 80 * PAGES });
  expect(measure()).toBeUndefined();
  proc.remove(51);
  proc.change(ROOT, { reapedFaults: 80 * PAGES + 7 });
  expect(measure()).toBeUndefined();
});

test('what it used after it was last seen is a bound without a birth', () => {
  const { proc, measure } = world();
  proc.set({ pid: 51, ppid: ROOT, rss: 30 * MIB, faults: 30 * PAGES });
  measure();
  proc.remove(51);
  proc.change(ROOT, { reapedFaults: 200 * PAGES, reapedRan: 3 });
  expect(measure()).toEqual({ bytes: 170 * MIB, births: 0 });
});

test('a child that ends between the reading of its parent and its own is explained one look later', () => {
  const { proc, measure } = world();
  proc.set({ pid: 51, ppid: ROOT, rss: 80 * MIB, faults: 80 * PAGES });
  measure();
  proc.beforeRead = (path) => {
    if (path === '/proc/51/status') {
      proc.beforeRead = () => undefined;
      proc.remove(51);
      proc.change(ROOT, { reapedFaults: 80 * PAGES });
    }
  };
  expect(measure()).toBeUndefined();
  expect(measure()).toBeUndefined();
  proc.change(ROOT, { reapedFaults: 90 * PAGES });
  expect(measure()).toEqual({ bytes: 10 * MIB, births: 0 });
});

test('a grandchild reaches whoever waited for its parent', () => {
  const { proc, measure } = world();
  proc.set({ pid: 51, ppid: ROOT, rss: 5 * MIB, faults: 5 * PAGES });
  proc.set({ pid: 52, ppid: 51, rss: 60 * MIB, faults: 60 * PAGES });
  measure();
  proc.remove(52);
  proc.remove(51);
  proc.change(ROOT, { reapedFaults: 65 * PAGES });
  expect(measure()).toBeUndefined();
});

test('children that a newcomer has waited for already were unseen', () => {
  const { proc, measure } = world();
  proc.set({ pid: 51, ppid: ROOT, rss: MIB, faults: PAGES, reapedFaults: 20 * PAGES });
  expect(measure()).toMatchObject({ bytes: 20 * MIB });
});

test('at the end the figures of the command itself have gone to who waited for it', () => {
  const { proc, sampler, measure, lastPid } = world();
  proc.change(ROOT, { faults: 10 * PAGES });
  measure();
  lastPid(51);
  proc.remove(ROOT);
  proc.change(WAITER, { reapedFaults: 130 * PAGES });
  expect(sampler.sample()).toBeUndefined();
  expect(sampler.unseen()).toEqual({ bytes: 120 * MIB, births: 1 });
});

test('a huge page is one fault: the kernel counts them', () => {
  const { proc, measure, lastPid } = world((files) => {
    files.files.set(`${THP}/enabled`, 'always [madvise] never\n');
    files.files.set(`${THP}/hugepages-64kB/enabled`, 'always inherit madvise [never]\n');
    files.files.set(`${THP}/hugepages-2048kB/enabled`, 'always [inherit] madvise never\n');
    files.files.set(`${THP}/hugepages-64kB/stats/anon_fault_alloc`, '5\n');
    files.files.set(`${THP}/hugepages-2048kB/stats/anon_fault_alloc`, '7000\n');
  });
  measure();
  proc.files.set(`${THP}/hugepages-64kB/stats/anon_fault_alloc`, '999\n');
  proc.files.set(`${THP}/hugepages-2048kB/stats/anon_fault_alloc`, '7100\n');
  proc.change(ROOT, { reapedFaults: PAGES, reapedRan: 4 });
  lastPid(51);
  expect(measure()).toEqual({ bytes: 201 * MIB, births: 1 });
});

test('without such a file a line of vmstat counts them, and what a known process got is not unseen', () => {
  const vmstat = (count: number) => `nr_free_pages 7\nthp_fault_alloc ${count}\nthp_zero 99\n`;
  const { proc, measure } = world((files) => {
    files.files.set(`${THP}/enabled`, '[always] madvise never\n');
    files.files.set(`${THP}/hpage_pmd_size`, '2097152\n');
    files.files.set('/proc/vmstat', vmstat(50));
  });
  proc.set({ pid: 51, ppid: ROOT, rss: 100 * MIB, faults: 60 });
  measure();
  measure();
  proc.change(51, { rss: 300 * MIB, faults: 160 });
  proc.files.set('/proc/vmstat', vmstat(150));
  proc.change(ROOT, { reapedFaults: 256 });
  expect(measure()?.bytes).toBeLessThanOrEqual(2 * MIB);
});

test('no process fills memory faster than processors do', () => {
  const { proc, measure } = world((files) => {
    files.files.set(`${THP}/enabled`, '[always] madvise never\n');
    files.files.set('/proc/vmstat', 'nr_free_pages 7\nthp_fault_alloc 0\n');
  });
  measure();
  proc.files.set('/proc/vmstat', 'nr_free_pages 7\nthp_fault_alloc 90000\n');
  proc.change(ROOT, { reapedFaults: 256 });
  expect(measure()?.bytes).toBeLessThan(400 * MIB);
});

test('every descriptor is given back at the end', () => {
  const { proc, sampler } = world((files) => {
    files.files.set(`${THP}/enabled`, '[always] madvise never\n');
    files.files.set('/proc/vmstat', 'nr_free_pages 7\nthp_fault_alloc 0\n');
  });
  sampler.sample();
  sampler.unseen();
  sampler.close();
  expect(proc.open_.size).toBe(0);
});
