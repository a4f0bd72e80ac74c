import { expect, test } from 'vitest';
import { imported } from '../imported.ts';
import { fixture, MIB } from './fixture.ts';

const UTC = { zone: 'UTC' } as const;
/** A file that was last written at noon of 2026-11-28, UTC. */
const NOON = { modified: Date.UTC(2026, 10, 28, 12) };
const COLUMNS = '  PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND';

function frame(clock: string, res: readonly string[], head = ''): string {
  const rows = res.map(
    (size, i) =>
      ` ${10 + i} root      20   0   14012   ${size}   5496 R   5.0   0.0   0:00.01 java`,
  );
  return [
    `top - ${clock} up  1:08,  0 user,  load average: 6,75`,
    head,
    '',
    COLUMNS,
    ...rows,
    '',
  ].join('\n');
}

test('RES of the process in KiB, and the machine as the total less what is available', () => {
  const { format, samples, records, notes } = imported(fixture('top.txt'), UTC, NOON);
  expect(format).toBe('top');
  expect(samples).toHaveLength(9);
  expect(Math.max(...samples.map(({ rss }) => rss ?? 0)) / MIB).toBeCloseTo(278.6, 0);
  expect((samples[0]?.machineUsed ?? 0) / MIB).toBeCloseTo(812.8, 0);
  expect(records[0]).toMatchObject({ host: { machineTotal: Math.round(24105.6 * MIB) } });
  expect((samples.at(-1)?.time ?? 0) - (samples[0]?.time ?? 0)).toBe(8000);
  expect(notes.join()).toContain('total less what is available');
});

test('the time of day counts from the day that the file was last written, or the one before', () => {
  expect(imported(frame('11:59:00', ['1']), UTC, NOON).samples[0]?.time).toBe(
    Date.UTC(2026, 10, 28, 11, 59),
  );
  const { samples, notes } = imported(frame('21:01:15', ['1']), UTC, NOON);
  expect(samples[0]?.time).toBe(Date.UTC(2026, 10, 27, 21, 1, 15));
  expect(notes.join()).toContain('no date');
});

test('midnight is passed', () => {
  const { samples } = imported(
    ['23:59:58', '23:59:59', '00:00:00', '00:00:01'].map((clock) => frame(clock, ['1'])).join('\n'),
    UTC,
    NOON,
  );
  expect(samples.map(({ time }) => time - (samples[0]?.time ?? 0))).toEqual([0, 1000, 2000, 3000]);
});

test('RES in every form: KiB without a suffix, g and m, decimal commas', () => {
  const sizes = ['676', '1.2g', '232,9g', '15m', '1,1t'].map(
    (size) => imported(frame('14:55:55', [size]), UTC, NOON).samples[0]?.rss,
  );
  expect(sizes).toEqual([
    676 * 1024,
    Math.round(1.2 * 1024 ** 3),
    Math.round(232.9 * 1024 ** 3),
    15 * MIB,
    Math.round(1.1 * 1024 ** 4),
  ]);
});

test('another language: decimal commas, and words of its own for memory and columns', () => {
  const { samples } = imported(fixture('top-de.txt'), UTC, NOON);
  expect(samples).toHaveLength(9);
  expect(samples.every(({ machineUsed = 0 }) => machineUsed > 700 * MIB)).toBe(true);
});

test.each([
  // A digit was cut: the total is not known, what is used is.
  ['KiB Mem : 26385064+total, 12345678 free,  1000000 used,  2000000 buff/cache', 1_000_000],
  ['MiB Mem :  24105.6 total,  20572.7 free,   1316.9 used,   2533.7 buff/cache', 1316.9 * 1024],
  ['GiB Mem :     24,1 total,     20,5 free,      1,3 used,      2,5 buff/cache', 1.3 * 1024 ** 2],
  // Before 2014 the page cache counted as used.
  [
    'Mem:  16384256k total,  8000000k used,  8384256k free,   100000k buffers\nSwap:  0k total,  0k used,  0k free,  3000000k cached',
    4_900_000,
  ],
])('the machine in %j', (head, kib) => {
  expect(imported(frame('14:55:55', ['676'], head), UTC, NOON).samples[0]?.machineUsed).toBe(
    Math.round(kib * 1024),
  );
});

