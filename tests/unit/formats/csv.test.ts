import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { lines, table, two } from './csv-read.ts';

const fixture = (name: string): string =>
  readFileSync(path.resolve(import.meta.dirname, '../../fixtures/import', name), 'utf8');

test('the log of a twenty-line logger: epoch seconds and bytes, without a header', () => {
  const { format, peak, duration, samples, measure, notes } = table(fixture('csv-memlog.csv'));
  expect(format).toBe('csv');
  expect(peak).toBeCloseTo(836091904 / 2 ** 20, 6);
  expect(duration).toBeCloseTo(11840.31, 1);
  expect(samples[0]?.time).toBeCloseTo(1795337389306.264, 2);
  expect(measure).toBe('memory');
  expect(notes).toEqual(['The unit of column 2 is not in the file; by its values it is bytes.']);
});

test('the same with a header, local times and the machine in MiB and percent', () => {
  const { machine, peak, duration, samples } = table(fixture('csv-memlog-iso.csv'));
  expect(machine).toBeCloseTo(797.4, 1);
  expect(peak).toBeNaN();
  expect(duration).toBeCloseTo(11840.31, 1);
  expect(samples[0]?.time).toBe(Date.UTC(2026, 10, 22, 8, 49, 49) + 306.264);
});

test('names that stand a column too far left are moved', () => {
  const text = `Memory Utilization (%),\n${lines(20, (i) => `${1512712268 + 5 * i},${17 + (i % 3)}`)}`;
  expect(() => table(text)).toThrow('"Memory Utilization (%)" is percent');
  const { peak, duration } = table(text, { unit: '% of 16GiB' });
  expect(peak).toBeCloseTo(0.19 * 16384, 3);
  expect(duration).toBe(95_000);
});

test('a column called time that goes up and down is no clock', () => {
  const text = '"ram";"time";"cpu"\n9.888;2.96;28.9\n9.9;1.1;3\n9.7;4.2;5\n9.8;0.3;4\n';
  expect(() => table(text)).toThrow('the file does not say in which unit "ram" is');
  const { axis, peak, samples } = table(text, { unit: 'GiB' });
  expect(axis).toBe('samples');
  expect(peak).toBeCloseTo(9.9 * 1024, 3);
  expect(samples.map(({ time }) => time)).toEqual([0, 1, 2, 3]);
});

test('neither header, date nor unit: the unit is asked, the date is that of the file', () => {
  const text = lines(30, (i) => `12:25:${two(i)},0.0${(i % 9) + 1}`);
  expect(() => table(text)).toThrow('in which unit column 2 is');
  const { samples, duration, notes } = table(text, { unit: 'GiB' });
  expect(duration).toBe(29_000);
  // The last change was at noon: it was the day before.
  expect(samples[0]?.time).toBe(Date.UTC(2024, 11, 22, 12, 25));
  expect(notes).toContain('The file has no date; that of its last change was taken.');
});

test('elapsed time that begins again is another run', () => {
  const text = lines(80, (i) => {
    const [run, at] = [Math.floor(i / 20), i % 20];
    return `${run + 1},${(0.61 * at).toFixed(2)},${3593248768 + 4096 * (at - 1000 * run)}`;
  });
  const { runs, duration, peak } = table(text);
  expect(runs).toBe(4);
  expect(duration).toBeCloseTo(0.61 * 19 * 1000, 3);
  expect(peak).toBeCloseTo((3593248768 + 4096 * (19 - 3000)) / 2 ** 20, 6);
});

test('day first, and a comma at the end of each row', () => {
  const text = `time,cpu,mem_mb,swap\n${lines(60, (i) => `${25 + Math.floor(i / 24)}-03-2025 ${two(i % 24)}:09:05,37.9,${88 + i}.0,19,`)}`;
  const { peak, duration, samples } = table(text);
  expect(peak).toBe(147);
  expect(duration).toBe(59 * 3_600_000);
  expect(samples[0]?.time).toBe(Date.UTC(2025, 2, 25, 0, 9, 5));
});

test('days up to 12: the order that goes on is taken, and where none shows, it is told', () => {
  const july = `time,rss_mb\n${lines(12, (i) => `${two(i + 1)}/07/2024 10:00:00,${i + 100}`)}`;
  expect(table(july).duration).toBe(11 * 86_400_000);
  const day = `time,rss_mb\n${lines(12, (i) => `05/07/2024 10:00:${two(i)},${i + 100}`)}`;
  expect(table(day).notes).toContain(
    'The dates may be read day first or month first; month first was taken.',
  );
});

test('polls without seconds: a container that comes again begins the next one', () => {
  const text = lines(60, (i) => {
    const poll = Math.floor(i / 2);
    return `2023-11-24 20:${two(9 + Math.floor(poll / 2))},${i % 2 === 0 ? 'web' : 'db'},63%,${297.1 + poll}`;
  });
  const { peak, samples, series, duration } = table(text);
  expect(peak).toBeCloseTo(2 * (297.1 + 29), 6);
  expect(samples).toHaveLength(30);
  expect(series).toEqual(['web', 'db']);
  expect(duration).toBe(14 * 60_000);
});

