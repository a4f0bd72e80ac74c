import { expect, test } from 'vitest';
import { imported } from '../imported.ts';
import { fixture, MIB } from './fixture.ts';

const UTC = { zone: 'UTC' } as const;
const peak = (name: string): number =>
  Math.max(...imported(fixture(name), UTC).samples.map(({ rss }) => rss ?? 0)) / MIB;
const spans = (name: string): (number | undefined)[] => {
  const { samples } = imported(fixture(name), UTC);
  return [samples[0]?.time, samples.at(-1)?.time];
};

test('pidstat -r: RSS in KiB, the day from the banner and not from the version of the kernel', () => {
  expect(imported(fixture('pidstat.txt')).format).toBe('pidstat');
  expect(peak('pidstat.txt')).toBeCloseTo(274.6, 0);
  expect(spans('pidstat.txt')).toEqual([
    Date.UTC(2026, 10, 27, 21, 17, 15),
    Date.UTC(2026, 10, 27, 21, 17, 22),
  ]);
});

test('pidstat -h and AM/PM', () => {
  expect(spans('pidstat-h.txt')).toEqual(spans('pidstat.txt'));
  expect(spans('pidstat-us.txt')).toEqual(spans('pidstat.txt'));
  expect(peak('pidstat-h.txt')).toBeCloseTo(276.6, 0);
});

test('pidstat -h of old versions begins with epoch seconds, one row a process', () => {
  const { samples } = imported(
    [
      'Linux 3.2.0 (vm)  05/12/2015  _x86_64_ (4 CPU)',
      '',
      '#      Time       PID  minflt/s  majflt/s     VSZ    RSS   %MEM  Command',
      ' 1431428400      4035      1.00      0.00  100000  50000   1.00  java',
      ' 1431428400      4036      1.00      0.00  100000  20000   1.00  my program',
      '',
      '#      Time       PID  minflt/s  majflt/s     VSZ    RSS   %MEM  Command',
      ' 1431428401      4035      1.00      0.00  100000  60000   1.00  java',
    ].join('\n'),
  );
  expect(samples).toMatchObject([
    { time: 1_431_428_400_000, rss: 70_000 * 1024, procs: 2 },
    { time: 1_431_428_401_000, rss: 60_000 * 1024 },
  ]);
});

test('pidstat -t: rows of threads repeat the memory of their process', () => {
  const { samples } = imported(
    [
      '12:21:53 AM   UID      TGID       TID  minflt/s  majflt/s     VSZ     RSS   %MEM  Command',
      '12:21:54 AM     0       100         -      1.00      0.00    5000    4000   0.10  java',
      '12:21:54 AM     0         -       100      1.00      0.00    5000    4000   0.10  |__java',
      '12:21:54 AM     0         -       101      1.00      0.00    5000    4000   0.10  |__gc',
    ].join('\n'),
  );
  expect(samples).toMatchObject([{ rss: 4000 * 1024, procs: 1 }]);
});

test('pidstat says that an idle process is not listed', () => {
  const row = (clock: string, pid: number): string =>
    `${clock}        0      ${pid}   1.00      0.00   64808   44452   0.18  python3`;
  const { notes } = imported(
    [
      '21:01:15      UID       PID  minflt/s  majflt/s     VSZ     RSS   %MEM  Command',
      row('21:01:16', 1),
      row('21:01:16', 2),
      row('21:01:17', 1),
      row('21:01:18', 2),
    ].join('\n'),
  );
  expect(notes.join()).toContain('lacks those that were idle');
});

test('pidstat without -r is refused with what to write', () => {
  expect(() =>
    imported(
      '21:17:14      UID       PID    %usr %system  %guest   %wait    %CPU   CPU  Command\n21:17:15        0       817    2.00    3.00    0.00   95.00    5.00     0  python3\n',
    ),
  ).toThrow('pidstat was run without -r');
});

