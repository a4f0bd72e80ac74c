import { expect, test } from 'vitest';
import { fixture, MIB } from './fixture.ts';
import { imported } from './imported.ts';

const rows = (all: readonly object[]): string => all.map((row) => JSON.stringify(row)).join('\n');
const sizes = { heapTotal: 50 * MIB, heapUsed: 40 * MIB };

test('rows that have the RSS are RSS', () => {
  const { format, records, samples } = imported(fixture('memory-usage.jsonl'));
  expect(format).toBe('memory-usage');
  expect(records[0]).not.toHaveProperty('measure');
  expect(samples).toHaveLength(21);
  expect(samples[0]).toEqual({
    type: 'sample',
    time: Date.UTC(2026, 10, 27, 21, 1, 16, 35),
    rss: 50_266_112,
  });
});

test('rows that have only the heap are called heap, wherever in a row it stands', () => {
  const { records, samples } = imported(
    rows([
      { level: 'info', ts: 1_700_000_000, ctx: { mem: sizes } },
      { level: 'info', ts: 1_700_000_060, ctx: { mem: { ...sizes, heapUsed: 44 * MIB } } },
    ]),
  );
  expect(records[0]).toMatchObject({ measure: 'heap', time: 1_700_000_000_000 });
  expect(samples.map(({ rss = 0 }) => rss / MIB)).toEqual([40, 44]);
});

test.each([
  ['elapsedMs', [0, 500], 500],
  ['uptime', [0.5, 60.5], 60_000],
  ['elapsed', [0, 1000], 1000],
  ['elapsed', [0, 1.5], 1500],
  ['time', [1_700_000_000_000, 1_700_000_000_500], 500],
])('times in %s: %j', (key, [one, two], took) => {
  const { samples } = imported(
    rows([
      { [key]: one, ...sizes },
      { [key]: two, ...sizes },
    ]),
  );
  expect((samples[1]?.time ?? 0) - (samples[0]?.time ?? 0)).toBe(took);
});

test('rows without a time are counted, or timed by --interval', () => {
  const text = rows([sizes, sizes, sizes]);
  expect(imported(text).records[0]).toMatchObject({ axis: 'samples' });
  const timed = imported(text, { interval: 1000, start: 5000 });
  expect(timed.records[0]).not.toHaveProperty('axis');
  expect(timed.samples.map(({ time }) => time)).toEqual([5000, 6000, 7000]);
});

test('numbers that are too small for bytes are MiB, as is said', () => {
  const { samples, notes } = imported(rows([{ t: 0, heapUsed: 41.5, heapTotal: 50 }]));
  expect(samples[0]?.rss).toBe(41.5 * MIB);
  expect(notes.join(' ')).toContain('MiB');
});

test('other lines between are counted', () => {
  const { samples, notes } = imported(
    `listening on 3000\n${rows([{ t: 0, ...sizes }])}\n{"heapUsed":`,
  );
  expect(samples).toHaveLength(1);
  expect(notes.join(' ')).toContain('2 lines were left out');
});
