import { expect, test } from 'vitest';
import { growthSpan } from '../../../../src/analyze/processes/growth-span.ts';

/** When a level grew to its last value; corners [milliseconds, bytes], a reading every 50 ms between them. */
function span(...corners: readonly (readonly [number, number])[]) {
  const times: number[] = [];
  const values: number[] = [];
  for (const [n, [time, value]] of corners.entries()) {
    const [t0, v0] = corners[n - 1] ?? [time, value];
    for (let t = n === 0 ? time : t0 + 50; t <= time; t += 50) {
      times.push(t);
      values.push(v0 + ((value - v0) * (t - t0)) / (time - t0 || 1));
    }
  }
  return growthSpan(Float64Array.from(times), Float64Array.from(values), times.length - 1);
}

test('from a tenth of what is held to nearly all of it', () => {
  const { start, end, gained } = span([0, 0], [1000, 0], [3000, 100]);
  expect(start).toBe(1200);
  expect(end).toBeGreaterThanOrEqual(2900);
  expect(gained).toBeGreaterThan(80);
});

test('a slow creep afterwards is no part of it', () => {
  const { start, end } = span([0, 0], [1000, 96], [9000, 100]);
  expect(start).toBeLessThan(200);
  expect(end).toBeLessThanOrEqual(1050);
});

test('a wait on the way up is left out: the larger climb counts', () => {
  const { start, end, gained } = span([0, 0], [500, 30], [4000, 31], [5000, 100]);
  expect(start).toBeGreaterThanOrEqual(3900);
  expect(end).toBeGreaterThan(4800);
  expect(gained).toBeGreaterThan(60);
  expect(gained).toBeLessThan(70);
});

test('a short rest cuts nothing, neither do stairs', () => {
  const rest = span([0, 0], [2000, 60], [2400, 60], [4000, 100]);
  expect(rest.start).toBeLessThan(500);
  expect(rest.end).toBeGreaterThan(3600);
  const stairs = span(
    ...[0, 1, 2, 3, 4].flatMap((n): [number, number][] => [
      [n * 2000, n * 25],
      [n * 2000 + 1500, n * 25],
    ]),
  );
  expect(stairs.start).toBeLessThan(2000);
  expect(stairs.end).toBeGreaterThan(7500);
});

test('what it held before a fall does not count', () => {
  const { start } = span([0, 0], [500, 100], [1000, 5], [2000, 5], [3000, 80]);
  expect(start).toBeGreaterThanOrEqual(1950);
});

test('a level that was there from the start grew then', () => {
  expect(span([0, 100], [1000, 100])).toEqual({ start: 0, end: 0, gained: 0 });
  expect(span([0, 100])).toEqual({ start: 0, end: 0, gained: 0 });
});

test('a climb that slows down goes on: growth at a fair part of the mean rate is no rest', () => {
  const { start, end } = span([0, 0], [20_000, 300], [40_000, 380]);
  expect(start).toBeLessThan(3500);
  expect(end).toBeGreaterThan(30_000);
});
