import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Report } from '../../../../src/analyze/report/types.ts';
import type { StreamRecord } from '../../../../src/recording/records.ts';
import { inOrder, line, MIB, START, sample, start } from '../../records.ts';
import { reportOf } from '../../report-of.ts';

const report = (records: readonly StreamRecord[]): Report => reportOf([start(), ...records]);

const growth = ({ growthByLine }: Report): Record<string, number> =>
  Object.fromEntries(
    growthByLine.map(({ template, bytes }) => [template, Math.round(bytes / MIB)]),
  );

test('growth belongs to the line before it, and to the start what came before the first line', () => {
  const samples = [10, 20, 20, 20, 60, 100, 100].map((rss, i) => sample(i * 100, rss));
  const lines = [line(110, 'load'), line(310, 'grow'), line(510, 'serve')];
  expect(growth(report(inOrder([...samples, ...lines])))).toEqual({
    grow: 80,
    '(start)': 10,
    serve: 0,
    load: 0,
  });
});

test('each template has its number of lines and which they are', () => {
  const { growthByLine } = report([
    sample(0, 1),
    line(10, 'step 1'),
    line(20, 'step 2'),
    line(20, '  more of it'),
    line(30, 'done'),
    sample(40, 2),
  ]);
  expect(growthByLine.find(({ template }) => template === 'step <n>')).toMatchObject({
    count: 2,
    lines: [0, 1, 2],
  });
});

test('templates that alternate faster than the sampling are separated by counting', () => {
  const records: StreamRecord[] = [];
  let rss = 10;
  let next = 0;
  for (let i = 0; i < 2000; i++) {
    // A loop of nine milliseconds, now and then a longer one, sampled each fifty milliseconds.
    const time = i * 9 + Math.floor(i / 7) * 5;
    for (; next <= time; next += 50) records.push(sample(next, rss));
    records.push(line(time, `read ${i}`), line(time + 4, `checked ${i}`));
    rss += 0.5;
  }
  const found = growth(report(inOrder(records)));
  expect(found['read <n>']).toBeGreaterThan(0.95 * 990);
  expect(found['checked <n>']).toBeLessThan(0.05 * 990);
});

test('lines that came in a block are set at their own times', () => {
  const at = (time: number): string => new Date(START + time).toISOString();
  const records: StreamRecord[] = [];
  for (let i = 0; i <= 100; i++) records.push(sample(i * 20, i < 20 ? 10 : i < 70 ? i - 10 : 60));
  for (let i = 0; i < 40; i++) {
    const written = i * 50;
    const msg = `${at(written)} ${written < 400 || written >= 1400 ? 'idle' : 'busy'} ${i}`;
    records.push(line(2000, msg, { since: START }));
  }
  const result = report(inOrder(records));
  expect(growth(result)['<time> busy <n>']).toBe(50);
  expect(result.warnings.join()).not.toContain('blocks');
});

test('lines that came in a block without times are spread over the gap, and the report says so', () => {
  const records: StreamRecord[] = [];
  for (let i = 0; i <= 100; i++) records.push(sample(i * 20, i < 50 ? 10 : i));
  for (let i = 0; i < 40; i++)
    records.push(line(2000, i < 20 ? 'first part' : 'other part', { since: START }));
  const result = report(inOrder(records));
  expect(growth(result)['other part']).toBeGreaterThan(45);
  expect(result.warnings.join()).toContain('stdout arrived in blocks');
});

test('what is given back when the command has ended follows no line', () => {
  const records: StreamRecord[] = [line(5, 'work')];
  for (let i = 0; i <= 100; i++) records.push(sample(i * 20, i < 98 ? 10 + i : 1));
  records.push({ type: 'end', time: START + 2001, reason: 'exit', exited: START + 1950 });
  const found = growth(report(inOrder(records)));
  expect(found['work']).toBeGreaterThan(90);
  expect(found['(exit)']).toBeLessThan(-90);
});

test('a phase tells the lines that its growth follows and how well they fit', () => {
  const records: StreamRecord[] = [];
  for (let i = 0; i <= 200; i++) records.push(sample(i * 50, 10 + i));
  for (let i = 0; i < 20; i++) records.push(line(i * 500 + 10, `batch ${i}`));
  const { phases } = report(inOrder(records));
  expect(phases).toHaveLength(1);
  const [follows] = phases[0]?.follows ?? [];
  expect(follows).toMatchObject({ template: 'batch <n>', lines: 20 });
  expect(follows?.bytesPerLine).toBeCloseTo(10 * MIB, -6);
  expect(follows?.fit).toBeGreaterThan(0.99);
});

const anyRecord = fc.oneof(
  fc.record({
    type: fc.constant('sample' as const),
    time: fc.integer({ min: START, max: START + 3000 }),
    rss: fc.integer({ min: 0, max: 2 ** 40 }),
  }),
  fc.record({
    type: fc.constant('line' as const),
    time: fc.integer({ min: START, max: START + 3000 }),
    fd: fc.constantFrom(1, 2),
    msg: fc.oneof(fc.constantFrom('a', 'b 1', 'b 2', ' c', '{"msg":"d"}'), fc.string()),
    since: fc.integer({ min: START, max: START + 3000 }),
  }),
);

test('templates account for every byte, whatever the recording', () => {
  fc.assert(
    fc.property(fc.array(anyRecord, { maxLength: 200 }), fc.boolean(), (records, ordered) => {
      const { growthByLine, samples, lines } = report(ordered ? inOrder(records) : records);
      const sizes = records.flatMap((record) => (record.type === 'sample' ? [record.rss] : []));
      const inTime = ordered
        ? inOrder(records).flatMap((record) => (record.type === 'sample' ? [record.rss ?? 0] : []))
        : sizes;
      const sum = growthByLine.reduce((total, { bytes }) => total + bytes, 0);
      expect(sum).toBe((inTime.at(-1) ?? 0) - (inTime[0] ?? 0));
      expect(samples + lines).toBe(records.length);
      const listed = growthByLine.flatMap((entry) => entry.lines ?? []);
      expect(listed.toSorted((a, b) => a - b)).toEqual(Array.from({ length: lines }, (_, i) => i));
    }),
    { numRuns: 300 },
  );
});