test("a terminal's own stamp before every line tells the day, top its time, and frames may begin mid-line", () => {
  const stamped = (moment: string, text: string): string =>
    text
      .split('\n')
      .map((line) => `[${moment}.523]${line}`)
      .join('\n');
  const text = [
    stamped('20170712 23:59:39', `\x1b[32mdone.\x1b[0m ${frame('23:57:39', ['100'])}`),
    // The terminal's clock is two minutes ahead, on the next day already.
    stamped('20170713 00:01:39', `ready> ${frame('23:59:39', ['200'])}`),
    stamped('20170713 00:03:39', frame('00:01:39', ['300'])),
  ].join('\n');
  const { format, samples } = imported(text, UTC, NOON);
  expect(format).toBe('top');
  expect(samples.map(({ time }) => time)).toEqual([
    Date.UTC(2017, 6, 12, 23, 57, 39),
    Date.UTC(2017, 6, 12, 23, 59, 39),
    Date.UTC(2017, 6, 13, 0, 1, 39),
  ]);
  expect(samples.map(({ rss }) => rss)).toEqual([100 * 1024, 200 * 1024, 300 * 1024]);
});

test('lines that were cut at 80 columns lose their command, not their memory', () => {
  const cut = frame('14:55:55', ['676', '324'])
    .split('\n')
    .map((line) => line.slice(0, 62))
    .join('\n');
  expect(imported(cut, UTC, NOON).samples[0]?.rss).toBe(1000 * 1024);
});

test('frames of a grep for the memory alone have the machine', () => {
  const text = [
    'top - 14:55:55 up 3:46',
    'KiB Mem : 24684084 total, 21067608 free, 1000 used, 25 buff/cache',
    'top - 14:55:58 up 3:46',
    'KiB Mem : 24684084 total, 21067608 free, 2000 used, 25 buff/cache',
  ];
  const { samples } = imported(text.join('\n'), UTC, NOON);
  expect(samples).toMatchObject([{ machineUsed: 1000 * 1024 }, { machineUsed: 2000 * 1024 }]);
  expect(samples[0]).not.toHaveProperty('rss');
});

test('BusyBox has the machine only, without a clock', () => {
  const text = (used: number): string =>
    `Mem: ${used}K used, 87432K free, 1036K shrd, 34812K buff, 1072804K cached\nCPU:   0% usr   0% sys   0% nic 100% idle\nLoad average: 0.00 0.01 0.05 1/234 567\n  PID  PPID USER     STAT   VSZ %VSZ CPU %CPU COMMAND\n    1     0 root     S     1234   0%   0   0% sh\n`;
  const { format, samples, records } = imported(text(1_943_928) + text(1_953_928));
  expect(format).toBe('top');
  expect(records[0]).toMatchObject({ axis: 'samples' });
  expect(samples.map(({ machineUsed }) => machineUsed)).toEqual([836_312 * 1024, 846_312 * 1024]);
});

test('top of a terminal, as script(1) recorded it', () => {
  const plain = '\x1b(B\x1b[m\x1b[39;49m';
  const text = [
    'Script started on 2026-11-27 21:51:15+00:00',
    `\x1b[?1h\x1b=\x1b[?25l\x1b[H\x1b[2J${plain}top - 21:51:15 up  1:58,  0 user${plain}\x1b[K\r`,
    `MiB Mem :${plain}\x1b[1m  24105.6 ${plain}total,${plain}\x1b[1m  11348.9 ${plain}free,${plain}\x1b[1m   4513.4 ${plain}used\x1b[K\r`,
    `\x1b[7m  PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND    ${plain}\x1b[K\r`,
    `${plain}\x1b[1m   10 root      20   0   14012   8940   5496 R   5.0   0.0   0:00.01 java ${plain}\x1b[K\r`,
  ].join('\n');
  expect(imported(text, UTC).samples).toMatchObject([
    {
      time: Date.UTC(2026, 10, 27, 21, 51, 15),
      rss: 8940 * 1024,
      machineUsed: Math.round(4513.4 * MIB),
    },
  ]);
});
