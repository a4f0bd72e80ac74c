import { expect, test } from 'vitest';
import { findPhases } from '../../../src/analyze/phases/find-phases.ts';
import { SeriesBuilder } from '../../../src/analyze/report/series.ts';
import { MIB } from '../records.ts';

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

test('two jumps up with a short rest between them are one', () => {
  const phases = findPhases(curve(1000, (x) => (x < 0.4 ? 20 : x < 0.425 ? 70 : 120)));
  expect(phases.map((phase) => phase.kind)).toEqual(['plateau', 'rise', 'plateau']);
});

test('a dip on the way up is a part of the rise', () => {
  const start = [0, 64, 224, 254, 254, 254, 254, 74, 214, 270];
  const phases = findPhases(curve(500, (x) => start[Math.round(x * 499)] ?? 340));
  expect(phases.map((phase) => phase.kind)).toEqual(['rise', 'plateau']);
  expect(phases[0]?.delta).toBeGreaterThan(330 * MIB);
});

test('a step that only one point shows is not a phase', () => {
  const straight = curve(401, (x) => 20 + 100 * x);
  const marred = curve(401, (x) => 20 + 100 * x + (Math.round(x * 400) === 201 ? 4 : 0));
  expect(findPhases(marred).map(({ kind }) => kind)).toEqual(
    findPhases(straight).map(({ kind }) => kind),
  );
});

test('growth that speeds up smoothly from a flat start is one climb', () => {
  const phases = findPhases(curve(400, (x) => 5 + 300 * x * x));
  expect(phases.map(({ kind }) => kind)).toEqual(['climb']);
});

test('one process after another leaves a drop and a rise where the next one starts higher', () => {
  const phases = findPhases(
    curve(600, (x) =>
      x < 0.5 ? 100 : x < 0.515 ? 5 : x < 0.53 ? 5 + ((x - 0.515) / 0.015) * 125 : 130,
    ),
  );
  expect(phases.map(({ kind }) => kind)).toEqual(['plateau', 'drop', 'plateau', 'rise', 'plateau']);
});

test('a dip that is back at its level is a part of the plateau', () => {
  const phases = findPhases(curve(600, (x) => (x < 0.5 ? 100 : x < 0.52 ? 5 : 100)));
  expect(phases.map(({ kind }) => kind)).toEqual(['plateau']);
});

test('a climb that slows down begins at the level where the jump before it ends', () => {
  const phases = findPhases(
    curve(600, (x) => (x < 0.03 ? 20 + 5000 * x : 170 + 150 * (1 - Math.exp(-3 * (x - 0.03))))),
  );
  const [rise, climb] = phases;
  expect([rise?.kind, climb?.kind]).toEqual(['rise', 'climb']);
  expect((rise?.endLevel ?? 0) / MIB).toBeGreaterThan(160);
  expect((rise?.endLevel ?? 0) / MIB).toBeLessThan(190);
});

/** Eight shards, each `period` milliseconds and loaded in `ramp`, a rest, a slow climb, a rest, a release; sampled as memwrap does. */
function adaptive(period: number, ramp: number) {
  const loaded = 126 + 8 * period;
  const at = (t: number): number => {
    if (t < 126) return 13 * (t / 126) ** 0.5;
    if (t < loaded) {
      const [whole, part] = [Math.floor((t - 126) / period), (t - 126) % period];
      return 13 + 20 * (whole + Math.min(1, part / ramp));
    }
    return t < 4000 ? 173 + 0.06 * Math.min(1250, Math.max(0, t - loaded - 1000)) : 90;
  };
  const builder = new SeriesBuilder();
  let gap = 5;
  for (let t = 0; t < 5000; t += gap) {
    builder.add(t, at(t) * MIB);
    // Soon again where memory moved, ever less often where it rests.
    gap = Math.abs(at(t) - at(t - gap)) > 0.5 ? Math.max(5, gap / 4) : Math.min(100, gap * 1.15);
  }
  return builder.finish();
}

const PACES = [110, 120, 133, 140].flatMap((period) =>
  [10, 16, 25].map((ramp) => ({ period, ramp })),
);

test.each(PACES)(
  'an adaptive recording is looked at as closely as it was taken: shards of $period ms, $ramp ms each',
  ({ period, ramp }) => {
    const kinds = findPhases(adaptive(period, ramp)).map(({ kind }) => kind);
    expect(kinds).toEqual(['climb', 'plateau', 'climb', 'plateau', 'drop', 'plateau']);
  },
);