test('docker stats with used and limit in columns of their own: network and disk are no memory', () => {
  const text = `Time,Name,CPU %,Mem Usage,Mem Limit,Net I/O\n${lines(20, (i) => `2023-10-31 15:17:${two(i)},app,0.1%,${80 + i}.5MiB,7.6GiB,1.2kB / 3kB`)}`;
  expect(table(text)).toMatchObject({ peak: 99.5, duration: 19_000 });
});

test('rows of one poll that each have their own microsecond', () => {
  const text = `time,ns,pod,cpu,mem_mib\n${lines(60, (i) => {
    const poll = Math.floor(i / 2);
    return `2024-11-23T18:35:${two(20 + poll)}.82${i % 2 === 0 ? '6126' : '6372'},ns,pod-${'ab'[i % 2]},3.1,${150.4 - 100 * (i % 2) + poll}`;
  })}`;
  const { peak, samples, series } = table(text);
  expect(samples).toHaveLength(30);
  expect(peak).toBeCloseTo(200.8 + 58, 6);
  expect(series).toEqual(['pod-a', 'pod-b']);
  expect(table(text, { series: 'pod-b' }).peak).toBeCloseTo(50.4 + 29, 6);
});

test('a series after the other is put beside it', () => {
  const text = `pod,epoch,memory_bytes\n${lines(40, (i) => `${i < 20 ? 'a' : 'b'},${1.7e9 + 15 * (i % 20)},${4096 * (1000 + (i % 20))}`)}`;
  const { peak, samples, runs } = table(text);
  expect([runs, samples.length]).toEqual([1, 20]);
  expect(peak).toBeCloseTo((2 * 4096 * 1019) / 2 ** 20, 6);
});

test('one column that holds KiB and bytes is refused', () => {
  const text = `date,virtualMemory,residentMemory\n${lines(60, (i) => `10:00:${two(i)},3000000000,${i % 7 === 0 ? 676 : 1031798784 + 4096 * i}`)}`;
  expect(() => table(text)).toThrow('"residentMemory" holds numbers of two units: 676 and');
});

test('times in the header: a row a series', () => {
  const percent =
    'procs,Max (%),14:29:02,14:29:03,14:29:04,14:29:05\nweb,3,1,2,3,3\ndb,4,4,4,4,4\n';
  expect(() => table(percent)).toThrow('the values are percent');
  const text = 'procs,14:29:02,14:29:03,14:29:04\nweb,1MiB,2MiB,3MiB\ndb,4MiB,4MiB,5MiB\n';
  const { peak, duration, series } = table(text);
  expect([peak, duration]).toEqual([8, 2000]);
  expect(series).toEqual(['web', 'db']);
});

test('of RAM, percent and GPU the RAM is taken', () => {
  const text = `timestamp,worker,cpu_usage (%),mem_usage (MiB),mem_percent (%),gpu_usage (%),gpu_mem_usage (MiB)\n${lines(20, (i) => `2024-12-11 06:57:${two(16 + i)},w1,99.8,${163.1 + i},0.06,50,15000`)}`;
  expect(table(text).peak).toBeCloseTo(182.1, 6);
});

test('blanks after the commas, in the header too', () => {
  const text = `timestamp, interval, delay, cpu, memory.rss\n${lines(20, (i) => `${1732386906 + i}.5, 1.0, 0.001, 12.5, ${4096 * (9000 + i)}`)}`;
  const { peak, measure, duration } = table(text);
  expect(peak).toBeCloseTo((4096 * 9019) / 2 ** 20, 6);
  expect([measure, duration]).toEqual([undefined, 19_000]);
});

test('columns aligned by blanks, the last with blanks in it', () => {
  const text = `#t(s)    RSS(kB)    Timestamp     PID  Label\n${lines(20, (i) => `   ${i}.50      ${100_000 + 4 * i}   ${1732386906 + i}.50   1234  String of 305.000 MB`)}`;
  const { peak, duration } = table(text);
  expect(peak).toBeCloseTo(100_076 / 1024, 6);
  expect(duration).toBe(19_000);
});

test('a dashboard: a column a pod, null, a computed average, no newline at the end', () => {
  const rows = lines(
    20,
    (i) =>
      `2024-11-23 18:35:${two(i)},${4096 * (9000 + i)},${i < 5 ? 'null' : 4096 * 4000},${4096 * 6000}\r`,
  );
  const { peak, series } = table(`\ufeffTime,Pod 1,Pod 2,avg\r\n${rows.trimEnd()}`);
  expect(peak).toBeCloseTo((4096 * 13_019) / 2 ** 20, 6);
  expect(series).toEqual(['Pod 1', 'Pod 2']);
});

test('a label set with commas and doubled quotes names the series; its metric has the unit', () => {
  const name = (pod: string): string =>
    `"{__name__=""container_memory_usage_bytes"", pod=""${pod}""}"`;
  const text = `"Time",${name('a')},${name('b')}\n${lines(20, (i) => `${(1732386906 + 15 * i) * 1000},${5_000_001 + i},${7_000_001}`)}`;
  const { peak, series, duration } = table(text);
  expect(peak).toBeCloseTo(12_000_021 / 2 ** 20, 6);
  expect(series).toEqual(['a', 'b']);
  expect(duration).toBe(285_000);
});
