import { expect, test } from 'vitest';
import { imported } from './imported.ts';

const HEAD =
  '{"format":"phases-recording/1","name":"job","source":"constructed","wall0":1795334462.8145}';

test('a phases recording is known by its content and keeps its wall clock to the millisecond', () => {
  const { records } = imported(
    [
      HEAD,
      '{"t":0.002,"rss":4096,"machine_used":8192}',
      '{"t":0.5,"stream":"stderr","line":"oops"}',
    ].join('\n'),
  );
  expect(records.map(({ type }) => type)).toEqual(['start', 'sample', 'line', 'end']);
  expect(records[0]?.time).toBeCloseTo(1_795_334_462_814.5, 2);
  expect(records[1]).toMatchObject({ rss: 4096, machineUsed: 8192 });
  expect((records[1]?.time ?? 0) - (records[0]?.time ?? 0)).toBeCloseTo(2, 2);
  expect(records[2]).toMatchObject({ fd: 2, msg: 'oops' });
});

test('rows that are neither samples nor lines are left out', () => {
  const { records } = imported([HEAD, 'not json', '{"t":"x","rss":1}', '{"t":1}', ''].join('\n'));
  expect(records.map(({ type }) => type)).toEqual(['start', 'end']);
});

test('what begins otherwise is no phases recording', () => {
  expect(imported('{"type":"start","version":1}').format).toBeUndefined();
});
