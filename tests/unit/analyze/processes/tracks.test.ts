import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTracks } from '../../../../src/analyze/processes/tracks.ts';
import type { Tracks } from '../../../../src/analyze/processes/types.ts';
import { Curves } from '../../../../src/analyze/report/curves.ts';
import { SampleSizes } from '../../../../src/analyze/report/sample-sizes.ts';
import type { ReportMetric } from '../../../../src/recording/metrics.ts';
import type {
  ProcessRecord,
  SampleRecord,
  StreamRecord,
} from '../../../../src/recording/records.ts';
import { MIB, process, START, sample } from '../../records.ts';

const METRICS: readonly ReportMetric[] = ['rss', 'pss', 'system'];

/** The tracks of these records, and PSS at each sample in MiB. */
function read(records: readonly StreamRecord[], metric: ReportMetric = 'rss') {
  const tracks = createTracks(METRICS);
  const pss: number[] = [];
  const curves = new Curves(METRICS, tracks, (samples) => {
    tracks.level(samples);
    const [, own] = samples.values as [Float64Array, Float64Array];
    for (let i = 0; i < samples.count; i++) pss.push((own[i] as number) / MIB);
  });
  const sizes = new SampleSizes();
  for (const record of records) {
    const time = record.time - START;
    if (record.type === 'process') tracks.add(time, record);
    if (record.type !== 'sample') continue;
    sizes.add(record);
    tracks.measure(time, record, sizes.last);
    curves.add(time, sizes.last);
  }
  curves.release();
  return { tracks: tracks.finish(metric), largest: tracks.largest(metric), pss, curves };
}

/** The sizes at a moment by pid, MiB; 'others' for what is left. */
function at(tracks: Tracks, moment: number): Record<string, number> {
  const held: Record<string, number> = {};
  for (let i = tracks.first[moment] as number; i < (tracks.first[moment + 1] as number); i++) {
    const { pid } = tracks.tracks[tracks.track[i] as number] as Tracks['tracks'][number];
    held[pid] = (tracks.bytes[i] as number) / MIB;
  }
  return { ...held, others: (tracks.others[moment] as number) / MIB };
}

const seen = (time: number, pid: number, name: string, more: Partial<ProcessRecord> = {}) =>
  process('seen', time, pid, { name, argv: [name], ...more });
const top = (...sizes: [pid: number, mib: number][]): Partial<SampleRecord> => ({
  procs: sizes.length,
  top: sizes.map(([pid, mib]) => [pid, mib * MIB] as const),
});

test('a process alone holds the whole sum, of several each what its sample lists', () => {
  const { tracks } = read([
    seen(0, 7, 'sh'),
    sample(0, 10, { procs: 1 }),
    seen(10, 8, 'cc', { ppid: 7 }),
    sample(10, 60, top([8, 50], [7, 10])),
    process('gone', 20, 8, { hwm: 80 * MIB }),
    sample(20, 10, { procs: 1 }),
  ]);
  expect([0, 1, 2].map((i) => at(tracks, i))).toEqual([
    { 7: 10, others: 0 },
    { 7: 10, 8: 50, others: 0 },
    { 7: 10, others: 0 },
  ]);
  expect(tracks.peak).toBe(1);
  expect(tracks.tracks).toMatchObject([
    { pid: 7, seen: 0, peak: 10 * MIB },
    { pid: 8, ppid: 7, seen: 10, gone: 20, peak: 80 * MIB, forked: false },
  ]);
});

test('a process announced a moment ago is not what a sample of one measured', () => {
  const { tracks } = read([
    seen(0, 7, 'perl'),
    sample(0, 200, { procs: 1 }),
    seen(10, 8, 'true', { ppid: 7 }),
    sample(10, 200, { procs: 1 }),
    process('gone', 20, 8),
    process('gone', 20, 7),
    seen(20, 9, 'sh'),
    seen(20, 10, 'sh'),
    sample(20, 5, { procs: 1 }),
  ]);
  expect([0, 1, 2].map((i) => at(tracks, i))).toEqual([
    { 7: 200, others: 0 },
    { 7: 200, others: 0 },
    { others: 5 },
  ]);
});

test('a process that a sample lists before it is announced is one process', () => {
  const { tracks } = read([
    seen(0, 7, 'sh'),
    sample(10, 60, top([8, 50], [7, 10])),
    seen(11, 8, 'cc', { ppid: 7 }),
    sample(20, 70, top([8, 60], [7, 10])),
  ]);
  expect(tracks.tracks.map(({ pid, images }) => [pid, images])).toEqual([
    [7, [{ at: 0, name: 'sh', argv: ['sh'], largest: 10 * MIB }]],
    [8, [{ at: 11, name: 'cc', argv: ['cc'], largest: 60 * MIB }]],
  ]);
});

