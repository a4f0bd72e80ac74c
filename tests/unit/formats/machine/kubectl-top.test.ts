import { expect, test } from 'vitest';
import { imported } from '../imported.ts';
import { fixture, MIB } from './fixture.ts';

const sums = (text: string): number[] =>
  imported(text).samples.map(({ rss }) => Math.round((rss ?? 0) / MIB));

test('containers of pods are series, with the date line before their table', () => {
  const { records, samples } = imported(fixture('kubectl-top-containers.txt'));
  expect(records[0]).toMatchObject({ measure: 'working set' });
  expect(samples.map(({ rss }) => rss)).toEqual([140 * MIB, 153 * MIB, 171 * MIB]);
  expect(samples[0]?.time).toBe(Date.UTC(2026, 10, 27, 21, 0, 15));
  expect((samples[2]?.time ?? 0) - (samples[0]?.time ?? 0)).toBe(120_000);
  const names = records.flatMap((one) => (one.type === 'process' ? [one.name] : []));
  expect(names).toEqual(['web-1/app', 'web-1/sidecar']);
});

test('nodes, without a clock', () => {
  expect(sums(fixture('kubectl-top-nodes.txt'))).toEqual([4480, 4580, 4724]);
});

test('rows without a header, with a time in front and pods that come and go', () => {
  const text = [
    '2026-11-27 21:01:15 web-1 1m 120Mi',
    '2026-11-27 21:01:15 web-2 1m 20Mi',
    '2026-11-27 21:01:25 web-1 1m 130Mi',
    '2026-11-27 21:01:35 web-1 1m 1Gi',
  ].join('\n');
  expect(sums(text)).toEqual([140, 130, 1024]);
});

test('a pod whose metrics are not known yet is left out, with an error message before', () => {
  const head = 'NAME   CPU(cores)   MEMORY(bytes)';
  const text = [
    'error: metrics not available yet',
    head,
    'a   1m   100Mi',
    head,
    'a   1m   110Mi',
    'b   <unknown>   <unknown>',
  ];
  expect(sums(text.join('\n'))).toEqual([100, 110]);
});
