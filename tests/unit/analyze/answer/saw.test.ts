import { expect, test } from 'vitest';
import { findSaw } from '../../../../src/analyze/answer/saw.ts';
import type { Series } from '../../../../src/analyze/report/types.ts';
import { MIB } from '../../records.ts';

/** A sample each 50 ms for ten seconds. */
function curve(level: (time: number) => number): Series {
  const times = Float64Array.from({ length: 201 }, (_, i) => i * 50);
  return { times, values: times.map((time) => level(time) * MIB) };
}

const tooth = (time: number): number => (time % 1000) / 1000;

test('pages that are drawn and given back are a saw, with its feet and its height', () => {
  const found = findSaw(
    curve((time) => 45 + 60 * tooth(time)),
    10_000,
  );
  expect(found).toMatchObject({ cycles: 10 });
  expect(found?.foot).toBeLessThan(55 * MIB);
  expect((found?.foot ?? 0) + (found?.height ?? 0)).toBe(102 * MIB);
  expect((found?.end ?? 0) - (found?.start ?? 0)).toBeLessThan(1000);
});

test('teeth on a leak are none: the feet rise', () => {
  expect(
    findSaw(
      curve((time) => 20 + time / 50 + 40 * tooth(time)),
      10_000,
    ),
  ).toBeUndefined();
});

test('small teeth on a large load are none: what stayed is the matter', () => {
  expect(
    findSaw(
      curve((time) => (time < 500 ? 5 : 400 + 60 * tooth(time))),
      10_000,
    ),
  ).toBeUndefined();
});

test('one stage that needs much between two that need little is none', () => {
  const stages = (time: number): number =>
    (time < 3000 ? 100 : time < 6000 ? 500 : 100) + 20 * tooth(time);
  expect(findSaw(curve(stages), 10_000)).toBeUndefined();
});
