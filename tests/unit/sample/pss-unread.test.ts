import { expect, test } from 'vitest';
import { LinuxSampler } from '../../../src/sample/linux/linux-sampler.ts';
import { MIB } from '../records.ts';
import { FakeProc, type FakeProcess } from './fake-proc.ts';

const ROOT = 50;
const FORKED_ONLY = 0x40;

/** A reading of PSS of a tree; its first process is the root. */
function readingOf(...processes: readonly (Omit<FakeProcess, 'pid'> & { pid?: number })[]) {
  const proc = new FakeProc();
  const time = { now: 0 };
  processes.forEach((process, i) => {
    proc.set({ pid: ROOT + i, ppid: i === 0 ? 40 : ROOT, state: 'S', ...process });
  });
  const clock = {
    wall: () => 1_700_000_000_000 + time.now,
    monotonic: () => time.now,
    after: () => ({ cancel: () => undefined }),
  };
  const root = { pid: ROOT };
  const sampler = new LinuxSampler({
    ...{ files: proc, root, runId: 'run', exclude: [40], clock, pss: true },
  });
  sampler.sample();
  time.now = 60_000;
  return { proc, time, sampler, sample: sampler.sample() };
}

const DENIED = { denied: ['smaps_rollup'] };
/** 100 MiB that a process and three forks share, each counted a quarter. */
const SHARED = { rss: 100 * MIB, pss: 25 * MIB, pssAnon: 25 * MIB, flags: FORKED_ONLY };

test('a process that may not be read leaves no sum, but bounds and its name', () => {
  const hold = { rss: 200 * MIB, file: 30 * MIB, name: 'hold', ...DENIED };
  const parent = { ...SHARED, flags: 0, file: 8 * MIB, rss: 108 * MIB };
  const { sample } = readingOf(parent, SHARED, SHARED, SHARED, hold);
  expect(sample?.pss).toBeUndefined();
  // What belongs to no file is its own; the rest may be shared, or not.
  expect(sample).toMatchObject({
    pssAtLeast: (100 + 170) * MIB,
    pssAtMost: (100 + 200) * MIB,
    unread: [{ pid: 54, name: 'hold' }],
  });
});

test('forks of one that may not be read count its pages once, from below', () => {
  const shared = { rss: 100 * MIB, ...DENIED };
  const fork = { ...shared, rss: 101 * MIB, flags: FORKED_ONLY };
  const { sample } = readingOf({ ...shared, file: 8 * MIB }, fork, { ...fork, rss: 102 * MIB });
  expect(sample).toMatchObject({ pssAtLeast: 102 * MIB, pssAtMost: 303 * MIB });
});

test('a process that ends while it is read is no denied one', () => {
  const { proc, time, sampler } = readingOf(
    { rss: 10 * MIB, pss: 10 * MIB },
    { rss: 20 * MIB, pss: 20 * MIB },
  );
  proc.change(51, DENIED);
  proc.beforeRead = (path) => {
    if (path === `/proc/${ROOT}/smaps_rollup`) proc.remove(51);
  };
  time.now = 120_000;
  const sample = sampler.sample();
  expect(sample?.unread).toBeUndefined();
  expect(sample?.pssAtMost).toBeUndefined();
});

test('without a reading PSS is at least what belongs to no file, of all that are no forks', () => {
  const { time, sampler } = readingOf(
    { rss: 100 * MIB, file: 20 * MIB, pss: 90 * MIB },
    { rss: 50 * MIB, pss: 50 * MIB },
  );
  time.now += 1;
  expect(sampler.sample()).toMatchObject({ pssAtLeast: 130 * MIB });
});

test('a reading that a birth spoiled is a bound from above, as if the newcomer held all of the largest', () => {
  const parent = { ...SHARED, flags: 0, file: 8 * MIB, rss: 108 * MIB };
  const { proc, time, sampler } = readingOf(parent, SHARED, SHARED, SHARED);
  time.now = 120_000;
  proc.beforeRead = (path) => {
    if (path !== '/proc/53/smaps_rollup') return;
    proc.set({ pid: 54, ppid: ROOT, state: 'S', ...SHARED });
  };
  const sample = sampler.sample();
  expect(sample?.pss).toBeUndefined();
  expect(sample).toMatchObject({ pssAtLeast: 100 * MIB, pssAtMost: (100 + 108) * MIB });
  expect(sample?.unread).toBeUndefined();
});
