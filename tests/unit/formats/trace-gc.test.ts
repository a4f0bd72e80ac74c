import { expect, test } from 'vitest';
import { fixture, MIB } from './fixture.ts';
import { imported } from './imported.ts';

test("node's trace: used heap before and after, the line stamped with the end", () => {
  const { format, records, samples } = imported(fixture('trace-gc.log'));
  expect(format).toBe('trace-gc');
  expect(records[0]).toMatchObject({ measure: 'heap' });
  expect(samples.at(-2)).toMatchObject({ time: 230.5, rss: Math.round(43.3 * MIB) });
  expect(samples.at(-1)).toMatchObject({ time: 235, rss: Math.round(32.8 * MIB) });
});

test.each([
  // Windows.
  '[8052:0000020B71749770]  25 ms: Scavenge 2.4 (3.2) -> 2.0 (4.2) MB, 0.9 / 0.0 ms  (average mu = 1.000, current mu = 1.000) allocation failure\r',
  // Node 22.
  '[8052:0x71749770]  25 ms: Scavenge 2.4 (3.2) -> 2.0 (4.2) MB, pooled: 48 MB, 0.90 / 0.00 ms  (average mu = 1.000) task',
  // Within the output of a program, and by a machine that writes commas.
  'job says [8052:0x71749770]  25 ms: Mark-Compact (reduce) 2,4 (3,2) -> 2,0 (4,2) MB, 0,90 / 0,00 ms',
  // Node 4.
  '[8052]  25 ms: Scavenge 2.4 (3.2) -> 2.0 (4.2) MB, 0.9 ms [allocation failure].',
])('%s', (line) => {
  const { samples } = imported(`program output\n${line}\n`);
  expect(samples.map(({ time, rss = 0 }) => [time, Math.round((rss / MIB) * 10) / 10])).toEqual([
    [24.1, 2.4],
    [25, 2],
  ]);
});

test('heaps of several processes and workers are told apart, the largest last', () => {
  const line = (pid: number, before: string): string =>
    `[${pid}:0x1]  25 ms: Scavenge ${before} (99.0) -> 1.0 (4.2) MB, 1.0 / 0.0 ms`;
  const { records, notes } = imported(
    [line(1, '9.0'), line(2, '30.0'), line(3, '2.0')].join('\n'),
    {},
    { name: 'job' },
  );
  const names = records.flatMap((record) => (record.type === 'start' ? [record.name] : []));
  expect(names).toEqual(['job 3:1', 'job 1:1', 'job 2:1']);
  expect(notes.join(' ')).toContain('3 heaps');
});

test("Go's trace: at the start, at the end, and what lives; whole MB, as is said", () => {
  const { format, records, samples, notes } = imported(fixture('gctrace.log'));
  expect(format).toBe('gctrace');
  expect(records[0]).toMatchObject({ measure: 'heap' });
  expect(Math.max(...samples.map(({ rss = 0 }) => rss))).toBe(167 * MIB);
  expect(samples.at(-1)?.rss).toBe(55 * MIB);
  expect(notes).toContain('Go tells whole MB only.');
});

test('each program counts its collections from 1', () => {
  const line = (n: number): string =>
    `gc ${n} @0.${n}66s 0%: 0.018+1.3+0.076 ms clock, 0.054+0.35/1.2/3.0+0.23 ms cpu, 5->5->1 MB, 4 MB goal, 4 P`;
  const { records } = imported([line(1), line(2), line(1)].join('\n'));
  expect(records.filter(({ type }) => type === 'start')).toHaveLength(2);
});

test('a heap that stays below the unit of the trace is not told as nothing', () => {
  const line =
    'gc 1 @0.166s 0%: 0.018+1.3+0.076 ms clock, 0.05+0.3/1.2/3.0+0.2 ms cpu, 0->0->0 MB, 4 MB goal, 4 P';
  expect(() => imported(line)).toThrow('stayed below 1 MB');
});
