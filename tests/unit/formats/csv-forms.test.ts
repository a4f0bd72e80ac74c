import { expect, test } from 'vitest';
import { lines, table, two } from './csv-read.ts';

const rows = (line: (i: number) => string): string => lines(30, line);

test.each([
  ['epoch seconds', (i: number) => `${1732386906 + i}`],
  ['epoch seconds with a fraction', (i: number) => `${1732386906 + i}.826119`],
  ['epoch milliseconds', (i: number) => `${(1732386906 + i) * 1000}`],
  ['epoch microseconds', (i: number) => `${(1732386906 + i) * 1e6}`],
  ['epoch nanoseconds', (i: number) => `${(1732386906 + i) * 1000}000000`],
  ['a blank before the time', (i: number) => `2024-11-23 18:35:${two(i)}`],
  ['T and Z', (i: number) => `2024-11-23T18:35:${two(i)}Z`],
  ['microseconds and an offset', (i: number) => `2024-11-23T20:35:${two(i)}.826119+02:00`],
  ['slashes, the year first', (i: number) => `2024/11/23 18:35:${two(i)}`],
  ['month first, with AM', (i: number) => `11/23/2024 6:35:${two(i)} PM`],
  ['the way of browsers', (i: number) => `"11/23/2024, 6:35:${two(i)} PM"`],
  ['day first with points', (i: number) => `23.11.2024 18:35:${two(i)}`],
  ['two digits of a year', (i: number) => `23/11/24 18:35:${two(i)}`],
  ['ctime', (i: number) => `Sat Nov 23 18:35:${two(i)} 2024`],
  ['digits alone', (i: number) => `20241123_1835${two(i)}`],
  ['a time of day', (i: number) => `18:35:${two(i)}`],
  ['a time of day with PM', (i: number) => `6:35:${two(i)} PM`],
  ['day and month', (i: number) => `23-11 18:35:${two(i)}`],
])('times as %s', (_, stamp) => {
  const { duration, samples } = table(`time,rss_mb\n${rows((i) => `${stamp(i)},${100 + i}`)}`);
  expect(samples).toHaveLength(30);
  expect(duration).toBeCloseTo(29_000, 0);
});

test.each([
  ['elapsed_ms', 250, 250],
  ['Elapsed Time (s)', 0.5, 500],
  ['minutes', 0.5, 30_000],
  ['time', 2, 2000],
])('elapsed time called %s', (name, step, ms) => {
  const { duration, samples } = table(`${name},rss_mb\n${rows((i) => `${step * i},${100 + i}`)}`);
  expect(duration).toBeCloseTo(29 * ms, 3);
  expect(samples[0]?.time).toBe(0);
});

test('elapsed time counts from --start', () => {
  const { samples } = table(`t,rss_mb\n${rows((i) => `${i + 5},${100 + i}`)}`, { start: 1e12 });
  expect([samples[0]?.time, samples[1]?.time]).toEqual([1e12, 1e12 + 1000]);
});

test('midnight passes', () => {
  const clock = (i: number): string => `${two((22 + Math.floor(i / 6)) % 24)}:${i % 6}0:00`;
  const { duration } = table(`time,rss_mb\n${rows((i) => `${clock(i)},${100 + i}`)}`);
  expect(duration).toBe(29 * 600_000);
});

test('a date and a time of day in two columns', () => {
  const text = `Date,Time,MemUsed_KB,MemFree_KB\n${rows((i) => `2024-11-23,18:35:${two(i)},${800_000 + 4 * i},9`)}`;
  const { duration, machine, samples } = table(text);
  expect([duration, samples[0]?.time]).toEqual([29_000, Date.UTC(2024, 10, 23, 18, 35)]);
  expect(machine).toBeCloseTo(800_116 / 1024, 3);
});

test('the newest row first', () => {
  const text = `time,rss_mb\n${rows((i) => `2024-11-23 18:35:${two(29 - i)},${100 + i}`)}`;
  const { duration, samples } = table(text);
  expect(duration).toBe(29_000);
  expect(samples[0]?.rss).toBe(129 * 2 ** 20);
});

