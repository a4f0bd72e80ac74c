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
    if (pace.postponed(now, one(rss)) !== undefined) continue;
    const took = cost(rss);
    now += took;
    pace.read(now, took, one(rss));
    readings.push({ at: now, took });
  }
  return readings;
}

const one = (rss: number, forks = 0) => ({ rss, processes: 1, forks });

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
  const size = one(1000 * MIB);
  expect(pace.postponed(0, size, true)).toBeUndefined();
  pace.read(15, 15, size);
  expect(pace.postponed(1514, size, true)).toBe('too soon');
  expect(pace.postponed(1515, size, true)).toBeUndefined();
});

/** The moments of the readings of 100 MiB, 1 ms each, looked for every 10 ms. */
function readingsOf(until: number, forks: (now: number) => number, kept: (now: number) => boolean) {
  const pace = new PssPace(0);
  const readings: number[] = [];
  for (let now = 0; now < until; now += 10) {
    const size = one(100 * MIB, forks(now));
    if (pace.postponed(now, size) !== undefined) continue;
    pace.read(now + 1, 1, size, kept(now));
    readings.push(now);
  }
  return readings;
}

test('when the forks that share pages are others, the next reading comes soon', () => {
  const same = readingsOf(
    2000,
    () => 0,
    () => true,
  );
  const other = readingsOf(
    2000,
    (now) => (now < 500 ? 0 : 7),
    () => true,
  );
  const after = (readings: number[]) => readings.find((at) => at >= 500) ?? Infinity;
  expect(after(other)).toBeLessThan(540);
  expect(after(same)).toBeGreaterThan(600);
});

test('a reading that was thrown away is soon made up for', () => {
  const readings = readingsOf(
    2000,
    () => 0,
    (now) => now < 100 || now > 700,
  );
  const lost = readings.findIndex((at) => at > 100);
  expect(readings[lost + 1]).toBeLessThanOrEqual((readings[lost] ?? 0) + 40);
});

test('readings out of turn take a quarter of a hundredth more of the time, whatever happens', () => {
  const steady = readingsOf(
    100_000,
    () => 0,
    () => true,
  ).length;
  for (const readings of [
    readingsOf(
      100_000,
      (now) => now,
      () => true,
    ),
    readingsOf(
      100_000,
      (now) => now,
      () => false,
    ),
  ]) {
    expect(readings.length).toBeGreaterThan(steady);
    // At most one a tenth of a second as usual, and 25 + 0.25 % of 100 s out of turn, 1 ms each.
    expect(readings.length).toBeLessThan(1000 + 25 + 250 + 2);
  }
});

test('where forks share pages, which may be copied unseen, it is read as if the tree moved for a minute', () => {
  const between = (readings: number[], from: number, to: number) =>
    readings.filter((at) => at >= from && at < to).length;
  const forks = readingsOf(
    120_000,
    (now) => (now < 1000 ? 0 : 7),
    () => true,
  );
  expect(between(forks, 2000, 32_000)).toBeGreaterThan(250);
  expect(between(forks, 62_000, 92_000)).toBeLessThan(61);
});

test('a wanted reading does not pay for the time that the last one waited for a processor', () => {
  const pace = new PssPace(0);
  pace.read(300, 300, one(10 * MIB));
  // 10 MiB and one process take 0.25 ms at most.
  expect(pace.postponed(320, one(100 * MIB), true)).toBe('too soon');
  expect(pace.postponed(326, one(100 * MIB), true)).toBeUndefined();
  expect(pace.postponed(326, one(100 * MIB))).toBe('too soon');
});
