import fc from 'fast-check';
import { expect, test } from 'vitest';
import { markedCurves } from '../../../scripts/score/phase-scores.js';
import { findPhases } from '../../../src/analyze/phases/find-phases.ts';
import { SeriesBuilder } from '../../../src/analyze/report/series.ts';
import type { Phase, Series } from '../../../src/analyze/report/types.ts';
import { MIB } from '../records.ts';

const DURATION = 60_000;

/** A work of one to five clear phases: parts of the run that climb, stay, jump or fall. */
const work = fc
  .array(
    fc.record({
      length: fc.integer({ min: 10, max: 40 }),
      kind: fc.constantFrom('climb', 'plateau', 'rise', 'drop'),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((steps) => steps.filter((step, i) => i === 0 || step.kind !== steps[i - 1]?.kind));

function curveOf(steps: readonly { length: number; kind: string }[]) {
  const total = steps.reduce((sum, { length }) => sum + length, 0);
  const corners: [number, number][] = [[0, 500]];
  let time = 0;
  let level = 500;
  for (const { length, kind } of steps) {
    if (kind === 'rise' || kind === 'drop') {
      level += kind === 'rise' ? 300 : -100;
      corners.push([time + 0.002, level]);
    }
    if (kind === 'climb') level += 10 * length;
    time += length / total;
    corners.push([time, level]);
  }
  return (part: number): number => {
    const i = Math.max(
      1,
      corners.findIndex(([at]) => at >= part),
    );
    const [t0, v0] = corners[i - 1] ?? [0, 0];
    const [t1, v1] = corners[i] ?? [1, v0];
    return v0 + ((v1 - v0) * (part - t0)) / (t1 - t0 || 1);
  };
}

function sampled(at: (part: number) => number, count: number): Series {
  const times = Float64Array.from({ length: count }, (_, i) => (i * DURATION) / (count - 1));
  return { times, values: times.map((time) => at(time / DURATION) * MIB) };
}

const kinds = (phases: readonly Phase[]) => phases.map(({ kind }) => kind);

test('scaling or shifting time or memory moves the boundaries along and leaves the kinds', () => {
  const whole = fc.integer({ min: -8, max: 8 });
  fc.assert(
    fc.property(work, whole, whole, fc.nat(1000), (steps, slower, larger, later) => {
      const curve = sampled(curveOf(steps), 400);
      const [time, memory] = [2 ** slower, 2 ** Math.max(0, larger)];
      const before = findPhases(curve);
      const after = findPhases({
        times: curve.times.map((one) => one * time + later * 1000),
        values: curve.values.map((one) => (one + later * MIB) * memory),
      });
      expect(kinds(after)).toEqual(kinds(before));
      for (const [i, { start }] of after.entries()) {
        const expected = (before[i]?.start ?? 0) * time + later * 1000;
        expect(Math.abs(start - expected)).toBeLessThanOrEqual(0.01 * DURATION * time);
      }
    }),
    { numRuns: 60 },
  );
});

test('a short idle start before a work leaves its kinds, after a plateau', () => {
  fc.assert(
    fc.property(work, fc.integer({ min: 8, max: 20 }), (steps, percent) => {
      const idle = (percent / 100) * DURATION;
      const curve = sampled(curveOf(steps), 400);
      const before = Array.from({ length: 4 * percent }, (_, i) => (i * idle) / (4 * percent));
      const first = curve.values[0] ?? 0;
      const found = kinds(
        findPhases({
          times: Float64Array.from([...before, ...curve.times.map((time) => time + idle)]),
          values: Float64Array.from([...before.map(() => first), ...curve.values]),
        }),
      );
      const own = kinds(findPhases(curve));
      expect(found).toEqual(own[0] === 'plateau' ? own : ['plateau', ...own]);
    }),
    { numRuns: 60 },
  );
});

test('sampling twice as often finds the same phases at the same places', () => {
  fc.assert(
    fc.property(work, (steps) => {
      const at = curveOf(steps);
      const before = findPhases(sampled(at, 401));
      const after = findPhases(sampled(at, 801));
      expect(kinds(after)).toEqual(kinds(before));
      for (const [i, { start }] of after.entries()) {
        expect(Math.abs(start - (before[i]?.start ?? 0))).toBeLessThanOrEqual(0.015 * DURATION);
      }
    }),
    { numRuns: 60 },
  );
});

test('whatever the samples, phases follow one another without gaps and their deltas add up to last less first', () => {
  const sample = fc.tuple(
    fc.integer({ min: -50, max: 1000 }),
    fc.oneof(fc.constant(0), fc.constant(80 * MIB), fc.nat(4000 * MIB)),
  );
  fc.assert(
    fc.property(fc.array(sample, { minLength: 1, maxLength: 300 }), (steps) => {
      const builder = new SeriesBuilder();
      let time = 0;
      for (const [step, value] of steps) {
        time += step;
        builder.add(time, value);
      }
      const series = builder.finish();
      const phases = findPhases(series);
      const sum = phases.reduce((total, { delta }) => total + delta, 0);
      const end = phases.at(-1)?.end;
      const first = series.values[0] ?? 0;
      const lasts = [...series.values].filter((_, i) => series.times[i] === end);
      expect(lasts.map((last) => Math.abs(last - first - sum) < 1)).toContain(true);
      for (const [i, phase] of phases.entries()) {
        expect(phase.start).toBe(i === 0 ? series.times[0] : phases[i - 1]?.end);
        expect(phase.end).toBeGreaterThanOrEqual(phase.start);
        expect(phase.max).toBeGreaterThanOrEqual(phase.min);
      }
    }),
    { numRuns: 300 },
  );
});

/** The phases that go another way than their name says. */
const contrary = (phases: readonly Phase[]) =>
  phases.filter(({ kind, delta }) => {
    if (kind === 'plateau') return false;
    return kind === 'rise' || kind === 'climb' ? delta <= 0 : delta >= 0;
  });

test('what rises or climbs gains memory and what drops or declines loses some, on every marked curve, scaled down and upside down', () => {
  const curves = markedCurves().flatMap(({ name, series: { times, values } }) => {
    const top = values.reduce((most, value) => Math.max(most, value));
    const turned = [values, values.map((value) => value / 10), values.map((value) => top - value)];
    return turned.map((one) => ({ name, series: { times, values: one } }));
  });
  const wrong = curves.flatMap(({ name, series }) =>
    contrary(findPhases(series)).map(({ kind, start, delta }) => ({ name, kind, start, delta })),
  );
  expect(wrong).toEqual([]);
});

test('what rises or climbs gains memory and what drops or declines loses some, whatever the samples and their unit', () => {
  const level = fc.oneof(fc.constantFrom(0, 80, 400), fc.nat(1000));
  const stretch = fc.record({ count: fc.integer({ min: 1, max: 60 }), to: level });
  const shape = fc.array(stretch, { minLength: 1, maxLength: 12 });
  const noise = fc.array(fc.integer({ min: -60, max: 60 }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(shape, noise, fc.constantFrom(0.01, 1, 100), (steps, sways, unit) => {
      const values: number[] = [80];
      for (const { count, to } of steps) {
        const from = values.at(-1) ?? 0;
        for (let i = 1; i <= count; i++) values.push(from + ((to - from) * i) / count);
      }
      const swaying = values.map((value, i) => value + (sways[i % sways.length] ?? 0));
      const curve = {
        times: Float64Array.from(swaying, (_, i) => i * 50),
        values: Float64Array.from(swaying, (value) => Math.max(0, value) * unit * MIB),
      };
      expect(contrary(findPhases(curve))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test('three or more cycles are teeth', () => {
  for (const { series } of markedCurves()) {
    for (const { teeth } of findPhases(series)) {
      if (teeth) expect(teeth.count).toBeGreaterThanOrEqual(3);
    }
  }
});

test('a million samples are kept in constant memory with their peak and their phases', () => {
  const builder = new SeriesBuilder();
  const count = 1_000_000;
  for (let i = 0; i < count; i++) {
    const value = i < count / 2 ? i / 1000 : 500;
    builder.add(i, (i === 700_001 ? 900 : value) * MIB);
  }
  const series = builder.finish();
  expect(series.times.length).toBeLessThanOrEqual(3 * 2 ** 17);
  expect(Math.max(...series.values.slice(series.values.length / 2))).toBe(900 * MIB);
  expect(kinds(findPhases(series))).toEqual(['climb', 'plateau']);
});
