import { expect, test } from 'vitest';
import { PortableSampler } from '../../../src/sample/portable/portable-sampler.ts';
import type { ListedProcess } from '../../../src/sample/portable/process-list.ts';
import { MIB } from '../records.ts';

const ROOT = 50;

function listed(pid: number, changes: Partial<ListedProcess> = {}): ListedProcess {
  return {
    pid,
    ppid: 1,
    group: 1,
    started: 1000,
    rss: MIB,
    name: 'job',
    zombie: false,
    ...changes,
  };
}

function world(first: readonly ListedProcess[] | undefined) {
  const state = { list: first, sizes: new Map<number, number>(), now: 0, listings: 0, took: 0 };
  const sampler = new PortableSampler({
    root: { pid: ROOT },
    exclude: [40],
    clock: {
      wall: () => state.now,
      monotonic: () => state.now,
      after: () => ({ cancel: () => undefined }),
    },
    list: async () => {
      state.listings++;
      state.now += state.took;
      return state.list;
    },
    read: async (pids) => new Map([...state.sizes].filter(([pid]) => pids.includes(pid))),
  });
  return { state, sampler };
}

const pids = (sample: { top: readonly { pid: number }[] } | undefined) =>
  sample?.top.map(({ pid }) => pid).sort();

test('the tree is the root and its descendants in whatever order they are listed', async () => {
  const { state, sampler } = world([
    listed(52, { ppid: 51 }),
    listed(51, { ppid: ROOT }),
    listed(ROOT),
    listed(60),
  ]);
  state.sizes.set(ROOT, 5 * MIB).set(51, 7 * MIB);
  expect(await sampler.sample()).toEqual({
    rss: 13 * MIB,
    peak: 13 * MIB,
    procs: 3,
    top: [
      { pid: 51, ppid: ROOT, started: 1000, name: 'job', rss: 7 * MIB },
      { pid: ROOT, ppid: 1, started: 1000, name: 'job', rss: 5 * MIB },
      { pid: 52, ppid: 51, started: 1000, name: 'job', rss: MIB },
    ],
    seen: [
      { pid: ROOT, ppid: 1, name: 'job' },
      { pid: 51, ppid: ROOT, name: 'job' },
      { pid: 52, ppid: 51, name: 'job' },
    ],
    gone: [],
  });
});

test('a re-parented member stays, and a foreign process with its pid is not a member', async () => {
  const { state, sampler } = world([listed(ROOT), listed(51, { ppid: ROOT })]);
  await sampler.sample();
  state.list = [listed(51)];
  expect(await sampler.sample()).toMatchObject({ procs: 1, gone: [{ pid: ROOT }] });
  state.list = [listed(51, { started: 2000 })];
  expect(await sampler.sample()).toBeUndefined();
});

test('a start that wavers by a second is still the same process', async () => {
  const { state, sampler } = world([listed(ROOT)]);
  await sampler.sample();
  state.list = [listed(ROOT, { started: 1001 })];
  expect(await sampler.sample()).toMatchObject({ procs: 1, seen: [], gone: [] });
});

test('a re-parented process in the group of a member is one', async () => {
  const { state, sampler } = world([listed(ROOT), listed(51, { ppid: ROOT, group: 51 })]);
  await sampler.sample();
  state.list = [listed(ROOT), listed(52, { group: 51 }), listed(53, { group: 53 })];
  expect(pids(await sampler.sample())).toEqual([ROOT, 52]);
});

test('a parent that is younger than its child is a stranger with a reused pid', async () => {
  const { sampler } = world([listed(ROOT), listed(51, { ppid: ROOT, started: 900 })]);
  expect(pids(await sampler.sample())).toEqual([ROOT]);
});

test('zombies and the excluded are not counted', async () => {
  const { sampler } = world([
    listed(ROOT),
    listed(40, { ppid: ROOT }),
    listed(41, { ppid: 40 }),
    listed(51, { ppid: ROOT, zombie: true }),
  ]);
  expect(pids(await sampler.sample())).toEqual([ROOT]);
});

test('processes are listed again only after ten times what a listing took', async () => {
  const { state, sampler } = world([listed(ROOT)]);
  state.took = 20;
  await sampler.sample();
  state.now = 219;
  await sampler.sample();
  expect(state.listings).toBe(1);
  state.now = 220;
  await sampler.sample();
  expect(state.listings).toBe(2);
});

test('where nothing can be listed the root alone is measured until it is silent', async () => {
  const { state, sampler } = world(undefined);
  state.sizes.set(ROOT, 5 * MIB);
  expect(await sampler.sample()).toMatchObject({ rss: 5 * MIB, procs: 1 });
  state.sizes.clear();
  expect(await sampler.sample()).toBeUndefined();
});

test('after closing there are no members', async () => {
  const { sampler } = world([listed(ROOT)]);
  sampler.close();
  expect(await sampler.sample()).toBeUndefined();
});
