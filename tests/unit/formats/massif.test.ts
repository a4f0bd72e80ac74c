import { expect, test } from 'vitest';
import { fixture } from './fixture.ts';
import { imported } from './imported.ts';

const HEADER = 'desc: --time-unit=i\ncmd: ./a --big\ntime_unit: i\n';
const snapshot = (n: number, time: number, heap: number, extra = 0, stacks = 0): string =>
  `#-----------\nsnapshot=${n}\n#-----------\ntime=${time}\nmem_heap_B=${heap}\nmem_heap_extra_B=${extra}\nmem_stacks_B=${stacks}\nheap_tree=empty\n`;

test.each([
  ['massif-instructions.out', 'massif', 'instructions', 5_370_058],
  ['massif-bytes.out', 'massif', 'bytes', 7_470_800],
  ['ms-print-instructions.txt', 'ms-print', 'instructions', 5_370_058],
  ['ms-print-bytes.txt', 'ms-print', 'bytes', 7_470_800],
])('%s counts what its time unit says and calls the heap heap', (name, format, axis, last) => {
  const read = imported(fixture(name));
  expect(read.format).toBe(format);
  expect(read.records[0]).toMatchObject({ axis, measure: 'heap', name: './alloc' });
  expect(read.samples).toHaveLength(72);
  expect(read.samples.at(-1)?.time).toBe(last);
  // The snapshot that massif itself marks as its peak.
  expect(Math.max(...read.samples.map(({ rss = 0 }) => rss))).toBe(4_780_480);
});

test('milliseconds are time', () => {
  const { records, samples } = imported(fixture('massif-ms.out'));
  expect(records[0]).not.toHaveProperty('axis');
  expect(samples.at(-1)?.time).toBe(462);
});

test('the total is heap, what its administration takes, and stacks', () => {
  const { samples, notes } = imported(HEADER + snapshot(0, 0, 100, 20, 3) + snapshot(1, 9, 200, 8));
  expect(samples.map(({ rss }) => rss)).toEqual([123, 208]);
  expect(notes.join(' ')).toContain('Stacks are counted');
});

test('pages as heap are not called heap', () => {
  const { records } = imported(
    `desc: --pages-as-heap=yes\ncmd: ./a\ntime_unit: i\n${snapshot(0, 0, 4096)}`,
  );
  expect(records[0]).toMatchObject({ measure: 'mapped memory' });
});

test('two files one behind the other are two runs', () => {
  const one = HEADER + snapshot(0, 0, 1) + snapshot(1, 5, 9);
  const { records } = imported(one + one);
  expect(records.map(({ type }) => type)).toEqual([
    'start',
    'sample',
    'sample',
    'start',
    'sample',
    'sample',
  ]);
});

test('a snapshot that was torn off is counted', () => {
  const torn = snapshot(1, 7, 50).replace('mem_heap_B=50', 'mem_heap_B=5x');
  const { samples, notes } = imported(HEADER + snapshot(0, 0, 1) + torn);
  expect(samples).toHaveLength(1);
  expect(notes).toContain('1 snapshot could not be read and was left out.');
});

test('a file without a snapshot says how massif writes one', () => {
  expect(() => imported(HEADER)).toThrow('holds no snapshot of massif');
});

test('the tables of two printouts are two runs, and thousands may be set apart', () => {
  const table =
    '  n        time(B)         total(B)   useful-heap(B) extra-heap(B)    stacks(B)\n  0              0                0                0             0            0\n  1      1,016,024        1,016,024        1,016,000            24            0\n';
  const { records, samples } = imported(table + table);
  expect(records.filter(({ type }) => type === 'start')).toHaveLength(2);
  expect(samples[1]).toMatchObject({ time: 1_016_024, rss: 1_016_024 });
});