test.each([
  ['rss_kb', '204800', 200],
  ['RSS (KB)', '204800', 200],
  ['Memory [GB]', '0.5', 512],
  ['used_bytes', '209715200', 200],
  ['mem', '82.5MiB', 82.5],
  ['mem', '82.5MiB / 7.7GiB', 82.5],
  ['mem', '9.437184MB / 12.21GB', 9],
  ['mem', '123Mi', 123],
  ['RAM usage', '123MB (1.2%)', 123],
  ['mem', '512 KB', 0.5],
  ['Working Set (KB)', '"204,800"', 200],
])('a size under %s as %s', (name, cell, mib) => {
  const text = `time,${name}\n${rows((i) => `2024-11-23 18:35:${two(i)},${cell}`)}`;
  expect(table(text).peak).toBeCloseTo(mib, 6);
});

test('top: a number without a letter is KiB', () => {
  const text = `time,pid,virt,res\n${rows((i) => `2024-11-23 18:35:${two(i)},12,9g,${i < 20 ? 204_800 + i : '1.5g'}`)}`;
  expect(table(text).peak).toBeCloseTo(1536, 6);
});

test.each([
  [';', '12,5', 12.5],
  ['\t', '12,5', 12.5],
  [';', '1.234,5', 1234.5],
  ['\t', '1,234.5', 1234.5],
  [';', '1 234,5', 1234.5],
])('decimal and thousands marks between "%s": %s', (delimiter, cell, mib) => {
  const text = `time${delimiter}RAM (MB)\n${rows((i) => `23.11.2024 18:35:${two(i)}${delimiter}${cell}`)}`;
  expect(table(text).peak).toBeCloseTo(mib, 6);
});

test('a group of thousands never begins with a zero', () => {
  const text = `time,RAM Used\n${rows((i) => `10:00:${two(i)},"0,6${two(i)} GB"`)}`;
  expect(table(text).peak).toBeCloseTo(0.629 * 1024, 6);
});

test('whole KiB with a comma at the thousands, in a table of semicolons', () => {
  const text = `time;RSS (KB)\n${rows((i) => `10:00:${two(i)};715,${456 + i}`)}`;
  expect(table(text).peak).toBeCloseTo(715_485 / 1024, 6);
});

test('bytes and KiB without a word are told apart by pages', () => {
  const bytes = `t,rss\n${rows((i) => `${i},${4096 * (9000 + i)}`)}`;
  expect(table(bytes).peak).toBeCloseTo((4096 * 9029) / 2 ** 20, 6);
  const kib = `t,rss\n${rows((i) => `${i},${4 * (9001 + i)}`)}`;
  expect(table(kib).peak).toBeCloseTo((4 * 9030) / 1024, 6);
  const open = `t,rss\n${rows((i) => `${i},${37 + i}`)}`;
  expect(() => table(open)).toThrow('the file does not say in which unit "rss" is');
});

test('the unit follows from the total beside it', () => {
  const text = `time,total,used,free\n${rows((i) => `${i},15921,${2001 + i},500`)}`;
  const { machine, peak, records } = table(text);
  expect(machine).toBe(2030);
  expect(peak).toBeNaN();
  expect(records[0]).toMatchObject({ host: { machineTotal: 15921 * 2 ** 20 } });
});

test('percent of a total that the table has', () => {
  const text = `time,mem_percent,mem_total_gb\n${rows((i) => `${i},${10 + i},16`)}`;
  expect(table(text).peak).toBeCloseTo(0.39 * 16384, 3);
});

test("a machine's memory beside a process's", () => {
  const text = `time,system_memory_used_mb,process_memory_mb,swap_mb\n${rows((i) => `${i},${5000 + i},${100 + i},0`)}`;
  const { peak, machine } = table(text);
  expect([peak, machine]).toEqual([129, 5029]);
});

