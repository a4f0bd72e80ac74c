import { expect, test } from 'vitest';
import { WatchThinning } from '../../../src/supervise/watch-thinning.ts';

const START = 1_700_000_000_000;
const MIB = 2 ** 20;

interface Reading {
  readonly time: number;
  readonly size: number;
}

/** What is recorded of a size over the age, both in milliseconds, one reading each `step`. */
function recorded(sizeAt: (age: number) => number, until: number, step: number): Reading[] {
  const thinning = new WatchThinning<Reading>(START);
  const kept: Reading[] = [];
  for (let age = 0; age <= until; age += step) {
    kept.push(...thinning.take({ time: START + age, size: sizeAt(age) }));
  }
  return kept;
}

test('at rest a day takes some thousand records, at most half a minute apart', () => {
  const day = recorded((age) => 4096 * MIB + (age % 7) * 1000, 86_400_000, 900);
  expect(day.length).toBeLessThan(5000);
  const gaps = day.slice(1).map((one, i) => one.time - (day[i] as Reading).time);
  expect(Math.max(...gaps)).toBeLessThan(31_000);
});

test('a peak between two records is kept, whatever else is left out', () => {
  const spikes = (age: number): number => {
    // One reading of each ten minutes is higher, each by another part.
    const spike = age % 600_000 === 450_000 ? (1 + ((age / 600_000) % 5)) * 50 * MIB : 0;
    return 1000 * MIB + spike;
  };
  const kept = recorded(spikes, 6 * 3_600_000, 1000);
  const missed = [];
  for (let age = 450_000; age < 6 * 3_600_000; age += 600_000) {
    if (!kept.some((one) => one.time === START + age)) missed.push(age);
  }
  expect(missed).toEqual([]);
});

test('a jump after a rest is told from a climb: the last reading before it is kept', () => {
  const kept = recorded((age) => (age < 4_000_000 ? 100 * MIB : 200 * MIB), 4_010_000, 500);
  const at = kept.findIndex(({ size }) => size === 200 * MIB);
  expect(kept[at]?.time).toBe(START + 4_000_000);
  // Nothing moved before it: the curve is still flat half a second earlier.
  expect(kept[at - 1]?.time).toBe(START + 3_999_500);
});

test('a million readings of a machine that never rests stay few, and in order', () => {
  let size = 2000 * MIB;
  let seed = 1;
  let highest = 0;
  const walk = (): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    size = Math.max(500 * MIB, size + ((seed % 1000) - 499) * 0.05 * MIB);
    highest = Math.max(highest, size);
    return size;
  };
  // A million at ten a second are 28 hours.
  const kept = recorded(walk, 100_000_000, 100);
  expect(kept.length).toBeLessThan(40_000);
  expect(kept.every((one, i) => i === 0 || one.time > (kept[i - 1] as Reading).time)).toBe(true);
  expect(Math.max(...kept.map((one) => one.size))).toBeGreaterThan(0.99 * highest);
});

test('what was kept is told before something else is, and only what tells anything', () => {
  const thinning = new WatchThinning<Reading>(START);
  thinning.take({ time: START, size: 100 * MIB });
  thinning.take({ time: START + 20, size: 150 * MIB });
  thinning.take({ time: START + 40, size: 101 * MIB });
  expect(thinning.settle()).toEqual([{ time: START + 20, size: 150 * MIB }]);
  thinning.take({ time: START + 60, size: 150 * MIB + 10 });
  expect(thinning.settle()).toEqual([]);
  expect(thinning.settle()).toEqual([]);
});