test.each(['sar.txt', 'sar-us.txt', 'sar-ja.txt', 'sar-sadf.txt'])(
  '%s: the same minute in another language or form',
  (name) => {
    const { format, samples, notes } = imported(fixture(name), UTC);
    expect(format).toBe('sar');
    expect(samples).toHaveLength(9);
    expect(spans(name)).toEqual([
      Date.UTC(2026, 10, 27, 21, 17, 15),
      Date.UTC(2026, 10, 27, 21, 17, 23),
    ]);
    expect(Math.max(...samples.map(({ machineUsed }) => machineUsed ?? 0)) / MIB).toBeCloseTo(
      1077,
      -1,
    );
    expect(samples[0]).not.toHaveProperty('rss');
    expect(notes.join()).toContain('kbmemused');
  },
);

test('other tables between, decimal commas and the day first', () => {
  const { samples } = imported(fixture('sar-fr-all.txt'), UTC);
  expect(samples).toHaveLength(5);
  expect(samples[0]?.time).toBe(Date.UTC(2026, 10, 27, 21, 17, 15));
  expect(samples[0]?.machineUsed).toBe(553_680 * 1024);
  expect(samples.every(({ machineUsed = 0 }) => machineUsed > 0)).toBe(true);
});

function oldSar(date: string, rows: readonly string[]): string {
  return [
    `Linux 2.6.32-504.el6.x86_64 (node1) \t${date} \t_x86_64_\t(4 CPU)`,
    '',
    '05:37:59 PM kbmemfree kbmemused  %memused kbbuffers  kbcached  kbcommit   %commit',
    ...rows,
    'Average:      2000000   6000000     75.00    100000   3900000   9000000     50.00',
    '',
  ].join('\n');
}

const OLD_ROW = '2000000   6000000     75.00    100000   3900000   9000000     50.00';

test('old versions count the page cache as used: it is subtracted, and said', () => {
  const { samples, notes, records } = imported(
    oldSar('05/12/2015', [`05:38:00 PM   ${OLD_ROW}`]),
    UTC,
  );
  expect(samples).toMatchObject([
    { time: Date.UTC(2015, 4, 12, 17, 38), machineUsed: 2_000_000 * 1024 },
  ]);
  expect(records[0]).toMatchObject({ host: { machineTotal: 8_000_000 * 1024 } });
  expect(notes.join()).toContain('kbcached');
});

test('two digits of a year are in US order, and midnight is passed', () => {
  const { samples } = imported(
    oldSar('11/05/15', [`11:59:59 PM   ${OLD_ROW}`, `12:00:01 AM   ${OLD_ROW}`]),
    UTC,
  );
  expect(samples.map(({ time }) => time)).toEqual([
    Date.UTC(2015, 10, 5, 23, 59, 59),
    Date.UTC(2015, 10, 6, 0, 0, 1),
  ]);
});

test('each banner is a run of its own, with any text between', () => {
  const run = (date: string): string =>
    `job started\n${oldSar(date, [`05:38:00 PM   ${OLD_ROW}`, `05:38:01 PM   ${OLD_ROW}`])}job ended: 12 of 14 passed\n`;
  const { records, samples } = imported(
    run('05/12/2015') + run('05/13/2015') + run('05/14/2015'),
    UTC,
  );
  expect(records.filter(({ type }) => type === 'start')).toHaveLength(3);
  expect(samples).toHaveLength(6);
});

test('a loop of single samples is one run', () => {
  const poll = (clock: string): string => oldSar('05/12/2015', [`${clock} PM   ${OLD_ROW}`]);
  const { records, samples } = imported(
    poll('05:38:00') + poll('05:39:00') + poll('05:40:00'),
    UTC,
  );
  expect(records.filter(({ type }) => type === 'start')).toHaveLength(1);
  expect(samples).toHaveLength(3);
});

test('sar without -r is refused with what to write', () => {
  expect(() =>
    imported(
      '22:43:17        CPU     %usr     %nice   %system   %iowait    %steal     %idle\n22:43:18        all     50.00      0.00     49.50      0.00      0.50      0.00\n',
    ),
  ).toThrow('sar was run without -r');
});

test('sar -h writes units', () => {
  const { samples } = imported(
    '21:01:15    kbmemfree   kbavail kbmemused  %memused kbbuffers  kbcached\n21:01:16        20.1G     22.3G    957.9M      4.0%     88.6M      2.1G\n',
  );
  expect(samples).toMatchObject([{ machineUsed: Math.round(957.9 * MIB) }]);
});