test('heaps are said to be heaps, and only without RSS', () => {
  const text = `time,heapUsed,heapTotal\n${rows((i) => `${i},${50_000_001 + i},90000000`)}`;
  const { measure, peak } = table(text);
  expect(measure).toBe('heap');
  expect(peak).toBeCloseTo(50_000_030 / 2 ** 20, 6);
  const both = `time,heapUsed,rss\n${rows((i) => `${i},50000001,${4096 * (20_000 + i)}`)}`;
  expect(table(both).measure).toBeUndefined();
});

test.each([
  ['a header and no rows', 'time,rss_mb\n\n', 'has a header and no rows: "time", "rss_mb"'],
  ['one column of numbers', lines(9, (i) => `${4096 * i}`), 'one column of numbers'],
  ['zeros', `time,rss\n${rows((i) => `${i},0`)}`, '"rss" is 0 throughout'],
  [
    'operations',
    `time,memory_operations\n${rows((i) => `${i},${i * 1000}`)}`,
    'no column is known',
  ],
  [
    'net and disk',
    `time,net_sent_mb,disk_read_mb\n${rows((i) => `${i},1,2`)}`,
    'no column is known',
  ],
  ['a GPU', `time,gpu_mem_mb\n${rows((i) => `${i},${i}`)}`, '"gpu_mem_mb" is GPU memory, not RAM'],
  [
    'nvidia-smi',
    `timestamp, utilization.gpu [%], memory.used [MiB]\n${rows((i) => `2024/11/23 18:35:${two(i)}.123, 5 %, ${i} MiB`)}`,
    '"memory.used [MiB]" is GPU memory',
  ],
  [
    'free alone',
    `r,b,swpd,free,buff,cache\n${rows((i) => `1,0,0,${5000 + i},1,2`)}`,
    'no used memory',
  ],
  ['virtual alone', `t,vsz_kb\n${rows((i) => `${i},${5000 + i}`)}`, 'no resident or used memory'],
])('%s: refused, and why', (_, text, why) => {
  expect(() => table(text)).toThrow(why);
});

test('a file without rows is recognized as such only with a header and a row', () => {
  expect(table('just text\nand more\n').format).toBeUndefined();
});

test('options name the column, by name, number or a part', () => {
  const text = `a,b,c\n${rows((i) => `${i},${i * 2},${300 + i}`)}`;
  const options = { timeColumn: '1', memoryColumn: 'c', unit: 'MiB' };
  expect(table(text, options)).toMatchObject({ peak: 329, duration: 29_000 });
  expect(() => table(text, { memoryColumn: 'rss' })).toThrow(
    '--memory-column: no column is called "rss"',
  );
  expect(() => table(text, { zone: 'Mars' })).toThrow('--zone: "Mars" is no zone');
  expect(() => table(text, { ...options, unit: 'Mb' })).toThrow('--unit');
});

test('--interval gives samples a clock', () => {
  const text = `rss_mb,cpu\n${rows((i) => `${100 + i},${(i * 7) % 5}`)}`;
  expect(table(text)).toMatchObject({ axis: 'samples', duration: 29 });
  const { axis, duration } = table(text, { interval: 500 });
  expect([axis, duration]).toEqual([undefined, 14_500]);
});

test('quoted line breaks, comments, banners and headers that come again are no samples', () => {
  const part = `time,note,rss_mb\n${rows((i) => `${i},"a ""b""\nc, d",${100 + i}`)}`;
  const { samples, notes, peak } = table(`# by hand\nMemory report of a job\n${part}`);
  expect([samples.length, peak]).toEqual([30, 129]);
  expect(notes).not.toContain('1 line that is no row was left out.');
  const again = table(
    `t,rss_mb\n${lines(40, (i) => (i % 10 === 5 ? 't,rss_mb' : `${i},${100 + i}`))}`,
  );
  expect([again.samples.length, again.runs]).toEqual([36, 1]);
});

