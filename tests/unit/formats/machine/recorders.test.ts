import { expect, test } from 'vitest';
import { imported } from '../imported.ts';
import { fixture, MIB } from './fixture.ts';

const UTC = { zone: 'UTC' } as const;
const peakUsed = (text: string): number =>
  Math.max(...imported(text, UTC).samples.map(({ machineUsed }) => machineUsed ?? 0)) / MIB;

test('dstat csv: used of the memory, not of swap, its year from the banner', () => {
  const { format, samples } = imported(fixture('dstat.csv'), UTC);
  expect(format).toBe('dstat');
  expect(samples).toHaveLength(9);
  expect(peakUsed(fixture('dstat.csv'))).toBeCloseTo(1136.6, 0);
  expect(samples[0]?.time).toBe(Date.UTC(2026, 10, 27, 21, 17, 15));
});

test('dstat in a terminal', () => {
  const { samples } = imported(fixture('dstat.txt'), UTC, { modified: Date.UTC(2026, 11, 1) });
  expect(samples).toHaveLength(9);
  expect(peakUsed(fixture('dstat.txt'))).toBeCloseTo(1137, 0);
  expect(samples[0]?.time).toBe(Date.UTC(2026, 10, 27, 21, 17, 15));
});

test('day and month without a year: the last such day before the file was written', () => {
  const text = [
    '----system---- ------memory-usage-----',
    '     time     | used  free  buff  cach',
    '16-06 11:06:42|1010M 20.1G 88.6M 2158M',
  ].join('\n');
  expect(imported(text, UTC, { modified: Date.UTC(2020, 2, 1) }).samples).toMatchObject([
    { time: Date.UTC(2019, 5, 16, 11, 6, 42), machineUsed: 1010 * MIB },
  ]);
});

const GROUPS = '"system","memory usage",,,,"swap",';
const NAMES = '"time","used","free","buff","cach","used","free"';

test('dstat appends to its csv: each run has header rows of its own', () => {
  const run = (day: number, size: number): string =>
    `"Host:","vm",,,,"User:","root"\n"Cmdline:","dstat -tms --output x 1",,,,"Date:","${day} Jun 2019 11:06:42 UTC"\n${GROUPS}\n${NAMES}\n` +
    `${day}-06 11:06:42,${size},1,1,1,999999999,1\n${day}-06 11:06:43,${size},1,1,1,999999999,1\n`;
  const { records, samples } = imported(
    `"Dstat 0.7.2 CSV output"\n${run(16, 1000)}\n\n${run(17, 2000)}`,
    UTC,
  );
  expect(records.filter(({ type }) => type === 'start')).toHaveLength(2);
  expect(samples.map(({ machineUsed }) => machineUsed)).toEqual([1000, 1000, 2000, 2000]);
  expect(samples[2]?.time).toBe(Date.UTC(2019, 5, 17, 11, 6, 42));
});

test('dstat csv without times counts from its date by the interval of the command line', () => {
  const text = [
    '"Dstat 0.7.2 CSV output"',
    '"Host:","vm",,,,"User:","root"',
    '"Cmdline:","dstat -m --output x.csv 5 9",,,,"Date:","16 Jun 2019 11:06:42 UTC"',
    '"memory usage",,,',
    '"used","free","buff","cach"',
    '1000,1,1,1',
    '2000,1,1,1',
  ].join('\n');
  const { samples, notes } = imported(text);
  expect(samples.map(({ time }) => time)).toEqual([
    Date.UTC(2019, 5, 16, 11, 6, 42),
    Date.UTC(2019, 5, 16, 11, 6, 47),
  ]);
  expect(notes.join()).toContain('interval');
});

test('dstat without -m is refused with what to write', () => {
  expect(() =>
    imported(
      '"Dstat 0.7.2 CSV output"\n"total cpu usage",,,,,"dsk/total",\n"usr","sys","idl","wai","stl","read","writ"\n1,1,98,0,0,1,1\n',
    ),
  ).toThrow('dstat was run without -m');
});

test('nmon: total less free, buffers and page cache, at the times of the snapshots', () => {
  const { format, samples, records } = imported(fixture('nmon.txt'), UTC);
  expect(format).toBe('nmon');
  expect(samples).toHaveLength(9);
  expect(peakUsed(fixture('nmon.txt'))).toBeCloseTo(1460.9, 0);
  expect(samples[0]?.time).toBe(Date.UTC(2026, 10, 27, 21, 17, 16));
  expect(records[0]).toMatchObject({ host: { machineTotal: Math.round(24_105.6 * MIB) } });
});

test('a sorted nmon file has the times of its snapshots at the end', () => {
  const sorted = fixture('nmon.txt').split('\n').toSorted().join('\n');
  expect(imported(sorted, UTC).samples).toEqual(imported(fixture('nmon.txt'), UTC).samples);
});

test('atop as text has the machine, and with -m the processes', () => {
  const { format, samples, records } = imported(fixture('atop-m.txt'), UTC);
  expect(format).toBe('atop');
  expect(samples).toHaveLength(9);
  expect(samples[0]?.time).toBe(Date.UTC(2026, 10, 27, 21, 17, 14));
  expect(Math.max(...samples.map(({ rss }) => rss ?? 0)) / MIB).toBeCloseTo(278.6, 0);
  expect(samples[0]?.machineUsed).toBeGreaterThan(500 * MIB);
  expect(
    records.some((one) => one.type === 'process' && one.name === 'python3' && one.pid === 817),
  ).toBe(true);
});

test('atop -P MEM,PRM', () => {
  const { samples } = imported(fixture('atop-p.txt'));
  expect(samples).toHaveLength(9);
  expect(samples[0]).toMatchObject({
    time: 1_795_814_234_000,
    rss: 8804 * 1024,
    machineUsed: (6_171_021 - 5_206_520 - 732_253 - 12_191) * 4096,
  });
});

test('atop -P: rows of threads repeat the memory of their process', () => {
  const row = (pid: number, thread: string): string =>
    `PRM vm 1795814234 2026/11/27 21:17:14 5065 ${pid} (my app) R 4096 14012 8804 2764 14012 8804 1021 0 2180 4820 132 0 817 ${thread} 0 0 -3 -3 -3 -3`;
  expect(imported(`RESET\n${row(817, 'y')}\n${row(818, 'n')}\nSEP\n`).samples).toMatchObject([
    { rss: 8804 * 1024, procs: 1 },
  ]);
});

test.each(['collectl-p.txt', 'collectl-verbose.txt'])('%s', (name) => {
  const { format, samples } = imported(fixture(name), UTC);
  expect(format).toBe('collectl');
  expect(samples).toHaveLength(9);
  expect(samples[0]?.time).toBe(Date.UTC(2026, 10, 27, 21, 17, 17));
  expect(peakUsed(fixture(name))).toBeCloseTo(1468, 0);
});

test("collectl's short form is too coarse and refused with what to write", () => {
  expect(() =>
    imported(
      '#<-----------Memory----------->\n#Free Buff Cach Inac Slab  Map\n  19G  88M   2G 820M 334M 882M\n',
    ),
  ).toThrow('rounds to GiB');
});

test('a dstat csv that a spreadsheet saved without its quotes', () => {
  const text =
    'Dstat 0.7.2 CSV output,\nmemory usage,,,,swap,\nused,free,buff,cach,used,free\n1000,1,1,1,7,7\n2000,1,1,1,7,7\n';
  expect(imported(text).samples.map(({ machineUsed }) => machineUsed)).toEqual([1000, 2000]);
});
