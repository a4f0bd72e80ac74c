import { expect, test } from 'vitest';
import { NO_LAUNCH, parseLaunch } from '../../../src/launch/launcher-facts.ts';

test('without the launcher nothing is known', () => {
  expect(parseLaunch(undefined)).toEqual(NO_LAUNCH);
});

test('the launcher passes on limits, signals, descriptors, pipes and the environment holder', () => {
  const text =
    'limit=1024 blocked=0000000000000200 ignored=0000000000000001 closed=,0 open=,3,5 holder=77,4 pipes=6,7 init=8';
  expect(parseLaunch(text)).toEqual({
    limit: '1024',
    blocked: [10],
    ignored: [1],
    closed: [0],
    open: [3, 5],
    pipes: [6, 7],
    holder: { pid: 77, release: 4 },
    init: 8,
  });
});

test('a signal mask is read up to its 64th bit', () => {
  expect(parseLaunch('ignored=8000000000000001').ignored).toEqual([1, 64]);
});
