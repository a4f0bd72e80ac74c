import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { imported } from './imported.ts';

const FIXTURES = path.resolve(import.meta.dirname, '../../fixtures/import');
const MIB = 2 ** 20;

const fixture = (name: string): Uint8Array => readFileSync(path.join(FIXTURES, name));

const peak = (samples: readonly { readonly rss?: number }[]): number =>
  Math.max(...samples.map(({ rss = 0 }) => rss)) / MIB;

test('a recording of mprof run -C: mebibytes, epoch seconds, the command', () => {
  const { format, samples, records, notes } = imported(fixture('mprof-children.dat'));
  expect(format).toBe('mprof');
  expect(peak(samples)).toBeCloseTo(312.2266, 3);
  expect(samples[0]?.time).toBeCloseTo(1795337348100.6, 3);
  expect(records[0]).toMatchObject({ type: 'start', argv: ['/usr/bin/python3', 'job.py'] });
  expect(notes).toEqual([]);
});

test('children of mprof run -M stand beside the first process: the sum, and each by name', () => {
  const { samples, records } = imported(fixture('mprof-apart.dat'));
  // 90.3 and twice 68.8.
  expect(peak(samples)).toBeCloseTo(227.93, 1);
  expect(
    records.filter(({ type }) => type === 'process').map((one) => 'name' in one && one.name),
  ).toContain('child 22666');
});

test('with -C the memory contains the children: never added', () => {
  const { samples } = imported(fixture('mprof-both.dat'));
  expect(peak(samples)).toBeCloseTo(228.08, 1);
  const fullest = samples.find(({ rss = 0 }) => rss > 228 * MIB);
  expect(fullest?.top?.map(([, bytes]) => Math.round(bytes / MIB))).toEqual([90, 69, 69]);
});

test('children that never change leave it open: they are not added', () => {
  const { samples } = imported(
    'MEM 100.0 1700000000.1\nCHLD 0 40.0 1700000000.2\nMEM 100.0 1700000001.1\nCHLD 0 40.0 1700000001.2\n',
  );
  expect(peak(samples)).toBe(100);
});

test('children larger than the memory are not in it', () => {
  const { samples } = imported('MEM 12.3 1700000000.1\nCHLD 0 388.5 1700000001.2\n');
  expect(peak(samples)).toBeCloseTo(400.8, 5);
});

test('a file with two runs begins two, each with its functions as marks', () => {
  const { records } = imported(fixture('mprof-runs.dat'));
  expect(records.map(({ type }) => type).filter((type) => type !== 'sample')).toEqual([
    'start',
    'mark',
    'end',
    'start',
    'mark',
    'end',
  ]);
  const marks = records.filter((one) => one.type === 'mark');
  expect(marks.map(({ msg, time }) => [msg, Math.round(time)])).toEqual([
    ['__main__.load', 1795813864541],
    ['__main__.load', 1795813865527],
  ]);
});

test('a last memory of 0 means that the process had gone', () => {
  const { samples, records } = imported(
    'CMDLINE a\nMEM 12.5 1700000000.1\nMEM 0.000000 1700000000.2\n',
  );
  expect(samples.map(({ rss }) => rss)).toEqual([12.5 * MIB]);
  expect(records.at(-1)).toMatchObject({ type: 'end', time: 1700000000200 });
});

test('memory that is 0 throughout is refused', () => {
  expect(() => imported('CMDLINE a\nMEM 0.000000 1700000000.1\n')).toThrow(
    'holds no memory above 0',
  );
});

test('a torn line is left out and counted', () => {
  const { samples, notes } = imported(
    'CMDLINE a\nMEM 1.0 1700000000.1\nMEM 2.0 1700000000.2\nMEM 3.',
  );
  expect(samples).toHaveLength(2);
  expect(notes).toEqual(["1 line was not mprof's and left out."]);
});
