import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { type Imported, imported } from './imported.ts';

const FIXTURES = path.resolve(import.meta.dirname, '../../fixtures/import');
const KIB = 1024;
const MIB = 2 ** 20;

const fixture = (name: string): string => readFileSync(path.join(FIXTURES, name), 'utf8');

/** The largest RSS of the samples, bytes. */
const peak = ({ samples }: Imported): number => Math.max(...samples.map(({ rss = 0 }) => rss));

/** From the start to the last record, milliseconds. */
const duration = ({ records }: Imported): number =>
  (records.at(-1)?.time ?? 0) - (records[0]?.time ?? 0);

test('psrecord: seconds since the start, MB of 2^20, as text and as CSV', () => {
  const text = imported(fixture('psrecord.txt'));
  expect(text.format).toBe('psrecord');
  expect(peak(text) / MIB).toBeCloseTo(311.344, 2);
  expect(duration(text)).toBeCloseTo(7990, -2);
  const csv = imported(fixture('psrecord.csv'));
  expect(csv.format).toBe('psrecord');
  expect(peak(csv) / MIB).toBeCloseTo(311.38, 1);
  expect(csv.notes).toEqual([
    'psrecord writes no clock: --start <time> says when the recording began.',
  ]);
});

test('psrecord: --start gives it a clock', () => {
  const { records, notes } = imported(fixture('psrecord.txt'), { start: 1_700_000_000_000 });
  expect(records[0]).toMatchObject({ type: 'start', time: 1_700_000_000_000 });
  expect(notes).toEqual([]);
});

test('psrecord: files without a virtual column, with one of USS, and a torn last row', () => {
  const old = imported(
    '# Elapsed time   CPU (%)     Real (MB)\n  0.000  0.000  2.000\n  1.000  0.000  3.000\n 2.0',
  );
  expect(old.samples.map(({ rss }) => rss)).toEqual([2 * MIB, 3 * MIB]);
  expect(old.notes[0]).toBe("1 line was not psrecord's and left out.");
  const uss = imported(
    '# Elapsed time   CPU (%)     Real (MB)   Virtual (MB)    USS (MB)  \n 0.000 0.000 2.000 9.000 1.000\n',
  );
  expect(uss.samples.map(({ rss }) => rss)).toEqual([2 * MIB]);
});

test('prmon: columns by name in any order, kB of 1024, PSS beside RSS', () => {
  const real = imported(fixture('prmon.txt'));
  expect(real.format).toBe('prmon');
  expect(peak(real)).toBe(314736 * KIB);
  expect(real.samples[2]).toMatchObject({ time: 1795337368000, pss: 307740 * KIB, procs: 2 });
  expect(duration(real)).toBe(8000);
  const older = imported(
    'Time\twtime\tstime\tutime\tpss\trss\tswap\n1700000000\t0\t1\t2\t30\t40\t0\n',
  );
  expect(older.samples[0]).toMatchObject({ rss: 40 * KIB, pss: 30 * KIB, swap: 0 });
});

test('prmon: the summary is one task', () => {
  const { format, tasks, notes } = imported(fixture('prmon-summary.json'), {}, { name: 'prmon' });
  expect(format).toBe('prmon-summary');
  expect(tasks).toEqual([
    { name: 'prmon', peak: 314736 * KIB, duration: 8000, measure: 'sum of the tree' },
  ]);
  expect(notes).toEqual(["This is prmon's summary: its curve is in the time series (prmon.txt)."]);
});

test('con-duct: the total of an interval, not the sum of its processes', () => {
  const real = imported(fixture('con-duct-usage.jsonl'));
  expect(real.format).toBe('con-duct');
  expect(peak(real)).toBe(326557696);
  const line = (rss: number, a: number, b: number): string =>
    JSON.stringify({
      timestamp: '2026-11-22T10:49:32.962003+02:00',
      num_samples: 7,
      processes: { 7: { rss: a, cmd: 'sh -c job' }, 8: { rss: b, cmd: 'python3 job.py' } },
      totals: { pmem: 1, pcpu: 1, rss },
      averages: {},
    });
  const made = imported(`${line(100, 60, 40)}\n${line(100, 90, 80)}\n`);
  expect(made.samples.map(({ rss }) => rss)).toEqual([100, 100]);
  expect(made.samples[0]).toMatchObject({
    time: Date.UTC(2026, 10, 22, 8, 49, 32, 962),
    top: [
      [7, 60],
      [8, 40],
    ],
  });
  // What were the largest of each at different moments is not told as the parts of one.
  expect(made.samples[1]?.top).toBeUndefined();
  expect(made.records.find(({ type }) => type === 'process')).toMatchObject({
    pid: 7,
    argv: ['sh', '-c', 'job'],
  });
});

