import { expect, test } from 'vitest';
import { STAMP_PATTERNS } from '../../../../src/formats/log/patterns.ts';
import { type Reading, StampCensus, StampSequence } from '../../../../src/formats/log/sequence.ts';

function census(lines: readonly string[], year = 2026): Reading[] {
  const found = new StampCensus(STAMP_PATTERNS, year);
  for (const line of lines) found.add(line);
  return found.finish();
}

/** The times of the lines in the likeliest pattern, as ISO without a zone. */
function times(lines: readonly string[], year = 2026): (string | undefined)[] {
  const [reading] = census(lines, year);
  if (reading === undefined) return [];
  const sequence = new StampSequence(reading.pattern, year);
  return lines.map((line) => {
    const stamp = sequence.next(line);
    return stamp === undefined ? undefined : new Date(stamp.time).toISOString().slice(0, -1);
  });
}

test.each([
  ['[Sun Dec 04 04:47:44 2005] [notice] workerEnv.init() ok', '2005-12-04T04:47:44.000'],
  ['2015-10-18 18:01:47,978 INFO [main] org.apache.hadoop', '2015-10-18T18:01:47.978'],
  ['Jun 14 15:16:01 combo sshd(pam_unix)[19939]: check pass', '2026-06-14T15:16:01.000'],
  ['Jun  4 15:16:01 combo sshd(pam_unix)[19939]: check pass', '2026-06-04T15:16:01.000'],
  ['03-17 16:13:38.811  1702  2395 D WindowManager: printFreezing', '2026-03-17T16:13:38.811'],
  ['081109 203615 148 INFO dfs.DataNode$PacketResponder: 1 for block', '2008-11-09T20:36:15.000'],
  ['20171223-22:15:29:606|Step_LSC|30002312|onStandStepChanged', '2017-12-23T22:15:29.606'],
  ['20171224-1:2:35:9|Step_LSC|30002312|onStandStepChanged', '2017-12-24T01:02:35.009'],
  ['- 1117838570 2005.06.03 R02-M1-N0 2005-06-03-15.42.50.675872 RAS', '2005-06-03T22:42:50.000'],
  ['[10.30 16:49:06] chrome.exe - proxy.example:5070 open', '2026-10-30T16:49:06.000'],
  ['May-09 12:33:46.606 [main] DEBUG nextflow.cli.Launcher', '2026-05-09T12:33:46.606'],
  [
    'nova-api.log.1.2017-05-16_13:53:08 2017-05-16 00:00:00.008 25746 INFO nova',
    '2017-05-16T00:00:00.008',
  ],
  ['2026-11-27T12:00:00.500+02:00 begun', '2026-11-27T10:00:00.500'],
  ['2026/11/27 12:00:00 begun', '2026-11-27T12:00:00.000'],
  ['20261127T120000 begun', '2026-11-27T12:00:00.000'],
  [
    '127.0.0.1 - - [27/Nov/2026:12:00:00 +0100] "GET / HTTP/1.1" 200 1795337389',
    '2026-11-27T11:00:00.000',
  ],
  ['27-Nov-2026 12:00:00.123 INFO [main] begun', '2026-11-27T12:00:00.123'],
  ['Nov 27, 2026 1:02:03 PM org.example.Main run', '2026-11-27T13:02:03.000'],
  ['I1127 12:00:00.306123 17 main.cc:3] begun', '2026-11-27T12:00:00.306'],
  ['1795337389.306264 begun', '2026-11-22T08:49:49.306'],
  ['{"level":30,"time":1795337389306,"msg":"begun"}', '2026-11-22T08:49:49.306'],
  ['{"ts":"2026-11-27T12:00:00Z","msg":"begun"}', '2026-11-27T12:00:00.000'],
  [`{"msg":"${'long '.repeat(99)}","ts":1795337389.306}`, '2026-11-22T08:49:49.306'],
  ['\u001b[32m2026-11-27 12:00:00\u001b[0m begun', '2026-11-27T12:00:00.000'],
])('the stamp of %s', (line, iso) => {
  expect(times([line])).toEqual([iso]);
});

test('the order of a date of three numbers is that which the whole log allows', () => {
  const lines = [
    '17/06/09 20:10:40 INFO begun',
    '17/06/30 20:10:41 INFO on',
    '17/07/31 20:10:41 INFO end',
  ];
  expect(times(lines)).toEqual([
    '2017-06-09T20:10:40.000',
    '2017-06-30T20:10:41.000',
    '2017-07-31T20:10:41.000',
  ]);
  // Two readings are possible of what has small numbers only.
  expect(census(['01/02/26 12:00:00 a', '01/03/26 12:00:00 b']).length).toBeGreaterThan(1);
});

test('a log without a year goes on into the next one', () => {
  expect(
    times([
      '[12.30 16:49:06] a',
      '[01.02 09:00:00] b',
      '[12.31 23:00:00] late',
      '[01.02 09:00:01] c',
    ]),
  ).toEqual([
    '2026-12-30T16:49:06.000',
    '2027-01-02T09:00:00.000',
    '2026-12-31T23:00:00.000',
    '2027-01-02T09:00:01.000',
  ]);
});

test('a time of day passes midnight', () => {
  expect(times(['23:59:59 a', '00:00:01 b', '23:59:58 late', '00:00:02 c'])).toEqual([
    '1970-01-01T23:59:59.000',
    '1970-01-02T00:00:01.000',
    '1970-01-01T23:59:58.000',
    '1970-01-02T00:00:02.000',
  ]);
});

test('the uptime of the kernel counts from its start', () => {
  const [reading] = census([
    '[4100113.338211] Out of memory: Killed process 17',
    '[4100114.000000] oom_reaper',
  ]);
  expect(reading).toMatchObject({ first: 4100113338.211, pattern: { kind: 'elapsed' } });
});

test('one pattern is decided over all lines: dates in messages are none', () => {
  const lines = [
    'banner 1.2.3',
    ...Array.from({ length: 9 }, (_, i) => `12:00:0${i} backup of 2020-01-0${9 - i} 00:00:00`),
  ];
  expect(times(lines)[1]).toBe('1970-01-01T12:00:00.000');
});

test('a number that stays the same is no time', () => {
  const lines = ['1795337389 2026-11-27 12:00:00 a', '1795337389 2026-11-27 12:00:01 b'];
  expect(times(lines)[1]).toBe('2026-11-27T12:00:01.000');
});

test('a log without times has no reading', () => {
  expect(census(['loading', 'version 1.2.3', 'took 12 ms'])).toEqual([]);
});
