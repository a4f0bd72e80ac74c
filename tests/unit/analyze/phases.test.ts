import { expect, test } from 'vitest';
import { findPhases } from '../../../src/analyze/phases/find-phases.ts';
import { SeriesBuilder } from '../../../src/analyze/series.ts';

const MIB = 1024 * 1024;

function curve(count: number, at: (part: number) => number) {
  const builder = new SeriesBuilder();
  for (let i = 0; i < count; i++) builder.add(i * 10, at(i / (count - 1)) * MIB);
  return builder.finish();
}

test('a recording without samples has no phases', () => {
  expect(findPhases(new SeriesBuilder().finish())).toEqual([]);
});

test('one sample is one plateau', () => {
  const phases = findPhases(curve(1, () => 3));
  expect(phases.map((phase) => [phase.kind, phase.delta])).toEqual([['plateau', 0]]);
});

test('a curve that climbs and then stays is a climb and a plateau', () => {
  const phases = findPhases(curve(500, (x) => Math.min(1, x / 0.5) * 100));
  expect(phases.map((phase) => phase.kind)).toEqual(['climb', 'plateau']);
  expect(phases[0]?.end).toBeGreaterThan(2400);
  expect(phases[0]?.end).toBeLessThan(2600);
});

test('a level that is left at once for a higher one is a rise between plateaus', () => {
  const phases = findPhases(curve(500, (x) => (x < 0.4 ? 20 : 120)));
  expect(phases.map((phase) => phase.kind)).toEqual(['plateau', 'rise', 'plateau']);
});

test('a dip on the way up is a part of the rise', () => {
  const start = [0, 64, 224, 254, 254, 254, 254, 74, 214, 270];
  const phases = findPhases(curve(500, (x) => start[Math.round(x * 499)] ?? 340));
  expect(phases.map((phase) => phase.kind)).toEqual(['rise', 'plateau']);
  expect(phases[0]?.delta).toBeGreaterThan(330 * MIB);
});
