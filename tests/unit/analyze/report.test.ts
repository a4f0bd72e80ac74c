import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createReport } from '../../../src/analyze/report/report.ts';
import { encodeRecord } from '../../../src/recording/encode.ts';
import { readRecording } from '../../../src/recording/reader.ts';
import type { StreamRecord } from '../../../src/recording/records.ts';
import {
  end as endRecord,
  MIB,
  START,
  sample as sampleRecord,
  start as startRecord,
} from '../records.ts';
import { reportOf as report } from '../report-of.ts';

const start = startRecord({
  argv: ['node', 'job.js'],
  host: { machineTotal: 64 * MIB, cgroupLimit: 32 * MIB },
});
const end = endRecord(1010, { status: 0, exited: START + 1000 });
const rss = (values: readonly number[], step = 100): StreamRecord[] =>
  values.map((value, i) => sampleRecord(i * step, value));

test('a report has the command, how long it took and how it ended', () => {
  expect(report([start, ...rss([1, 2, 3]), end])).toMatchObject({
    version: 1,
    name: 'job',
    command: ['node', 'job.js'],
    start: START,
    duration: 1000,
    exit: { code: 0 },
    status: 0,
    finished: true,
    metric: 'rss',
    samples: 3,
    processes: 1,
    machine: { total: 64 * MIB, limit: 32 * MIB },
    warnings: [],
  });
});

test('the peak is the largest sample, bounded by the high-water marks', () => {
  const sample: StreamRecord = { type: 'sample', time: START + 300, rss: 9 * MIB, hwm: 11 * MIB };
  expect(report([start, ...rss([1, 2, 3]), sample]).peak).toEqual({
    bytes: 9 * MIB,
    time: 300,
    bound: 11 * MIB,
    metric: 'rss',
  });
});

test('a larger peak that the end record knows counts', () => {
  const known = { ...end, peak: { rss: 7 * MIB, bound: 8 * MIB, time: START + 250 } };
  expect(report([start, ...rss([1, 2, 3]), known]).peak).toEqual({
    bytes: 7 * MIB,
    time: 250,
    bound: 8 * MIB,
    metric: 'rss',
  });
});

test('a recording that was cut off is a report that says so', () => {
  const cut = report([start, ...rss([1, 2, 3])]);
  expect(cut).toMatchObject({ finished: false, duration: 200 });
  expect(cut.warnings).toEqual([
    'the recording has no end: the run is still going on, or memwrap was killed',
  ]);
});

test('PSS leads where processes share pages, and follows RSS between its readings', () => {
  const samples: StreamRecord[] = [10, 20, 30, 20, 10, 10, 10, 20, 40].map((value, i) => ({
    type: 'sample',
    time: START + i * 100,
    procs: 4,
    rss: value * MIB,
    ...(i % 2 === 0 ? { pss: (value * MIB) / (i === 8 ? 4 : 2) } : {}),
  }));
  const { metric, curve, shared, peak } = report([start, ...samples]);
  expect({ metric, shared, peak }).toEqual({
    metric: 'pss',
    shared: true,
    peak: { bytes: 15 * MIB, time: 200, metric: 'pss' },
  });
  expect([...curve.values].map((value) => value / MIB)).toEqual([5, 10, 15, 10, 5, 5, 5, 7.5, 10]);
});

test('forks that share their parent are not counted before there are forks, nor many times afterwards', () => {
  const tree = [1, 1, 1, 3, 5, 5, 5, 1].map((procs, i): StreamRecord => {
    const pss = i === 0 || i === 6 ? { pss: 200 * MIB } : {};
    return { type: 'sample', time: START + i * 100, procs, rss: 200 * procs * MIB, ...pss };
  });
  const { metric, curve } = report([start, ...tree]);
  expect(metric).toBe('pss');
  expect([...curve.values].map((value) => value / MIB)).toEqual(Array(8).fill(200));
});

test('one reading of PSS near the peak is enough to lead with it, one of the shell at the start is not', () => {
  const tree = (read: number): StreamRecord[] =>
    [10, 200, 1200, 1200].map((size, i) => {
      const pss = i === read ? { pss: (size * MIB) / 6 } : {};
      return { type: 'sample', time: START + i * 100, procs: size / 200, rss: size * MIB, ...pss };
    });
  expect(report([start, ...tree(2)])).toMatchObject({ metric: 'pss', shared: true });
  expect(report([start, ...tree(0)])).toMatchObject({ metric: 'rss', shared: false });
});

