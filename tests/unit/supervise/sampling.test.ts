import { expect, test } from 'vitest';
import type { StreamRecord } from '../../../src/recording/records.ts';
import type { Sampler, TreeSample } from '../../../src/sample/sampler.ts';
import { startSampling } from '../../../src/supervise/sampling.ts';
import { startTimeline } from '../../../src/supervise/timeline.ts';
import { ManualClock } from '../manual-clock.ts';

const EPOCH = 1_700_000_000_000;

function tree(rss: number): TreeSample {
  return { rss, procs: 1, top: [], seen: [], gone: [] };
}

function scene(
  samples: (TreeSample | undefined)[],
  asynchronous = false,
  argv = true,
  early?: (at: number) => boolean,
) {
  const clock = new ManualClock(EPOCH);
  const records: StreamRecord[] = [];
  const next = (): TreeSample | undefined => samples.shift();
  const sampler: Sampler = {
    kind: 'linux',
    metrics: ['rss'],
    missing: {},
    host: {},
    sample: () => (asynchronous ? Promise.resolve(next()) : next()),
    members: () => [],
    living: () => [],
    oomCounts: () => ({}),
    ends: () => [],
    dying: () => [],
    oomKills: () => [],
    close: () => undefined,
  };
  const watched: number[] = [];
  const sampling = startSampling({
    sampler,
    clock,
    timeline: startTimeline(clock),
    schedule: {
      next: ({ rss }) => ({ wait: 100, record: rss === 3 ? 'none' : 'whole', cheap: false }),
      ...(early === undefined ? {} : { early }),
    },
    emit: (record) => records.push(record),
    watch(sample) {
      watched.push(sample.rss);
      return { headroom: undefined, wantsPss: false };
    },
    argv,
  });
  return { clock, records, sampling, watched };
}

test.each([false, true])(
  'measures at once, at its pace, and once more at the end (asynchronous: %s)',
  async (asynchronous) => {
    const { clock, records, sampling } = scene([tree(1), tree(2), tree(4)], asynchronous);
    await clock.pass(150);
    await sampling.stop();
    expect(records).toEqual([
      { type: 'sample', time: EPOCH, rss: 1, procs: 1, cost: 0 },
      { type: 'sample', time: EPOCH + 100, rss: 2, procs: 1, cost: 0 },
      { type: 'sample', time: EPOCH + 150, rss: 4, procs: 1, cost: 0 },
    ]);
    expect(sampling.samples).toBe(3);
    await clock.pass(1000);
    expect(records).toHaveLength(3);
  },
);

test('what is not worth recording is watched all the same, and the last sample is always recorded', async () => {
  const { clock, records, sampling, watched } = scene([tree(1), tree(3), tree(3)]);
  await clock.pass(150);
  await sampling.stop();
  expect(watched).toEqual([1, 3, 3]);
  expect(records.map(({ time }) => time - EPOCH)).toEqual([0, 150]);
});

test('a moment without any process is no sample, and it looks again soon', async () => {
  const { clock, records, sampling } = scene([undefined, tree(1), undefined]);
  await clock.pass(150);
  await sampling.stop();
  expect(records.map(({ time }) => time - EPOCH)).toEqual([100]);
});

test('processes that come and go are recorded before the sample that shows it', async () => {
  const sample: TreeSample = {
    ...tree(5),
    procs: 2,
    top: [{ pid: 7, ppid: 1, started: 1, name: 'cc1', rss: 5 }],
    seen: [{ pid: 7, ppid: 1, startedAt: 12, name: 'cc1', argv: ['cc1', '-x'] }],
    gone: [{ pid: 6, hwm: 9 }],
  };
  const { records, sampling } = scene([sample]);
  await sampling.stop();
  expect(records).toEqual([
    {
      type: 'process',
      time: EPOCH,
      event: 'seen',
      pid: 7,
      ppid: 1,
      started: 12,
      name: 'cc1',
      argv: ['cc1', '-x'],
    },
    { type: 'process', time: EPOCH, event: 'gone', pid: 6, hwm: 9 },
    { type: 'sample', time: EPOCH, rss: 5, procs: 2, cost: 0, top: [[7, 5]] },
  ]);
});

test('without arguments a process is recorded once, however often they are looked at', async () => {
  const { records, sampling } = scene(
    [
      { ...tree(5), seen: [{ pid: 7, ppid: 1, name: 'sh', forked: true, anon: 3 }] },
      { ...tree(5), seen: [{ pid: 7, ppid: 1, name: 'sh', argv: ['sh', '-c'], again: true }] },
    ],
    false,
    false,
  );
  await sampling.stop();
  const processes = records.filter(({ type }) => type === 'process');
  const seen = { type: 'process', event: 'seen', pid: 7, ppid: 1, name: 'sh' };
  expect(processes).toEqual([{ ...seen, time: EPOCH, forked: true, anon: 3 }]);
});