test('con-duct: totals without rss are refused, info.json is one task', () => {
  const line = JSON.stringify({
    timestamp: '2026-11-22T10:49:32+02:00',
    processes: {},
    totals: { pmem: 1 },
  });
  expect(() => imported(`${line}\n`)).toThrow('has no "rss" in its totals');
  const { format, tasks } = imported(fixture('con-duct-info.json'));
  expect(format).toBe('con-duct-info');
  expect(tasks).toMatchObject([
    { name: '/usr/bin/python3 job.py', peak: 326557696, state: '0', measure: 'sum of the tree' },
  ]);
  expect(tasks[0]?.duration).toBeCloseTo(8066.57, 1);
  expect(tasks[0]?.start).toBeCloseTo(1795337372933.5, 0);
});

test('runsolver: blocks in order of time, the peak of the summary, the exit', () => {
  const real = imported(fixture('runsolver.watch'));
  expect(real.format).toBe('runsolver');
  expect(real.records[0]).toMatchObject({ type: 'start', argv: ['/usr/bin/python3', 'job.py'] });
  const times = real.samples.map(({ time }) => time);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(times).toHaveLength(11);
  expect(peak(real)).toBe(308604 * KIB);
  expect(real.records.at(-1)).toMatchObject({
    type: 'end',
    exit: { code: 0 },
    peak: { seen: 320916 * KIB },
  });
  expect(duration(real)).toBeCloseTo(8027.52, 2);
  expect(real.notes[0]).toContain('The peak is that of the summary');
});

test('runsolver: a recording that was cut off says that its peak may be higher', () => {
  const text = fixture('runsolver.watch');
  const { notes, records } = imported(text.slice(0, text.indexOf('[startup+6.3')));
  expect(notes[0]).toContain('the peak may be higher');
  expect(records.at(-1)).not.toHaveProperty('peak');
});

test('runsolver: older versions write pages, still older ones nothing that could be used', () => {
  const old = fixture('runsolver.watch')
    .replace(/ memory=\d+/g, '')
    .replace(/^.*cumulated memory.*\n/gm, '')
    .replace(/^Max\. memory.*\n/gm, '');
  expect(peak(imported(old))).toBeCloseTo(308604 * KIB, -5);
  expect(imported(old).notes).toContain(
    'Memory was counted in pages of 4 KiB (statm): this runsolver does not write it.',
  );
  expect(() => imported(old.replace(/^.*statm:.*\n/gm, ''))).toThrow(
    'has virtual memory only (vsize)',
  );
});

test('runsolver: the values are one task, refused without memory', () => {
  const { format, tasks } = imported(fixture('runsolver-values.var'), {}, { name: 'job' });
  expect(format).toBe('runsolver-values');
  expect(tasks).toEqual([
    { name: 'job', peak: 320916 * KIB, duration: 8027.52, measure: 'sum of the tree', state: '0' },
  ]);
  expect(() => imported(fixture('runsolver-values.var').replace(/MAXMM=.*\n/, ''))).toThrow(
    'has virtual memory only',
  );
});

const DENET = [
  {
    kind: 'metadata',
    pid: 7,
    cmd: ['python3', 'job.py'],
    executable: '/usr/bin/python3',
    t0_ms: 1_748_542_000_000,
  },
  {
    kind: 'tree',
    ts_ms: 1_748_542_001_000,
    parent: { ts_ms: 1_748_542_001_000, cpu_usage: 1, mem_rss_kb: 100, mem_vms_kb: 900 },
    children: [{ pid: 8, command: 'gzip', metrics: { ts_ms: 1_748_542_001_000, mem_rss_kb: 20 } }],
    aggregated: { ts_ms: 1_748_542_001_000, mem_rss_kb: 120, process_count: 2 },
  },
  { kind: 'tree', ts_ms: 1_748_542_002_000, parent: null, children: [], aggregated: null },
];

test('denet: a line on the command, then samples of the tree in kilobytes of 1024', () => {
  const { format, records, samples, notes } = imported(
    DENET.map((one) => JSON.stringify(one)).join('\n'),
  );
  expect(format).toBe('denet');
  expect(records[0]).toMatchObject({ type: 'start', argv: ['python3', 'job.py'], pid: 7 });
  expect(samples).toEqual([
    {
      type: 'sample',
      time: 1_748_542_001_000,
      rss: 120 * KIB,
      procs: 2,
      top: [
        [7, 100 * KIB],
        [8, 20 * KIB],
      ],
    },
  ]);
  expect(notes).toEqual(['1 line was without memory and left out.']);
});

test('denet: older lines have no kind, those of one process no tree, and all may be one array', () => {
  const rows = [
    { pid: 7, cmd: ['sleep', '5'], executable: '/usr/bin/sleep', t0_ms: 1_748_542_000_000 },
    { ts_ms: 1_748_542_001_000, cpu_usage: 0, mem_rss_kb: 100 },
    { ts_ms: 1_748_542_002_000, cpu_usage: 0, mem_rss_kb: 200 },
  ];
  const lines = rows.map((one) => JSON.stringify(one)).join('\n');
  for (const text of [
    lines,
    JSON.stringify(rows),
    `[\n${rows.map((one) => JSON.stringify(one)).join(',\n')}\n]\n`,
  ]) {
    expect(imported(text).samples.map(({ rss }) => rss)).toEqual([100 * KIB, 200 * KIB]);
  }
});