test('a single process shares no pages within the run, so RSS leads', () => {
  const samples: StreamRecord[] = [1, 2, 3, 4, 5, 6].map((value, i) => ({
    type: 'sample',
    time: START + i * 100,
    procs: 1,
    rss: value * MIB,
    pss: value * 0.7 * MIB,
  }));
  expect(report([start, ...samples])).toMatchObject({ metric: 'rss', shared: false });
});

test('a recording of the machine alone leads with the memory in use', () => {
  const samples: StreamRecord[] = [5, 6].map((value, i) => ({
    type: 'sample',
    time: START + i * 100,
    machineUsed: value * MIB,
  }));
  const { metric, peak, curve } = report([start, ...samples]);
  expect({ metric, peak, values: [...curve.values] }).toEqual({
    metric: 'system',
    peak: { bytes: 6 * MIB, time: 100, metric: 'system' },
    values: [5 * MIB, 6 * MIB],
  });
});

test('a metric that was asked for and not recorded is replaced, and the report says so', () => {
  const asked = report([start, ...rss([1, 2, 3]), end], 'swap');
  expect(asked.metric).toBe('rss');
  expect(asked.warnings).toEqual(['swap was not recorded: this shows rss']);
});

test('the focus is the phase with most of the growth, and shares add up to one', () => {
  const values = Array.from({ length: 200 }, (_, i) => (i < 20 ? i * 10 : 200 + i / 2));
  const { phases, focus } = report([start, ...rss(values)]);
  const grown = phases.reduce((sum, phase) => sum + phase.share, 0);
  expect(grown).toBeCloseTo(1, 9);
  expect(focus?.phase).toBe(1);
  expect(focus?.shareOfGrowth).toBeCloseTo(phases[0]?.share ?? 0, 9);
});

test('processes are listed with when they lived and how large they grew', () => {
  const { spans, processes } = report([
    start,
    { type: 'process', time: START + 10, event: 'seen', pid: 7, name: 'cc1' },
    { type: 'sample', time: START + 20, rss: 5 * MIB, top: [[7, 3 * MIB]] },
    { type: 'process', time: START + 30, event: 'gone', pid: 7, hwm: 4 * MIB },
    { type: 'process', time: START + 40, event: 'seen', pid: 7, name: 'ld' },
  ]);
  expect(processes).toBe(2);
  expect(spans).toEqual([
    { pid: 7, name: 'cc1', seen: 10, gone: 30, peak: 4 * MIB },
    { pid: 7, name: 'ld', seen: 40 },
  ]);
});

const hostileNumber = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(Number.NaN, -1, 1e300, -0, Number.MAX_SAFE_INTEGER, undefined, null, 'x', {}),
);
const hostileRecord = fc.record(
  {
    type: fc.constantFrom('start', 'sample', 'line', 'process', 'mark', 'breach', 'end'),
    time: fc.oneof(hostileNumber, fc.integer({ min: 0, max: 10_000 })),
    version: hostileNumber,
    name: fc.oneof(fc.string(), hostileNumber),
    argv: fc.oneof(fc.array(fc.oneof(fc.string(), hostileNumber)), hostileNumber),
    limits: fc.oneof(fc.dictionary(fc.string(), hostileNumber), hostileNumber),
    host: fc.oneof(fc.record({ machineTotal: hostileNumber }), hostileNumber),
    sampler: fc.oneof(fc.record({ missing: hostileNumber }), hostileNumber),
    rss: hostileNumber,
    pss: hostileNumber,
    machineUsed: hostileNumber,
    procs: hostileNumber,
    hwm: hostileNumber,
    late: hostileNumber,
    top: fc.oneof(fc.array(fc.array(hostileNumber)), hostileNumber),
    fd: hostileNumber,
    msg: fc.oneof(fc.string(), hostileNumber),
    eol: fc.oneof(fc.string(), hostileNumber),
    since: hostileNumber,
    event: fc.oneof(fc.constantFrom('seen', 'gone'), hostileNumber),
    pid: hostileNumber,
    exited: hostileNumber,
    peak: fc.oneof(fc.record({ rss: hostileNumber, time: hostileNumber }), hostileNumber),
    dropped: hostileNumber,
  },
  { requiredKeys: ['type'] },
);

