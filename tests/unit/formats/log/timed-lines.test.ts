import { expect, test } from 'vitest';
import { fitLog } from '../../../../src/formats/log/fit.ts';
import { STAMP_PATTERNS } from '../../../../src/formats/log/patterns.ts';
import { StampCensus } from '../../../../src/formats/log/sequence.ts';
import { timedLines } from '../../../../src/formats/log/timed-lines.ts';

const START = Date.UTC(2026, 10, 27, 12);
const MEMORY = { start: START, end: START + 60_000 };

/** What each line says, and when, milliseconds after the start of the memory. */
function timed(lines: readonly string[]): [number, string][] {
  const census = new StampCensus(STAMP_PATTERNS, 2026);
  for (const line of lines) census.add(line);
  const fit = fitLog(census.finish(), MEMORY, { zone: 0 });
  return [...timedLines(lines, fit)].map(({ time, msg }) => [Math.round(time - START), msg]);
}

test.each([
  ['2026-11-27T12:00:05.5Z loaded shard 1', 'loaded shard 1'],
  ['2026-11-27 12:00:05,500 - root - INFO - on', 'root - INFO - on'],
  ['[Fri Nov 27 12:00:05.5 2026] [notice] on', '[notice] on'],
  ['[27/Nov/2026:12:00:05.5 +0000] on', 'on'],
  ['Nov 27 12:00:05.5 host job[17]: on', 'host job[17]: on'],
  ['12:00:05.5 PM | on', 'on'],
  ['20261127-12:0:5:500|Step_LSC|on', 'Step_LSC|on'],
  ['1795780805.500 on', 'on'],
  ['WARN 2026-11-27 12:00:05.5 on', 'WARN 2026-11-27 12:00:05.5 on'],
  ['E1127 12:00:05.5 17 main.cc:3] on', 'E1127 12:00:05.5 17 main.cc:3] on'],
  ['{"time":1795780805500,"msg":"on"}', '{"time":1795780805500,"msg":"on"}'],
])('of %j remains %j', (line, rest) => {
  expect(timed([line])).toEqual([[5500, rest]]);
});

test('lines of one second are spread over it, with those that continue them', () => {
  expect(
    timed([
      '12:00:05 a',
      '12:00:05 b',
      '  at c',
      '12:00:05 d',
      '12:00:05 e',
      '12:00:09 f',
      '12:00:09 g',
    ]),
  ).toEqual([
    [5000, 'a'],
    [5250, 'b'],
    [5250, '  at c'],
    [5500, 'd'],
    [5750, 'e'],
    [9000, 'f'],
    [9500, 'g'],
  ]);
});

test('times with a fraction are taken as they are, and never step back', () => {
  expect(
    timed(['12:00:05.000 a', '12:00:05.000 b', '12:00:04.000 late', '12:00:05.250 c']),
  ).toEqual([
    [5000, 'a'],
    [5000, 'b'],
    [5000, 'late'],
    [5250, 'c'],
  ]);
});

test('lines before the first stamp are of its time', () => {
  expect(timed(['banner', '12:00:05.5 a'])).toEqual([
    [5500, 'banner'],
    [5500, 'a'],
  ]);
});
