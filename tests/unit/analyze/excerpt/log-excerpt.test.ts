import { expect, test } from 'vitest';
import { ExcerptBuilder } from '../../../../src/analyze/excerpt/log-excerpt.ts';
import type { StreamRecord } from '../../../../src/recording/records.ts';

const START = 1e12;
const line = (time: number, msg: string): StreamRecord => ({
  ...{ type: 'line', time: START + time, fd: 1, msg },
});

/** A log of so many lines, one each 10 ms. */
function read(count: number, builder: ExcerptBuilder) {
  builder.add({ type: 'start', time: START, version: 1, name: 'x' });
  for (let i = 0; i < count; i++) builder.add(line(i * 10, `line ${i}`));
  return builder.finish();
}

test('a short log is kept whole', () => {
  const { lines, total } = read(1000, new ExcerptBuilder([500]));
  expect(total).toBe(1000);
  expect(lines.map(({ index }) => index)).toEqual([...Array(1000).keys()]);
});

test.each([undefined, { lines: 100_000, duration: 1_000_000 }])(
  'a long log keeps its ends, what is around moments, and every n-th (%o)',
  (expected) => {
    const { lines, total } = read(100_000, new ExcerptBuilder([333_335, 700_000], expected));
    expect(total).toBe(100_000);
    expect(lines.length).toBeGreaterThan(700);
    expect(lines.length).toBeLessThan(1600);
    const kept = new Map(lines.map((one) => [one.index, one]));
    expect(kept.size).toBe(lines.length);
    for (const i of [0, 99, 33_328, 33_333, 33_334, 33_345, 69_994, 70_011, 99_900, 99_999]) {
      expect(kept.get(i)).toMatchObject({ time: i * 10, text: `line ${i}`, near: true });
    }
    const gaps = lines.map(({ index }, i) => index - (lines[i - 1]?.index ?? -1));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(256);
  },
);

test('lines that are surely not kept are not decoded', () => {
  let decoded = 0;
  const builder = new ExcerptBuilder([400_000], { lines: 50_000, duration: 500_000 });
  for (let i = 0; i < 50_000; i++) {
    builder.add({
      ...{ type: 'line', time: START + i * 10, fd: 1 },
      get msg() {
        decoded++;
        return 'x';
      },
    });
  }
  expect(builder.finish().lines.length).toBeGreaterThan(600);
  expect(decoded).toBeLessThan(15_000);
});

test('a long line is cut and tells its length; time never steps back', () => {
  const builder = new ExcerptBuilder();
  builder.add(line(5, 'A'.repeat(1_000_000)));
  builder.add(line(3, 'b'));
  const { lines } = builder.finish();
  expect(lines[0]?.text).toHaveLength(400);
  expect(lines[0]?.length).toBe(1_000_000);
  expect(lines.map(({ time }) => time)).toEqual([0, 0]);
});

test('clear begins anew', () => {
  const builder = new ExcerptBuilder();
  read(50, builder);
  builder.clear();
  builder.add(line(7, 'only'));
  expect(builder.finish()).toEqual({
    total: 1,
    lines: [{ index: 0, time: 0, fd: 1, text: 'only', near: true }],
  });
});
