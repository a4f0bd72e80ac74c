import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PssPace } from '../../../src/sample/linux/pss-pace.ts';
import { MIB } from '../records.ts';

/** Readings that take what `cost` says, asked for every 10 ms; the moments of the readings. */
function simulate(until: number, size: (now: number) => number, cost: (rss: number) => number) {
  const pace = new PssPace(0);
  const readings: { at: number; took: number }[] = [];
  for (let now = 0; now < until; now += 10) {
    const rss = size(now);
    if (!pace.due(now, rss, 1)) continue;
    const took = cost(rss);
    now += took;
    pace.read(now, took, rss, 1);
    readings.push({ at: now, took });
  }
  return readings;
}

const perMib = (milliseconds: number) => (rss: number) => (rss / MIB) * milliseconds;

test('after each reading the wait is at least a hundred times what it took', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 1, maxLength: 50 }),
      fc.double({ min: 0.0001, max: 0.05, noNaN: true }),
      (sizes, cost) => {
        const at = (now: number) => (sizes[Math.floor(now / 1000) % sizes.length] ?? 1) * MIB;
        const readings = simulate(60_000, at, perMib(cost));
        for (const [index, { at: begin, took }] of readings.entries()) {
          const next = readings[index + 1];
          if (next) expect(next.at - next.took - begin).toBeGreaterThanOrEqual(100 * took);
        }
      },
    ),
  );
});

test('the first reading waits as if it were the dearest known', () => {
  expect(simulate(10_000, () => 1000 * MIB, perMib(0.001))[0]?.at).toBeGreaterThan(1500);
});

test('what grew at once is read before a hundred times the reading of the small one has passed again', () => {
  const readings = simulate(4000, (now) => (now < 1000 ? 10 : 1000) * MIB, perMib(0.01));
  expect(readings.filter(({ at }) => at > 1000)).not.toEqual([]);
});

test('while nothing moves far fewer readings are enough', () => {
  const still = simulate(60_000, () => 100 * MIB, perMib(0.01));
  const moving = simulate(60_000, (now) => (100 + ((now / 10) % 50)) * MIB, perMib(0.01));
  expect(still.length * 2).toBeLessThan(moving.length);
});

test('a reading that would hold everything up is not begun', () => {
  expect(simulate(600_000, () => 200_000 * MIB, perMib(0.01))).toEqual([]);
});

test('huge pages make readings of large trees cheap, which is found out', () => {
  const readings = simulate(600_000, () => 60_000 * MIB, perMib(0.00002));
  expect(readings.length).toBeGreaterThan(40);
});

test('a reading that is wanted still waits a hundred times what the last one took', () => {
  const pace = new PssPace(0);
  expect(pace.due(0, 1000 * MIB, 1, true)).toBe(true);
  pace.read(15, 15, 1000 * MIB, 1);
  expect(pace.due(1514, 1000 * MIB, 1, true)).toBe(false);
  expect(pace.due(1515, 1000 * MIB, 1, true)).toBe(true);
});
