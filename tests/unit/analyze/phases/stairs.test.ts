import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findPhases } from '../../../../src/analyze/phases/find-phases.ts';
import type { Series } from '../../../../src/analyze/report/types.ts';
import { MIB } from '../../records.ts';

interface Step {
  readonly height: number;
  readonly pause: number;
}

/** Steps of so many MiB with pauses of so many milliseconds, then `rest` milliseconds; sampled every 4 ms. */
function loader(steps: readonly Step[], rest: number, more: (after: number) => number = () => 0) {
  const edges: { at: number; level: number }[] = [];
  let [at, level] = [20, 10];
  for (const { height, pause } of steps) {
    level += height;
    edges.push({ at, level });
    at += pause;
  }
  const end = at + rest;
  const times = Float64Array.from({ length: Math.floor(end / 4) }, (_, i) => i * 4);
  const values = times.map((time) => {
    const done = edges.findLast((edge) => edge.at <= time)?.level ?? 10;
    return (time < at ? done : level + more(time - at)) * MIB;
  });
  return { series: { times, values }, loaded: at };
}

const kinds = (series: Series) => findPhases(series).map(({ kind }) => kind);
const like = (count: number, step: Step): Step[] => Array.from({ length: count }, () => step);

test.each([12, 20, 40])('%i like steps are one climb, whatever follows', (count) => {
  const steps = like(count, { height: 8, pause: 100 });
  const { series, loaded } = loader(steps, 3000, (after) => (after < 1500 ? 0 : 57));
  const phases = findPhases(series);
  expect(phases.map(({ kind }) => kind)).toEqual(['climb', 'plateau', 'rise', 'plateau']);
  expect(Math.abs((phases[0]?.end ?? 0) - loaded)).toBeLessThan(200);
});

test('steps that a busy machine delays unevenly are one climb', () => {
  const pause = fc.integer({ min: 90, max: 200 });
  fc.assert(
    fc.property(fc.array(pause, { minLength: 20, maxLength: 20 }), (pauses) => {
      const steps = pauses.map((one) => ({ height: 8, pause: one }));
      expect(kinds(loader(steps, 2000).series)).toEqual(['climb', 'plateau']);
    }),
    { numRuns: 30 },
  );
});

test('a loader is one climb while it is still loading, too', () => {
  for (let count = 5; count <= 12; count++) {
    expect(kinds(loader(like(count, { height: 8, pause: 100 }), 0).series)).toEqual(['climb']);
  }
});

test('like steps down are one decline', () => {
  const { series } = loader(like(12, { height: 8, pause: 100 }), 2000);
  const top = series.values.at(-1) ?? 0;
  const down = { times: series.times, values: series.values.map((value) => top + MIB - value) };
  expect(kinds(down)).toEqual(['decline', 'plateau']);
});

test('three jumps are jumps', () => {
  const found = kinds(loader(like(3, { height: 50, pause: 1000 }), 0).series);
  expect(found.filter((kind) => kind === 'rise').length).toBeGreaterThanOrEqual(2);
});

test('large steps that differ in height are phases of their own', () => {
  const heights = [20, 90, 25, 110, 30];
  const steps = heights.map((height) => ({ height, pause: 1000 }));
  expect(kinds(loader(steps, 0).series).filter((kind) => kind === 'rise').length).toBeGreaterThan(
    2,
  );
});

test('steps that change their pace make two climbs', () => {
  const steps = [...like(12, { height: 8, pause: 40 }), ...like(12, { height: 8, pause: 160 })];
  const found = findPhases(loader(steps, 1500).series);
  expect(found.map(({ kind }) => kind)).toEqual(['climb', 'climb', 'plateau']);
  expect(Math.abs((found[0]?.end ?? 0) - 500)).toBeLessThan(200);
});