test('a line is measured when it is written, if the schedule wants that, and the pace goes on from there', async () => {
  const trees = Array.from({ length: 5 }, (_, i) => tree(10 + i));
  const early = (at: number) => at - EPOCH === 130;
  const { clock, records, sampling } = scene(trees, false, true, early);
  await clock.pass(110);
  sampling.wrote();
  await clock.pass(20);
  sampling.wrote();
  sampling.wrote();
  await clock.pass(110);
  await sampling.stop();
  sampling.wrote();
  await clock.pass(500);
  expect(records.map(({ time }) => time - EPOCH)).toEqual([0, 100, 130, 230, 240]);
});

test('without such a schedule lines change nothing', async () => {
  const { clock, records, sampling } = scene([tree(1), tree(2), tree(4)]);
  sampling.wrote();
  await clock.pass(150);
  await sampling.stop();
  expect(records.map(({ time }) => time - EPOCH)).toEqual([0, 100, 150]);
});

test('of a wide tree every fifth sample lists all of the largest, and one that is higher than ever', async () => {
  const wide = (rss: number): TreeSample => {
    const top = Array.from({ length: 20 }, (_, i) => i).map((i) => ({
      ...{ pid: 100 + i, ppid: 1, started: 1, name: 'cc1', rss: 100 - i },
    }));
    return { ...tree(rss), procs: 20, top };
  };
  const heights = [1000, 1000, 1010, 1000, 990, 1000, 1000, 1030, 1000, 1000, 500];
  const { clock, records, sampling } = scene(heights.map(wide));
  await clock.pass(950);
  await sampling.stop();
  const listed = records.map((record) => (record.type === 'sample' ? record.top?.length : 0));
  expect(listed).toEqual([20, 8, 8, 8, 8, 20, 8, 20, 8, 8, 20]);
});

test('below a ceiling a birth is measured soon, and not only when the next measurement is due', async () => {
  const clock = new ManualClock(EPOCH);
  const taken: number[] = [];
  const state = { born: false };
  const plan = (headroom: number | undefined) =>
    startSampling({
      sampler: {
        ...{ kind: 'linux', metrics: ['rss'], missing: {}, host: {} },
        sample() {
          taken.push(clock.monotonic());
          state.born = false;
          return tree(1);
        },
        born: () => state.born,
        ...{
          members: () => [],
          living: () => [],
          ends: () => [],
          dying: () => [],
          oomKills: () => [],
        },
        ...{ oomCounts: () => ({}), close: () => undefined },
      },
      clock,
      timeline: startTimeline(clock),
      schedule: {
        next: () => ({ wait: 1000, record: 'whole', cheap: false }),
        early: () => false,
      },
      emit: () => undefined,
      watch: () => ({ headroom, wantsPss: false }),
      argv: false,
    });
  const watched = plan(100);
  await clock.pass(200);
  expect(taken).toEqual([0]);
  state.born = true;
  await clock.pass(100);
  expect(taken).toHaveLength(2);
  expect(taken[1]).toBeLessThanOrEqual(240);
  await clock.pass(900);
  expect(taken).toHaveLength(2);
  await watched.stop();
  taken.length = 0;
  const free = plan(undefined);
  state.born = true;
  await clock.pass(900);
  expect(taken).toHaveLength(1);
  await free.stop();
});

test('what was unseen is handed on and recorded, also when the tree is empty', async () => {
  const clock = new ManualClock(EPOCH);
  const records: StreamRecord[] = [];
  const moments: number[] = [];
  const samples = [tree(100), tree(90), undefined];
  const unseen = [undefined, { bytes: 7, births: 1 }, { bytes: 50, births: 0 }];
  const sampling = startSampling({
    sampler: {
      ...{ kind: 'linux', metrics: ['rss'], missing: {}, host: {} },
      sample: () => samples.shift(),
      unseen: () => unseen.shift(),
      ...{
        members: () => [],
        living: () => [],
        ends: () => [],
        dying: () => [],
        oomKills: () => [],
      },
      ...{ oomCounts: () => ({}), close: () => undefined },
    },
    clock,
    timeline: startTimeline(clock),
    schedule: { next: () => ({ wait: 100, record: 'whole', cheap: false }) },
    emit: (record) => records.push(record),
    watch: () => ({ headroom: undefined, wantsPss: false }),
    unseen: ({ most }) => moments.push(most),
    argv: false,
  });
  await clock.pass(150);
  await sampling.stop();
  expect(moments).toEqual([107, 140]);
  expect(records.filter(({ type }) => type === 'unseen')).toEqual([
    { type: 'unseen', time: EPOCH + 100, bytes: 7, most: 107, births: 1 },
    { type: 'unseen', time: EPOCH + 150, bytes: 50, most: 140, births: 0 },
  ]);
});