test('a pid that is used again is another process', () => {
  const { tracks } = read([
    seen(0, 7, 'a'),
    sample(0, 10, { procs: 1 }),
    process('gone', 5, 7),
    seen(6, 7, 'b'),
    sample(10, 20, { procs: 1 }),
  ]);
  expect(tracks.tracks.map(({ images, peak }) => [images[0]?.name, peak / MIB])).toEqual([
    ['a', 10],
    ['b', 20],
  ]);
});

test('each image of a process has the most that was held under it', () => {
  const { tracks } = read([
    seen(0, 7, 'sh'),
    sample(0, 3, { procs: 1 }),
    seen(100, 7, 'perl'),
    sample(110, 30, { procs: 1 }),
    seen(200, 7, 'py'),
    sample(210, 20, { procs: 1 }),
  ]);
  expect(tracks.tracks[0]?.images.map(({ name, largest }) => [name, largest / MIB])).toEqual([
    ['sh', 3],
    ['perl', 30],
    ['py', 20],
  ]);
});

test('of many titles those under which most was held are kept, the first and the last always', () => {
  const records: StreamRecord[] = [];
  for (let i = 0; i < 100; i++) {
    records.push(
      seen(i * 100, 7, `title-${i}`),
      sample(i * 100 + 50, i === 40 ? 90 : 9, { procs: 1 }),
    );
  }
  const images = read(records).tracks.tracks[0]?.images ?? [];
  expect(images.length).toBe(16);
  expect(images.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['title-0', 'title-40', 'title-99']),
  );
});

test('who falls out of a full list keeps what it had, as far as there is room for it', () => {
  const { tracks } = read([
    ...[1, 2, 3, 4].map((pid) => seen(0, pid, `p${pid}`)),
    sample(0, 90, { ...top([1, 50], [2, 20], [3, 20]), procs: 4 }),
    sample(10, 100, { ...top([1, 50], [4, 16]), procs: 4 }),
  ]);
  // At most as much as the smallest that is listed, and the second gets what is left.
  expect(at(tracks, 1)).toEqual({ 1: 50, 4: 16, 2: 16, 3: 16, others: 2 });
});

/** A parent of 200 MiB forks a child that is listed whole and then grows by 10 MiB. */
const forking: StreamRecord[] = [
  seen(0, 7, 'py'),
  sample(0, 200, { procs: 1, anon: 195 * MIB, file: 5 * MIB, shmem: 0, pss: 200 * MIB }),
  seen(100, 8, 'py', { ppid: 7 }),
  sample(100, 200, { ...top([7, 200], [8, 0]), anon: 195 * MIB, file: 5 * MIB, shmem: 0 }),
  sample(130, 395, { ...top([7, 200], [8, 195]), anon: 390 * MIB, file: 5 * MIB, shmem: 0 }),
  sample(200, 405, { ...top([7, 200], [8, 205]), anon: 400 * MIB, file: 5 * MIB, shmem: 0 }),
  process('gone', 300, 8, { hwm: 205 * MIB }),
  sample(300, 200, { procs: 1, anon: 195 * MIB, file: 5 * MIB, shmem: 0 }),
];

test('a fork adds nothing, and its child holds only what it has beyond', () => {
  const { tracks, pss } = read(forking, 'pss');
  expect(pss).toEqual([200, 200, 200, 210, 200]);
  expect(at(tracks, 3)).toEqual({ 7: 200, 8: 10, others: 0 });
  expect(tracks.tracks[1]).toMatchObject({ forked: true, shared: 195 * MIB, peak: 10 * MIB });
});

test('by RSS a child is counted whole', () => {
  expect(at(read(forking).tracks, 3)).toEqual({ 7: 200, 8: 205, others: 0 });
});

test('a process that the recorder knows to be forked is, whatever it is called', () => {
  const known = forking.map((record) =>
    record.type === 'process' && record.pid === 8 && record.event === 'seen'
      ? { ...record, name: 'job 3', argv: ['job', '3'], forked: true }
      : record,
  );
  expect(read(known, 'pss').pss).toEqual([200, 200, 200, 210, 200]);
});

test('a child that calls exec shares nothing any more', () => {
  const { pss } = read(
    [
      ...forking.slice(0, 5),
      seen(150, 8, 'sort'),
      sample(200, 205, { ...top([7, 200], [8, 5]), anon: 197 * MIB, file: 8 * MIB }),
      sample(300, 400, { ...top([7, 200], [8, 200]), anon: 392 * MIB, file: 8 * MIB }),
    ],
    'pss',
  );
  expect(pss.slice(3)).toEqual([205, 400]);
});

