import { expect, test } from 'vitest';
import type { Exit, StreamRecord } from '../../../src/recording/records.ts';
import { KillWatch } from '../../../src/run/kill-watch.ts';
import type { OomKills } from '../../../src/sample/oom-counts.ts';
import type { ProcessEnd, ProcessSample } from '../../../src/sample/sampler.ts';
import { MIB } from '../records.ts';

const ROOT = 10;
const EXITED = 5000;

interface Moment {
  readonly ends?: readonly ProcessEnd[];
  readonly kills?: readonly OomKills[];
  readonly dying?: readonly number[];
  /** RSS by pid of those that live on, MiB. */
  readonly living?: Readonly<Record<number, number>>;
  readonly stopping?: boolean;
}

const end = (pid: number, mib: number, signal?: number): ProcessEnd => ({
  pid,
  name: `p${pid}`,
  rss: mib * MIB,
  ...(signal !== undefined && { signal }),
});
const CGROUP: OomKills = { kills: 1, by: 'cgroup', limit: 200 * MIB, folder: '/cg/job' };
const SYSTEM: OomKills = { kills: 1, by: 'system', folder: '/cg/job' };

/** Goes through the moments, the last of them at the end of the command; what was recorded of each kill. */
async function watch(moments: readonly Moment[], exit: Exit) {
  const records: StreamRecord[] = [];
  let now: Moment = {};
  let time = 0;
  const watched = new KillWatch({
    root: ROOT,
    sampler: {
      ends: () => now.ends ?? [],
      oomKills: () => now.kills ?? [],
      dying: () => now.dying ?? [],
    },
    stopping: () => now.stopping ?? false,
    ownCgroup: '/cg/own',
    now: () => time,
    emit: (record) => records.push(record),
  });
  for (const moment of moments.slice(0, -1)) {
    now = moment;
    time += 100;
    const top = Object.entries(moment.living ?? {}).map(
      ([pid, mib]) => ({ pid: Number(pid), rss: mib * MIB }) as ProcessSample,
    );
    watched.check({ top });
  }
  now = moments.at(-1) ?? {};
  time += 100;
  const last = await watched.finish(exit, EXITED);
  return {
    told: records.map((record) => {
      if (record.type !== 'killed') throw new Error(record.type);
      return [record.pid, record.cause, ...(record.probably ? ['probably'] : [])].join(' ');
    }),
    records,
    last,
  };
}

