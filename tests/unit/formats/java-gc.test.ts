import { expect, test } from 'vitest';
import { fixture, MIB } from './fixture.ts';
import { imported } from './imported.ts';

const most = (samples: readonly { readonly rss?: number }[]): number =>
  Math.max(...samples.map(({ rss = 0 }) => rss));

test.each([
  ['java-gc-g1.log', 34, 225],
  ['java-gc-parallel.log', 24, 204],
  ['java-gc-serial.log', 22, 202],
  ['java-gc-z.log', 12, 272],
  ['java-gc-shenandoah.log', 18, 217],
  // With -Xlog:gc*, which names parts of the heap too.
  ['java-gc-g1-all.log', 16, 190],
  ['java-gc-parallel-all.log', 14, 130],
  ['java-gc-z-all.log', 4, 288],
])('%s: both sides of each collection of the whole heap', (name, points, peak) => {
  const { format, records, samples } = imported(fixture(name));
  expect(format).toBe('java-gc');
  expect(records[0]).toMatchObject({ type: 'start', measure: 'heap' });
  expect(samples).toHaveLength(points);
  expect(most(samples)).toBe(peak * MIB);
});

test('the decimal separator may change within a file, and both clocks may be there', () => {
  const { samples } = imported(
    [
      '[2020-09-22T22:53:20.503+0200][0.192s][info][gc] Using G1',
      '[2020-09-22T22:53:21.167+0200][0,856s][info][gc] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 80M->8M(235520M) 10,282ms',
      '[2020-09-22T22:53:22.000+0200][1.689s][info][gc] GC(1) Pause Full (System.gc()) 90M->9M(235520M) 20.5ms',
    ].join('\n'),
  );
  expect(samples.map(({ rss = 0 }) => rss / MIB)).toEqual([80, 8, 90, 9]);
  expect(samples[1]?.time).toBe(Date.UTC(2020, 8, 22, 20, 53, 21, 167));
  expect((samples[1]?.time ?? 0) - (samples[0]?.time ?? 0)).toBeCloseTo(10.282, 3);
});

test.each([
  ['[1600808001167ms] GC(0) Pause Young (Normal) 80M->8M(99M) 10.0ms', 1_600_808_001_167],
  ['[856ms][gc] GC(0) Pause Young (Normal) 80M->8M(99M) 10.0ms', 856],
  ['[856000000ns][gc] GC(0) Pause Young (Normal) 80M->8M(99M) 10.0ms', 856],
  [
    '2020-09-22T20:53:21Z app | [0.9s][info][gc] GC(0) Pause Young (Normal) 80M->8M(99M) 1.0ms',
    1_600_808_001_000,
  ],
])('%s is stamped with its end', (line, time) => {
  expect(imported(line).samples.at(-1)?.time).toBe(time);
});

test('without any decoration collections are counted', () => {
  const { records, samples, notes } = imported(
    'GC(0) Pause Young (Normal) 80M->8M(99M) 10.0ms\nGC(1) Pause Young (Normal) 70M->9M(99M) 1.0ms',
  );
  expect(records[0]).toMatchObject({ axis: 'samples' });
  expect(samples.map(({ time }) => time)).toEqual([0, 0, 1, 1]);
  expect(notes.join(' ')).toContain('no times');
});

test('Java 8: young first, the whole heap last; sizes on a line after the stamp', () => {
  const { samples } = imported(
    [
      'CommandLine flags: -XX:+PrintGCDetails -XX:+UseConcMarkSweepGC',
      '2021-10-05T09:13:11.120+0100: 12.100: [GC (Allocation Failure) 2021-10-05T09:13:11.120+0100: 12.100: [ParNew',
      'Desired survivor size 715816960 bytes, new threshold 6 (max 6)',
      '- age   1:   25299648 bytes,   25299648 total',
      ': 8738176K->49427K(10922688K), 0.1000000 secs] 8738176K->49427K(50244288K), 0.1001000 secs] [Times: user=0.20 sys=0.01, real=0.10 secs]',
      '2021-10-05T09:13:20.120+0100: 21.100: [GC (CMS Initial Mark) [1 CMS-initial-mark: 3000K(39321600K)] 60000K(50244288K), 0.0200000 secs]',
      '2021-10-05T09:13:21.120+0100: 22.100: [CMS-concurrent-mark: 0.010/0.010 secs] [Times: user=0.02 sys=0.00, real=0.01 secs]',
    ].join('\n'),
  );
  expect(samples.map(({ rss = 0 }) => rss / 1024)).toEqual([8_738_176, 49_427, 60_000]);
  const began = Date.UTC(2021, 9, 5, 8, 13, 11, 120);
  expect(samples[0]?.time).toBe(began);
  expect(samples[1]?.time).toBeCloseTo(began + 100.1, 3);
});

test.each([
  // Parallel, with names of parts before the whole.
  [
    '0,234: [Full GC (Ergonomics) [PSYoungGen: 10720K->0K(141824K)] [ParOldGen: 8K->900K(1000K)] 10728K->900K(1000K), [Metaspace: 3K->3K(1056768K)], 0,0123 secs]',
    [10_728, 900],
    234,
  ],
  // Plain, with the zone's wall clock only.
  [
    '2021-10-05T09:13:11.120+0000: [GC (Allocation Failure)  65536K->1056K(251392K), 0.0014 secs]',
    [65_536, 1056],
    1_633_425_191_120,
  ],
])('%s', (line, sizes, time) => {
  const { samples } = imported(line);
  expect(samples.map(({ rss = 0 }) => rss / 1024)).toEqual(sizes);
  expect(samples[0]?.time).toBe(time);
});

test('G1 of Java 8 tells the heap on a line of its own', () => {
  const { samples } = imported(
    '1.500: [GC pause (G1 Evacuation Pause) (young), 0.0100000 secs]\n   [Parallel Time: 8.1 ms, GC Workers: 8]\n   [Eden: 24.0M(24.0M)->0.0B(13.0M) Survivors: 0.0B->3072.0K Heap: 24.0M(256.0M)->5.5M(256.0M)]\n [Times: user=0.02 sys=0.00, real=0.01 secs]',
  );
  expect(samples.map(({ time, rss = 0 }) => [time, rss / MIB])).toEqual([
    [1500, 24],
    [1510, 5.5],
  ]);
});

test('a log that was appended to holds two runs', () => {
  const run = [
    '[0.010s][info][gc] Using G1',
    '[9.000s][info][gc] GC(0) Pause Young (Normal) 80M->8M(99M) 1.0ms',
  ].join('\n');
  const { records } = imported(`${run}\n${run}\n`);
  expect(records.filter(({ type }) => type === 'start')).toHaveLength(2);
});

test('a log without a collection says how to write one that has', () => {
  expect(() => imported('[0.010s][info][gc] Using G1\n')).toThrow('no collection is in it');
});
