import { expect, test } from 'vitest';
import { OutsideWatch } from '../../../../src/analyze/answer/outside.ts';
import { MIB } from '../../records.ts';

/** Samples each 100 ms for two seconds; what the cgroup and the machine hold beyond a tree of 10 MiB, MiB by time. */
function watched(
  cgroup: (time: number) => number,
  machine: (time: number) => number = cgroup,
  shmem: (time: number) => number = () => 0,
): OutsideWatch {
  const watch = new OutsideWatch();
  for (let time = 0; time <= 2000; time += 100) {
    const rss = 10 * MIB;
    watch.add(time, {
      rss,
      ownShmem: 0,
      cgroup: rss + cgroup(time) * MIB,
      machine: rss + (1000 + machine(time)) * MIB,
      shmem: time === 0 || shmem(time) !== shmem(time - 100) ? shmem(time) * MIB : Number.NaN,
    });
  }
  return watch;
}

const filled = (time: number): number => Math.min(150, Math.max(0, time - 400) / 4);

test('growth of the container beside an idle tree, which the machine confirms, is outside of the tree', () => {
  const found = watched(filled).finish(2 * MIB);
  expect(found).toEqual({ bytes: 150 * MIB, start: 500, end: 1000, where: 'cgroup' });
});

test('a container grows by its other processes too: beside a tree that grows itself nothing is claimed', () => {
  expect(watched(filled).finish(30 * MIB)).toBeUndefined();
  expect(watched(filled, filled, filled).finish(30 * MIB)).toMatchObject({ where: 'shmem' });
});

test('page cache, which the machine does not count as used, is none', () => {
  expect(watched(filled, () => 0).finish(2 * MIB)).toBeUndefined();
});

test('what is charged for a moment only, as of a tree that just ended, is none', () => {
  const moment = (time: number): number => (time >= 800 && time <= 1000 ? 400 : 0);
  expect(watched(moment).finish(2 * MIB)).toBeUndefined();
});

test('less than the tree itself grew by is not worth a word', () => {
  expect(watched(filled).finish(300 * MIB)).toBeUndefined();
});

test('without a cgroup the machine has to say it loudly: others live there too', () => {
  const none = () => Number.NaN;
  expect(watched(none, (time) => filled(time) / 2).finish(2 * MIB)).toBeUndefined();
  const loud = (time: number): number => 4 * filled(time);
  expect(watched(none, loud).finish(2 * MIB)).toMatchObject({ bytes: 600 * MIB, where: 'machine' });
});

test('files in tmpfs are told by the shared memory of the machine, while others there give memory back', () => {
  const shrinking = (time: number): number => -time / 10;
  const found = watched(filled, shrinking, filled).finish(2 * MIB);
  expect(found).toEqual({ bytes: 150 * MIB, start: 500, end: 1000, where: 'shmem' });
});

test("files in tmpfs that the run's cgroup knows nothing of are someone else's", () => {
  expect(watched(() => 0, filled, filled).finish(2 * MIB)).toBeUndefined();
});