test('the largest processes are those of the largest sample, by what they run at last', () => {
  const seen = (pid: number, name: string, argv: string[]): StreamRecord => ({
    type: 'process',
    time: START,
    event: 'seen',
    pid,
    name,
    argv,
  });
  const { largestProcesses } = report([
    start,
    seen(7, 'sh', ['sh', '-c', 'exec node job.js']),
    seen(8, 'sort', ['sort', '-u']),
    {
      type: 'sample',
      time: START,
      rss: 12,
      procs: 2,
      top: [
        [8, 8],
        [7, 4],
      ],
    },
    {
      type: 'sample',
      time: START + 10,
      rss: 50,
      procs: 2,
      top: [
        [8, 10],
        [7, 40],
      ],
    },
    seen(7, 'node', ['node', 'job.js']),
    { type: 'sample', time: START + 20, rss: 60 },
    { type: 'sample', time: START + 30, rss: 9, procs: 1 },
    end,
  ]);
  expect(largestProcesses).toEqual([
    { pid: 7, name: 'node job.js', bytes: 40 },
    { pid: 8, name: 'sort', bytes: 10 },
  ]);
});

test('a process that is alone holds the whole sum', () => {
  const seen: StreamRecord = { type: 'process', time: START, event: 'seen', pid: 7, name: 'sort' };
  const { largestProcesses } = report([
    start,
    seen,
    { type: 'sample', time: START, rss: 12, procs: 1 },
    end,
  ]);
  expect(largestProcesses).toEqual([{ pid: 7, name: 'sort', bytes: 12 }]);
});

test('the mark of a process that is alone is its own, unless another one has just gone', () => {
  const seen = (pid: number): StreamRecord => ({
    type: 'process',
    time: START,
    event: 'seen',
    pid,
  });
  const { spans } = report([
    start,
    seen(7),
    seen(8),
    { type: 'process', time: START + 5, event: 'gone', pid: 8, hwm: 30 },
    { type: 'sample', time: START + 5, rss: 12, procs: 1, hwm: 50 },
    { type: 'sample', time: START + 10, rss: 14, procs: 1, hwm: 20 },
    end,
  ]);
  expect(spans.map(({ pid, peak }) => [pid, peak])).toEqual([
    [7, 20],
    [8, 30],
  ]);
});

test('a recording read from bytes gives the same processes as one added record by record', async () => {
  const records: StreamRecord[] = [
    start,
    { type: 'process', time: START, event: 'seen', pid: 7, name: 'sh' },
    { type: 'sample', time: START + 1, rss: 20, procs: 1, hwm: 25 },
    { type: 'process', time: START + 2, event: 'seen', pid: 8, name: 'sort' },
    {
      type: 'sample',
      time: START + 3,
      rss: 90,
      procs: 2,
      hwm: 95,
      top: [
        [8, 70],
        [7, 20],
      ],
    },
    { type: 'sample', time: START + 4, rss: 60 },
    end,
  ];
  const whole = report(records);
  const bytes = Buffer.from(records.map(encodeRecord).join(''));
  const builder = createReport();
  await readRecording(
    (async function* () {
      yield bytes;
    })(),
    { record: (record) => builder.add(record), reuse: true },
  );
  const read = builder.finish();
  expect(read.spans).toEqual(whole.spans);
  expect(read.largestProcesses).toEqual(whole.largestProcesses);
  expect(read.spans[0]?.peak).toBe(25);
});

test('no recording makes the report throw, and all it says is a number', () => {
  fc.assert(
    fc.property(fc.array(hostileRecord, { maxLength: 60 }), (records) => {
      const { phases, duration, samples } = report(records as unknown as StreamRecord[]);
      for (const { start, end, delta, share } of phases) {
        expect([start, end, delta, share].every(Number.isFinite)).toBe(true);
      }
      expect(duration).toBeGreaterThanOrEqual(0);
      expect(samples).toBe(records.filter(({ type }) => type === 'sample').length);
    }),
    { numRuns: 300 },
  );
});
