import { expect, test } from 'vitest';
import { imported } from '../imported.ts';
import { fixture, MIB } from './fixture.ts';

const KIB = 1024;
const sizes = (text: string): (number | undefined)[] =>
  imported(text).samples.map(({ rss }) => (rss === undefined ? undefined : rss / KIB));

test('ps aux whose header repeats: a sample a header, KiB', () => {
  const { samples, records } = imported(fixture('ps-aux.txt'));
  expect(samples).toHaveLength(9);
  expect(records[0]).toMatchObject({ axis: 'samples', source: 'ps' });
  expect(Math.max(...samples.map(({ rss }) => rss ?? 0)) / MIB).toBeCloseTo(280.7, 0);
  expect(imported(fixture('ps-aux.txt')).records).toContainEqual(
    expect.objectContaining({ pid: 817, name: 'python3', argv: ['/usr/bin/python3', 'job.py'] }),
  );
});

test('a date line before each table is its time, and processes are added', () => {
  const { samples } = imported(fixture('ps-date.txt'));
  expect(samples[0]?.time).toBe(Date.UTC(2026, 10, 27, 21, 17, 14));
  expect((samples.at(-1)?.time ?? 0) - (samples[0]?.time ?? 0)).toBe(9000);
  expect(samples.map(({ procs }) => procs)).toContain(2);
  expect(imported(fixture('ps-date.txt')).notes.join()).toContain(
    'pages that they share count in each',
  );
});

test('a date in the words and order of another language', () => {
  const text = (date: string): string => `${date}\n  PID   RSS COMMAND\n    1  1000 sh\n`;
  for (const date of [
    'Fr 27. Nov 21:15:42 UTC 2026',
    'Fri 27 Nov 2026 09:15:42 PM UTC',
    'Fri Nov 27 09:15:42 PM UTC 2026',
    '2026年11月27日 21:15:42',
    '27.11.2026 21:15:42',
    '2026-11-27T21:15:42+00:00',
  ]) {
    expect(imported(text(date), { zone: 'UTC' }).samples[0]?.time, date).toBe(
      Date.UTC(2026, 10, 27, 21, 15, 42),
    );
  }
});

test('rows of ps aux without their header, as grep leaves them: a pid that comes again is the next sample', () => {
  const row = (pid: number, rss: number): string =>
    `root      ${pid}  3.0  0.0  1184563456  ${rss} ?        R    21:01   0:00 python3 job.py --big`;
  expect(sizes([row(7, 100), row(8, 50), row(7, 110), row(8, 60)].join('\n'))).toEqual([150, 170]);
});

test('threads have the memory of their process, which counts once', () => {
  const head = '  PID   LWP   RSS COMMAND';
  expect(
    sizes(
      [head, ' 7 7 100 java', ' 7 8 100 java', head, ' 7 7 120 java', ' 7 8 120 java'].join('\n'),
    ),
  ).toEqual([100, 120]);
});

test('a start time of five words does not shift the columns', () => {
  const head = '  PID                  STARTED   RSS COMMAND';
  expect(sizes([head, '20359 Fri Nov 27 21:07:30 2026  9756 python3 -c x'].join('\n'))).toEqual([
    9756,
  ]);
});

test('the RSS alone, below a header of its own', () => {
  expect(sizes('  RSS\n 9528\n  RSS\n182744\n')).toEqual([9528, 182_744]);
});

test('a time in front of every row', () => {
  const { samples } = imported(
    '  PID   RSS COMMAND\n2026-11-27 21:15:42   7  100 sh\n2026-11-27 21:15:47   7  110 sh\n',
    { zone: 'UTC' },
  );
  expect(samples.map(({ rss }) => rss)).toEqual([100 * KIB, 110 * KIB]);
  expect((samples[1]?.time ?? 0) - (samples[0]?.time ?? 0)).toBe(5000);
});

test('--series looks at the whole command', () => {
  const { samples } = imported(fixture('ps-date.txt'), { series: '817' });
  expect(Math.max(...samples.map(({ procs }) => procs ?? 0))).toBe(1);
});

test('ps without its RSS column is refused with what to write', () => {
  const head = 'UID        PID  PPID  C STIME TTY          TIME CMD';
  expect(() =>
    imported(`${head}\nroot       817   816 14 21:17 ?        00:00:00 python3\n`),
  ).toThrow('ps printed no RSS');
});

test('a zombie holds nothing: it is left out', () => {
  expect(sizes('  PID   RSS COMMAND\n    7   100 sh\n    8     0 sh <defunct>\n')).toEqual([100]);
});

test('a number that another program took over is introduced again', () => {
  const head = '  PID   RSS COMMAND';
  const { records } = imported(
    [head, '7 100 sh', head, '7 200 java -jar a.jar', head, '7 210 java -jar a.jar'].join('\n'),
  );
  expect(
    records.flatMap((one) =>
      one.type === 'process' ? [`${one.event} ${one.pid} ${one.name}`] : [],
    ),
  ).toEqual(['seen 7 sh', 'seen 7 java']);
});