test('a child listed for once between fork and exec adds nothing either', () => {
  const { tracks, pss } = read(
    [
      ...forking.slice(0, 5),
      seen(150, 8, 'sleep'),
      sample(200, 201, { ...top([7, 200], [8, 1]), anon: 195 * MIB, file: 6 * MIB }),
    ],
    'pss',
  );
  expect(pss).toEqual([200, 200, 200, 201]);
  expect(tracks.tracks[1]?.images.map(({ name, largest }) => [name, largest])).toEqual([
    ['py', 0],
    ['sleep', MIB],
  ]);
});

test('a sample that comes together with an exec may be older than it', () => {
  const { pss } = read(
    [
      ...forking.slice(0, 5),
      seen(200, 8, 'sleep'),
      sample(200, 395, { ...top([7, 200], [8, 195]), anon: 390 * MIB, file: 5 * MIB }),
      sample(300, 400, { ...top([7, 200], [8, 200]), anon: 390 * MIB, file: 10 * MIB }),
    ],
    'pss',
  );
  expect(pss).toEqual([200, 200, 200, 200, 400]);
});

test('a brief sample, which has the sum alone, keeps the sizes and the sharing of the one before', () => {
  const { tracks, pss } = read(
    [...forking.slice(0, 6), sample(220, 406), process('gone', 230, 8), sample(240, 201)],
    'pss',
  );
  expect(pss).toEqual([200, 200, 200, 210, 211, 201]);
  expect(at(tracks, 4)).toEqual({ 7: 200, 8: 10, others: 1 });
  expect(at(tracks, 5)).toEqual({ 7: 201, others: 0 });
});

test('a brief sample shares files as the one before does', () => {
  const { pss } = read(
    [
      sample(0, 100, { procs: 3, anon: 60 * MIB, file: 40 * MIB, shmem: 0, pss: 80 * MIB }),
      sample(100, 110),
      sample(200, 120),
    ],
    'pss',
  );
  expect(pss).toEqual([80, 90, 100]);
});

test('a forked child that falls out of the list shares as before', () => {
  const { pss } = read(
    [
      ...forking.slice(0, 6),
      seen(210, 9, 'sort'),
      seen(210, 10, 'sort'),
      sample(220, 800, { ...top([7, 200], [9, 390]), procs: 4, anon: 790 * MIB, file: 10 * MIB }),
      sample(240, 405, { ...top([7, 200], [8, 205]), anon: 395 * MIB, file: 10 * MIB }),
    ],
    'pss',
  );
  // Its last size, 205, is limited to the smallest of the list, 200, of which it shares 195.
  expect(pss.slice(4)).toEqual([605, 210]);
});

test('when a parent ends, a child that shared its pages holds them', () => {
  const { tracks, pss } = read(
    [
      ...forking.slice(0, 6),
      process('gone', 250, 7),
      sample(260, 205, { procs: 1, anon: 200 * MIB, file: 5 * MIB }),
    ],
    'pss',
  );
  expect(pss).toEqual([200, 200, 200, 210, 205]);
  expect(at(tracks, 4)).toEqual({ 8: 205, others: 0 });
});

test('pages that are written to after a fork are counted by readings, evenly between them', () => {
  const parts = { ...top([7, 200], [8, 195]), anon: 390 * MIB, file: 5 * MIB, shmem: 0 };
  const { pss } = read(
    [
      ...forking.slice(0, 4),
      sample(130, 395, parts),
      sample(230, 395, parts),
      sample(330, 395, { ...parts, pss: 240 * MIB }),
      sample(430, 395, parts),
      process('gone', 500, 8),
      sample(530, 200, { procs: 1, anon: 195 * MIB, file: 5 * MIB }),
    ],
    'pss',
  );
  expect(pss).toEqual([200, 200, 200, 220, 240, 240, 200]);
});

test('a reading that lacks a child between fork and exec is not used', () => {
  const parts = { procs: 1, anon: 195 * MIB, file: 5 * MIB, shmem: 0 };
  const { pss, curves } = read([
    seen(0, 7, 'perl'),
    sample(0, 200, { ...parts, pss: 198 * MIB }),
    sample(100, 200, { ...parts, pss: 101 * MIB }),
    sample(200, 200, { ...parts, pss: 198 * MIB }),
  ]);
  expect(pss).toEqual([198, 198, 198]);
  expect(curves.falseReadings).toBe(1);
});

test('files that several processes map are taken from each of them in equal parts', () => {
  const { tracks } = read(
    [
      seen(0, 7, 'a'),
      seen(0, 8, 'b'),
      sample(0, 71, { ...top([7, 40], [8, 30], [9, 1]), pss: 51 * MIB }),
    ],
    'pss',
  );
  expect(at(tracks, 0)).toEqual({ 7: 30, 8: 20, 9: 1, others: 0 });
});