test('a column of words that changes seldom marks the curve', () => {
  const text = `time,phase,rss_mb\n${rows((i) => `${i},${i < 10 ? 'load' : 'train'},${100 + i}`)}`;
  const marks = table(text).records.filter(({ type }) => type === 'mark');
  expect(marks).toMatchObject([
    { time: 0, msg: 'load' },
    { time: 10_000, msg: 'train' },
  ]);
});

test('rows of (metric, value): those of memory alone', () => {
  const text = `key,value,timestamp\n${lines(60, (i) => `${i % 2 === 0 ? `system/cpu_percent,12.5` : `system/system_memory_usage_megabytes,${100 + i}`},${1732386906000 + 1000 * Math.floor(i / 2)}`)}`;
  expect(table(text)).toMatchObject({ machine: 159, duration: 29_000 });
});

test("Windows' performance monitor", () => {
  const names = [
    '(PDH-CSV 4.0) (Eastern Daylight Time)(240)',
    '\\\\H\\Process(a)\\Working Set',
    '\\\\H\\Process(a)\\Virtual Bytes',
  ];
  const text = `${names.map((name) => `"${name}"`).join(',')}\r\n${rows((i) => `"07/09/2024 10:00:${two(i)}.250","${4096 * (9000 + i)}"," "\r`)}`;
  expect(table(text)).toMatchObject({ measure: 'working set', duration: 29_000 });
});

test('what was read of each series in turn is kept until it is read again', () => {
  const text = `time,web_rss_mb,db_rss_mb\n${rows((i) => (i % 2 === 0 ? `${i},${100 + i},` : `${i},,50`))}`;
  expect(table(text)).toMatchObject({ peak: 178, runs: 1 });
});

test('of minimum, average and maximum the maximum is taken, and never their sum', () => {
  const text = `time,mem_min_mb,mem_avg_mb,mem_max_mb\n${rows((i) => `${i},${i},${50 + i},${100 + i}`)}`;
  expect(table(text).peak).toBe(129);
});

test('a total that goes up and down is a sum, and says nothing of the unit', () => {
  const text = `time,chrome,firefox,total\n${rows((i) => `${i},${4096 * (9000 + i)},${4096 * 5000},${4096 * (14_000 + i)}`)}`;
  const { peak, series } = table(text);
  expect(peak).toBeCloseTo((4096 * 14_029) / 2 ** 20, 6);
  expect(series).toEqual(['chrome', 'firefox']);
});

test('lines of JSON arrays are rows', () => {
  const text = rows((i) => `["2024-11-23 18:35:${two(i)}", ${4096 * (9000 + i)}]`);
  expect(table(text)).toMatchObject({ format: 'csv', duration: 29_000 });
});

test('sizes without any name: of several columns the memory is asked', () => {
  const text = rows((i) => `10:00:${two(i)},${5000 + i} kB,${90_000 + i} kB`);
  expect(() => table(text)).toThrow('several columns may be the memory');
  expect(table(text, { memoryColumn: '2' }).peak).toBeCloseTo(5029 / 1024, 6);
});

test('a long file is read on as its beginning was decided', () => {
  const stamp = (i: number): string =>
    `2024-11-23 ${two(Math.floor(i / 3600))}:${two(Math.floor(i / 60) % 60)}:${two(i % 60)}.250`;
  const text = lines(25_000, (i) => {
    if (i === 22_000) return 'time,note,rss_mb';
    if (i === 23_000) return 'torn,';
    return `${stamp(i)},${i % 1000 === 7 ? '"a, ""b""\nc"' : 'x'},${100 + (i % 500)}`;
  });
  const { samples, peak, duration, notes } = table(`time,note,rss_mb\n${text}`);
  expect([samples.length, peak, duration]).toEqual([24_998, 599, 24_999_000]);
  expect(samples.at(-1)?.time).toBe(Date.UTC(2024, 10, 23, 6, 56, 39) + 250);
  expect(notes).toContain('1 line that is no row was left out.');
});
