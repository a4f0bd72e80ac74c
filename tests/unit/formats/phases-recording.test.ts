import { expect, test } from 'vitest';
import { recognize } from '../../../src/formats/import/registry.ts';
import type { StreamRecord } from '../../../src/recording/records.ts';

const HEAD =
  '{"format":"phases-recording/1","name":"job","source":"constructed","wall0":1795334462.8145}';

async function imported(rows: readonly string[]): Promise<StreamRecord[]> {
  async function* lines() {
    yield* rows;
  }
  const records: StreamRecord[] = [];
  for await (const record of recognize(rows[0] ?? '')?.records(lines()) ?? []) records.push(record);
  return records;
}

test('a phases recording is known by its content and keeps its wall clock to the millisecond', async () => {
  const records = await imported([
    HEAD,
    '{"t":0.002,"rss":4096,"machine_used":8192}',
    '{"t":0.5,"stream":"stderr","line":"oops"}',
  ]);
  expect(records.map(({ type }) => type)).toEqual(['start', 'sample', 'line', 'end']);
  expect(records[0]?.time).toBeCloseTo(1_795_334_462_814.5, 2);
  expect(records[1]).toMatchObject({ rss: 4096, machineUsed: 8192 });
  expect((records[1]?.time ?? 0) - (records[0]?.time ?? 0)).toBeCloseTo(2, 2);
  expect(records[2]).toMatchObject({ fd: 2, msg: 'oops' });
});

test('rows that are neither samples nor lines are left out', async () => {
  const records = await imported([HEAD, 'not json', '{"t":"x","rss":1}', '{"t":1}', '']);
  expect(records.map(({ type }) => type)).toEqual(['start', 'end']);
});

test('what begins otherwise is no phases recording', () => {
  expect(recognize('{"type":"start","version":1}')).toBeUndefined();
});