test.for<[string, Moment[], Exit, string[]]>([
  [
    'a worker that vanished when its cgroup counted a kill, while the command lived',
    [{ ends: [end(11, 190)], kills: [CGROUP], living: { 10: 8 } }, {}],
    { code: 0 },
    ['11 cgroup-oom'],
  ],
  [
    'a worker and its parent, which exited for it, between two samples',
    [{ ends: [end(11, 190), end(ROOT, 8)], kills: [CGROUP] }, {}],
    { code: 1 },
    ['11 cgroup-oom'],
  ],
  [
    'the command itself',
    [{ ends: [end(ROOT, 190)], kills: [CGROUP] }, {}],
    { signal: 'SIGKILL' },
    ['10 cgroup-oom'],
  ],
  [
    'the command itself, whose end no sample saw',
    [{ living: { 10: 190 } }, { kills: [SYSTEM] }],
    { signal: 'SIGKILL' },
    ['10 system-oom'],
  ],
  [
    'one that was seen to have died of SIGKILL, though a larger one vanished as well',
    [{ ends: [end(11, 150), end(12, 100, 9)], kills: [CGROUP], living: { 10: 8 } }, {}],
    { code: 0 },
    ['12 cgroup-oom'],
  ],
  [
    'the largest of several whose end nobody saw, as the likeliest',
    [{ ends: [end(11, 90), end(12, 100)], kills: [CGROUP], living: { 10: 8 } }, {}],
    { code: 0 },
    ['12 cgroup-oom probably'],
  ],
  [
    'the largest by far is not a guess',
    [{ ends: [end(11, 3), end(12, 100)], kills: [CGROUP], living: { 10: 8 } }, {}],
    { code: 0 },
    ['12 cgroup-oom'],
  ],
  [
    'as many as were counted',
    [{ ends: [end(11, 90), end(12, 100)], kills: [{ ...CGROUP, kills: 2 }] }, {}],
    { code: 0 },
    ['12 cgroup-oom', '11 cgroup-oom'],
  ],
  [
    'one that takes a while to die',
    [
      { kills: [CGROUP], dying: [11], living: { 10: 8, 11: 190 } },
      { ends: [end(12, 50)], living: { 10: 8, 11: 190 } },
      { ends: [end(11, 190)], living: { 10: 8 } },
      {},
    ],
    { code: 0 },
    ['11 cgroup-oom'],
  ],
  [
    'one that ended just after the sample, as the likeliest',
    [{ kills: [CGROUP], living: { 11: 190 } }, { ends: [end(11, 190)], living: { 10: 8 } }, {}],
    { code: 0 },
    ['11 cgroup-oom probably'],
  ],
  [
    'nobody, when one outside of the tree was killed',
    [{ kills: [CGROUP], living: { 10: 8, 11: 90 } }, { living: { 10: 8, 11: 90 } }, {}],
    { code: 1 },
    [],
  ],
  [
    'nobody, when a small one ended beside a large one that lives on',
    [{ kills: [CGROUP], ends: [end(12, 2)], living: { 11: 90 } }, {}],
    { code: 0 },
    [],
  ],
  [
    'nobody, when a small one ended beside a large one of the same cgroup outside of the tree',
    [{ kills: [{ ...CGROUP, largest: 60 * MIB }], ends: [end(12, 2)], living: { 10: 1 } }, {}],
    { code: 0 },
    [],
  ],
  [
    'nobody, when a small one ended just after the sample',
    [
      { kills: [{ ...CGROUP, largest: 60 * MIB }], dying: [12], living: { 10: 1, 12: 1 } },
      { ends: [end(12, 1)], living: { 10: 1 } },
      {},
    ],
    { code: 1 },
    [],
  ],
  [
    'nobody, when the one that ended was seen to exit',
    [{ kills: [CGROUP], ends: [end(12, 90, 0)], living: { 10: 8 } }, {}],
    { code: 0 },
    [],
  ],
  [
    'nobody long after a kill outside of the tree',
    [{ kills: [CGROUP], living: { 10: 8 } }, {}, {}, { ends: [end(11, 90)] }, {}],
    { code: 1 },
    [],
  ],
  [
    'nobody, when all exited by themselves',
    [{ ends: [end(11, 90), end(12, 50, 15)] }, { ends: [end(ROOT, 8)] }],
    { code: 1 },
    [],
  ],
  [
    'a worker by SIGKILL from elsewhere',
    [{ ends: [end(11, 90, 9)] }, {}],
    { code: 0 },
    ['11 unknown'],
  ],
  [
    'the command by SIGKILL from elsewhere',
    [{ ends: [end(ROOT, 90)] }, {}],
    { signal: 'SIGKILL' },
    ['10 unknown'],
  ],
  [
    'a child whose death by SIGKILL a shell passes on as 137',
    [{ ends: [end(11, 90), end(ROOT, 1)] }, {}],
    { code: 137 },
    ['11 unknown probably'],
  ],
  [
    'those that we ended, however they took it',
    [
      { ends: [end(11, 90, 15), end(12, 50)], stopping: true },
      { ends: [end(ROOT, 8)], stopping: true },
    ],
    { signal: 'SIGTERM' },
    ['11 ceiling', '12 ceiling', '10 ceiling'],
  ],
  [
    'one that the kernel killed at the limit that we set',
    [{ ends: [end(11, 90)], kills: [{ ...CGROUP, folder: '/cg/own' }] }, {}],
    { code: 1 },
    ['11 ceiling'],
  ],
])('%s', async ([, moments, exit, told]) => {
  expect((await watch(moments, exit)).told).toEqual(told);
});

test('a kill says what the process ran and held, and the limit', async () => {
  const emitted: StreamRecord[] = [];
  const watched = new KillWatch({
    root: ROOT,
    sampler: { ends: () => [end(11, 190)], oomKills: () => [CGROUP], dying: () => [] },
    stopping: () => false,
    ownCgroup: undefined,
    now: () => 700,
    emit: (record) => emitted.push(record),
  });
  watched.add({
    type: 'process',
    time: 1,
    event: 'seen',
    pid: 11,
    name: 'python3',
    argv: ['/usr/bin/python3', 'train.py'],
  });
  watched.add({ type: 'process', time: 2, event: 'gone', pid: 11 });
  watched.check({ top: [] });
  await new Promise((resolve) => setImmediate(resolve));
  const { time, type, ...killed } = { ...emitted[0] } as Record<string, unknown>;
  expect({ time, type }).toEqual({ time: 700, type: 'killed' });
  expect(killed).toEqual({
    pid: 11,
    cause: 'cgroup-oom',
    name: 'python3',
    work: 'python3 train.py',
    size: 190 * MIB,
    metric: 'rss',
    limit: 200 * MIB,
  });
});

test('the end names the command first, then the largest, and a few of many', async () => {
  const ends = Array.from({ length: 100 }, (_, i) => end(100 + i, 1 + i, 9));
  const { last, records } = await watch([{ ends }, { ends: [end(ROOT, 3)] }], {
    signal: 'SIGKILL',
  });
  expect(last.map(({ pid }) => pid)).toEqual([ROOT, 199, 198, 197, 196, 195, 194, 193]);
  // 64 by nobody knows whom are told: what a job does to its children all the time is no news.
  expect(records).toHaveLength(65);
});