test('the kinds of memory at the peak are those of its sample', () => {
  const { curves } = read([
    sample(0, 10, { anon: 1, file: 2, shmem: 3 }),
    sample(10, 30, { anon: 4, file: 5, shmem: 6, swap: 7 }),
    sample(20, 20, { anon: 8, file: 9, shmem: 0 }),
  ]);
  expect(curves.peak('rss')?.kinds).toEqual({ anon: 4, file: 5, shmem: 6, swap: 7 });
});

test('the largest processes are listed whole and by what they run', () => {
  expect(read(forking, 'pss').largest).toEqual([
    { pid: 8, name: 'py', bytes: 205 * MIB },
    { pid: 7, name: 'py', bytes: 200 * MIB },
  ]);
});

const pids = fc.integer({ min: 1, max: 6 });
const anyRecord = fc.oneof(
  fc.record({
    type: fc.constant('seen' as const),
    pid: pids,
    ppid: pids,
    name: fc.constantFrom('a', 'b'),
  }),
  fc.record({ type: fc.constant('gone' as const), pid: pids }),
  fc.record({
    type: fc.constant('sample' as const),
    more: fc.integer({ min: 0, max: 50 }),
    top: fc.array(fc.tuple(pids, fc.integer({ min: 0, max: 100 })), { maxLength: 6 }),
    pss: fc.option(fc.double({ min: 0, max: 1.2, noNaN: true }), { nil: undefined }),
  }),
);

test('sizes and others add up to the level at each moment, exactly, and the highest is among them', () => {
  fc.assert(
    fc.property(
      fc.array(anyRecord, { maxLength: 60 }),
      fc.constantFrom('rss', 'pss'),
      (made, metric) => {
        const records = made.map((one, i): StreamRecord => {
          if (one.type !== 'sample') {
            const { pid } = one;
            return one.type === 'gone'
              ? process('gone', i * 20, pid)
              : process('seen', i * 20, pid, { ppid: one.ppid, name: one.name, argv: [one.name] });
          }
          const listed = [...new Map(one.top).entries()];
          const rss = listed.reduce((sum, [, size]) => sum + size, one.more);
          return sample(i * 20, rss, {
            ...top(...listed),
            anon: Math.round(rss * 0.9 * MIB),
            ...(one.pss === undefined ? {} : { pss: Math.round(one.pss * rss * MIB) }),
          });
        });
        const { tracks, curves } = read(records, metric as ReportMetric);
        tracks.times.forEach((_, i) => {
          let sum = tracks.others[i] as number;
          for (let k = tracks.first[i] as number; k < (tracks.first[i + 1] as number); k++) {
            expect(tracks.bytes[k]).toBeGreaterThan(0);
            sum += tracks.bytes[k] as number;
          }
          expect(sum).toBe(tracks.level[i]);
        });
        const peak = curves.peak(metric as ReportMetric);
        expect(tracks.level[tracks.peak]).toBe(peak?.bytes);
        expect(tracks.times[tracks.peak]).toBe(peak?.time);
      },
    ),
    { numRuns: 300 },
  );
});

test('a long run is thinned to bounded moments, the highest among them, and keeps a bounded number of processes', () => {
  const records: StreamRecord[] = [seen(0, 1, 'sh')];
  for (let i = 0; i < 20_000; i++) {
    const pid = 2 + i;
    records.push(seen(i * 10, pid, 'cc', { ppid: 1 }));
    records.push(
      sample(
        i * 10,
        20 + (i === 7777 ? 500 : i % 13),
        top([pid, 15 + (i === 7777 ? 500 : i % 13)], [1, 5]),
      ),
    );
    records.push(process('gone', i * 10 + 5, pid));
  }
  const { tracks } = read(records);
  expect(tracks.times.length).toBeLessThanOrEqual(2 * 4096);
  expect(tracks.tracks.length).toBeLessThanOrEqual(4097);
  expect(at(tracks, tracks.peak)).toEqual({ 1: 5, 7779: 515, others: 0 });
  expect(tracks.times[tracks.peak]).toBe(77_770);
});

test('those of the largest sample are kept, however many larger ones come later', () => {
  const pids = [2, 3, 4, 5, 6, 7, 8, 9];
  const records: StreamRecord[] = [seen(0, 1, 'sh'), ...pids.map((pid) => seen(0, pid, 'cc'))];
  records.push(sample(0, 165, top([1, 5], ...pids.map((pid): [number, number] => [pid, 20]))));
  records.push(...pids.map((pid) => process('gone', 5, pid)));
  for (let pid = 10; pid < 9000; pid++) {
    records.push(seen(pid, pid, 'cc', { ppid: 1 }), sample(pid, 35, top([pid, 30], [1, 5])));
    records.push(process('gone', pid + 1, pid));
  }
  const { tracks } = read(records);
  expect(tracks.times[tracks.peak]).toBe(0);
  const held = Object.fromEntries(pids.map((pid) => [pid, 20]));
  expect(at(tracks, tracks.peak)).toEqual({ 1: 5, ...held, others: 0 });
});
