import { expect, test } from 'vitest';
import { imported } from '../imported.ts';
import { fixture, MIB } from './fixture.ts';

const UTC = { zone: 'UTC' } as const;
const used = (text: string, options = {}): (number | undefined)[] =>
  imported(text, options).samples.map(({ machineUsed }) => machineUsed);

test('vmstat -t tells no total: what was used above the least that was seen, and says so', () => {
  const { format, samples, records, notes } = imported(fixture('vmstat.txt'), UTC);
  expect(format).toBe('vmstat');
  expect(records[0]).toMatchObject({ measure: expect.stringContaining('above') });
  expect(samples[0]).toMatchObject({
    time: Date.UTC(2026, 10, 27, 21, 17, 56),
    rss: 0,
  });
  // Free memory, buffers and page cache are not what the kernel calls available.
  expect(samples[0]).not.toHaveProperty('machineAvailable');
  // A difference is not the machine's memory.
  expect(samples[0]).not.toHaveProperty('machineUsed');
  expect(Math.max(...samples.map(({ rss }) => rss ?? 0)) / MIB).toBeCloseTo(511.6, 0);
  expect(notes.join()).toContain('does not tell how much memory the machine has');
});

const VMSTAT = [
  'procs -----------memory---------- ---swap-- -----io---- -system-- ------cpu-----',
  ' r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa st',
];

test('vmstat without -t is numbered; its header may repeat; -S M is told by the sizes', () => {
  const row = (free: number): string =>
    ` 1  0      0  ${free}     87   2445    0    0   624  1066  725 2815 71 15 13  0  0`;
  const { samples, records, notes } = imported(
    [...VMSTAT, row(20_574), ...VMSTAT, row(20_474)].join('\n'),
  );
  expect(records[0]).toMatchObject({ axis: 'samples' });
  expect(samples.map(({ rss }) => rss)).toEqual([0, 100 * MIB]);
  expect(notes.join()).toContain('read as MiB');
  const kib = imported([...VMSTAT, row(20_574), row(20_474)].join('\n'), { unit: 'KiB' });
  expect(kib.samples.map(({ rss }) => rss)).toEqual([0, 102_400]);
});

test('vmstat with a time column that is called by the zone, and with the time in front', () => {
  const head = `${VMSTAT.join('\n')}                 CET`;
  const row = ' 3  0      0 20943648  43772 3391652    0    0   624  1418  719 2546 65 14 20  0  0';
  const { samples } = imported(
    `${head}\n${row} 2026-11-27 21:17:56\n${row} 2026-11-27 21:17:57\n`,
    UTC,
  );
  expect((samples[1]?.time ?? 0) - (samples[0]?.time ?? 0)).toBe(1000);
  const front = imported(`${VMSTAT.join('\n')}\n1795814234 ${row}\n1795814244 ${row}\n`);
  expect(front.samples[0]?.time).toBe(1_795_814_234_000);
  expect(front.samples[1]?.time).toBe(1_795_814_244_000);
});

test('vmstat -a has no page cache to subtract, and says so', () => {
  const head = ' r  b   swpd   free  inact active   si   so    bi    bo   in   cs us sy id wa st';
  const row = (free: number): string =>
    ` 1  0      0 ${free} 1391652 991652    0    0   624  1066  725 2815 71 15 13  0  0`;
  const { samples, notes } = imported([head, row(20_943_648), row(20_943_600)].join('\n'));
  expect(samples.map(({ rss }) => rss)).toEqual([0, 48 * 1024]);
  expect(notes.join()).toContain('vmstat -a');
});

test('a vmstat that read the memory only once is refused', () => {
  const row = ' 3  0      0 20943648  43772 3391652    0    0   624  1418  719 2546 65 14 20  0  0';
  expect(() => imported([...VMSTAT, row, row, row].join('\n'))).toThrow(
    'the same memory in every row',
  );
});

test('free: total less available, without a clock', () => {
  const { format, samples, records, notes } = imported(fixture('free.txt'));
  expect(format).toBe('free');
  expect(samples).toHaveLength(9);
  expect(records[0]).toMatchObject({ axis: 'samples', host: { machineTotal: 24_684_084 * 1024 } });
  expect(samples[0]?.machineAvailable).toBeGreaterThan(20_000 * MIB);
  expect((samples[0]?.machineUsed ?? 0) + (samples[0]?.machineAvailable ?? 0)).toBe(
    24_684_084 * 1024,
  );
  expect(notes.join()).toContain('total less what is available');
});

test('free -m does not write its unit: it is told by the size, and said', () => {
  const { records, notes } = imported(fixture('free-m.txt'));
  expect(records[0]).toMatchObject({ host: { machineTotal: 24_105 * MIB } });
  expect(notes.join()).toContain('read as MiB');
});

test.each([
  ['257844 242762 15082', {}, 242_762 * MIB],
  // A small machine.
  ['983 512 471', {}, 512 * MIB],
  ['251 200 51', { unit: 'GiB' }, 200 * 1024 ** 3],
  ['62 31 31', {}, 31 * 1024 ** 3],
  ['25276502016 5276499968 20000002048', {}, 5_276_499_968],
  ['8029356 5276500 2752856', {}, 5_276_500 * 1024],
])('Mem: %s', (row, options, bytes) => {
  expect(used(`Mem: ${row}\n`, options)).toEqual([bytes]);
});

test('free -h in another language writes its units, and rounds: then used is the better number', () => {
  const { samples, notes } = imported(fixture('free-h.txt'));
  expect(samples[0]?.machineUsed).toBe(792 * MIB);
  expect(notes.join()).toContain('rounds');
});

test('old versions count the page cache as used', () => {
  const text = [
    '             total       used       free     shared    buffers     cached',
    'Mem:      16384256   12000000    4384256          0     100000    6900000',
    '-/+ buffers/cache:    5000000   11384256',
    'Swap:            0          0          0',
  ];
  expect(used(text.join('\n'))).toEqual([5_000_000 * 1024]);
  expect(used(text.slice(0, 2).join('\n'))).toEqual([5_000_000 * 1024]);
});

test('a grep for Mem with the date in front', () => {
  const { samples } = imported(
    [
      '2026-11-27 21:15:42 Mem:           24105        1085       18635           8        4701       23019',
      '2026-11-27 21:15:43 Mem:           24105        1187       18533           8        4701       22917',
    ].join('\n'),
    UTC,
  );
  expect(samples).toMatchObject([
    { time: Date.UTC(2026, 10, 27, 21, 15, 42), machineUsed: 1086 * MIB },
    { time: Date.UTC(2026, 10, 27, 21, 15, 43), machineUsed: 1188 * MIB },
  ]);
});
