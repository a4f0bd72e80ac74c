import { expect, test } from 'vitest';
import type { Breach } from '../../../src/limits/breach.ts';
import { LimitChecker } from '../../../src/limits/limit-checker.ts';
import type { Limits } from '../../../src/limits/table.ts';
import type { TreeSample } from '../../../src/sample/sampler.ts';

const MIB = 1024 * 1024;
const SECOND = 1000;

const sample = (figures: Partial<TreeSample> & { rss: number }): TreeSample => ({
  procs: 1,
  top: [],
  seen: [],
  gone: [],
  ...figures,
});

/** Feeds a curve every 50 ms; the breaches with the second they were told in. */
function follow(limits: Limits, seconds: number, curve: (second: number) => number) {
  const checker = new LimitChecker(limits, 0);
  const breaches: (Breach & { second: number })[] = [];
  for (let at = 0; at <= seconds * SECOND; at += 50) {
    const rss = Math.round(curve(at / SECOND));
    for (const breach of checker.check(sample({ rss }), at)) {
      breaches.push({ ...breach, second: at / SECOND });
    }
  }
  for (const breach of checker.finish(seconds * SECOND)) {
    breaches.push({ ...breach, second: Number.POSITIVE_INFINITY });
  }
  return breaches;
}

// Deterministic noise between 0 and 1.
const noise = (second: number): number => {
  const value = Math.sin(second * 12.9898) * 43758.5453;
  return value - Math.floor(value);
};

test('a sum of RSS above max-rss is a breach, told once', () => {
  const checker = new LimitChecker({ 'max-rss': 100 }, 0);
  expect(checker.check(sample({ rss: 100 }), 1)).toEqual([]);
  expect(checker.check(sample({ rss: 101, peak: 105 }), 2)).toEqual([
    { limit: 'max-rss', allowed: 100, measured: 101, by: 'sample' },
  ]);
  expect(checker.check(sample({ rss: 102 }), 3)).toEqual([]);
});

test('a high-water mark above max-rss is a breach although no sample was', () => {
  const checker = new LimitChecker({ 'max-rss': 100 }, 0);
  expect(checker.check(sample({ rss: 50, peak: 120, hwm: 400 }), 1)).toEqual([
    { limit: 'max-rss', allowed: 100, measured: 120, by: 'hwm' },
  ]);
});

test('forks that share their pages do not break max-pss, whatever their sum of RSS', () => {
  const checker = new LimitChecker({ 'max-pss': 300 }, 0);
  const forks = sample({ rss: 1237 });
  expect(checker.check(forks, 1)).toEqual([]);
  expect(checker.wantsPss(forks)).toBe(true);
  expect(checker.check({ ...forks, pss: 207 }, 2)).toEqual([]);
  expect(checker.check({ ...forks, pss: 301 }, 3)).toEqual([
    { limit: 'max-pss', allowed: 300, measured: 301, by: 'sample' },
  ]);
});

test('PSS need not be read while the sum of RSS is below max-pss', () => {
  const checker = new LimitChecker({ 'max-pss': 300 }, 0);
  expect(checker.wantsPss(sample({ rss: 300 }))).toBe(false);
  expect(new LimitChecker({ 'max-rss': 1 }, 0).wantsPss(sample({ rss: 300 }))).toBe(false);
});

test('less available memory than min-free is a breach', () => {
  const checker = new LimitChecker({ 'min-free': 100 }, 0);
  expect(checker.check(sample({ rss: 1 }), 1)).toEqual([]);
  expect(checker.check(sample({ rss: 1, machineAvailable: 99 }), 1)).toEqual([
    { limit: 'min-free', allowed: 100, measured: 99, by: 'sample' },
  ]);
});

test('the room left is that of the nearest ceiling, and never negative', () => {
  const checker = new LimitChecker({ 'max-rss': 500, 'min-free': 100 }, 0);
  expect(checker.headroom(sample({ rss: 450, machineAvailable: 1000 }))).toBe(50);
  expect(checker.headroom(sample({ rss: 10, machineAvailable: 130 }))).toBe(30);
  expect(checker.headroom(sample({ rss: 600 }))).toBe(0);
  expect(new LimitChecker({ 'max-slope': 1 }, 0).headroom(sample({ rss: 1 }))).toBeUndefined();
});

test('what is known to be shared does not bring max-pss nearer', () => {
  const checker = new LimitChecker({ 'max-pss': 300 }, 0);
  checker.check(sample({ rss: 1237, pss: 207 }), 1);
  expect(checker.headroom(sample({ rss: 1250 }))).toBe(300 - 220);
});

test('a ceiling that was broken needs no closer looks any more', () => {
  const checker = new LimitChecker({ 'max-rss': 100 }, 0);
  checker.check(sample({ rss: 101 }), 1);
  expect(checker.headroom(sample({ rss: 99 }))).toBeUndefined();
});

test('growth counts from the level after the first phase', () => {
  const curve = (second: number) =>
    (second < 4 ? second * 100 : 400 + (second > 10 ? 60 : 0)) * MIB;
  const breaches = follow({ 'max-growth': 50 * MIB }, 20, curve);
  expect(breaches).toMatchObject([{ limit: 'max-growth', measured: 60 * MIB, since: 400 * MIB }]);
  expect(breaches[0]?.second).toBeCloseTo(11, 0);
  expect(follow({ 'max-growth': 70 * MIB }, 20, curve)).toEqual([]);
});

test('what never comes to rest has no growth after its first phase, and that is known', () => {
  const checker = new LimitChecker({ 'max-growth': 10 * MIB }, 0);
  for (let at = 0; at <= 5000; at += 50) checker.check(sample({ rss: at * 0.01 * MIB }), at);
  expect(checker.unjudged.map(({ limit }) => limit)).toEqual(['max-growth']);
  for (let at = 5050; at <= 9000; at += 50) checker.check(sample({ rss: 50 * MIB }), at);
  expect(checker.unjudged).toEqual([]);
});

test('a spike is no growth', () => {
  const curve = (second: number) => (second > 10 && second < 10.5 ? 900 : 400) * MIB;
  expect(follow({ 'max-growth': 50 * MIB }, 20, curve)).toEqual([]);
});

test('a start-up that does not end within a minute is growth from then on', () => {
  const curve = (second: number) => second * 10 * MIB;
  const [breach] = follow({ 'max-growth': 100 * MIB }, 90, curve);
  expect(breach?.second).toBeGreaterThan(69);
  expect(breach?.second).toBeLessThan(73);
});

test('a leak is told with its slope and confidence', () => {
  const curve = (second: number) => (200 + Math.max(0, second - 5) * 2 + noise(second)) * MIB;
  const [breach, ...others] = follow({ 'max-slope': (1 * MIB) / SECOND }, 60, curve);
  expect(others).toEqual([]);
  expect(breach).toMatchObject({ limit: 'max-slope', by: 'slope', confidence: 0.999 });
  expect(breach?.measured).toBeGreaterThan((1 * MIB) / SECOND);
  expect(breach?.measured).toBeLessThan((2.1 * MIB) / SECOND);
  expect(breach?.second).toBeLessThan(25);
});

test('a climb slower than max-slope is none', () => {
  const curve = (second: number) => (200 + second * 0.9 + noise(second)) * MIB;
  expect(follow({ 'max-slope': (1 * MIB) / SECOND }, 120, curve)).toEqual([]);
});

test('a leak that begins late in a long run is found', () => {
  const curve = (second: number) => (200 + Math.max(0, second - 600) * 2 + noise(second)) * MIB;
  const [breach] = follow({ 'max-slope': (1 * MIB) / SECOND }, 1200, curve);
  expect(breach?.limit).toBe('max-slope');
  expect(breach?.second).toBeGreaterThan(600);
  expect(breach?.second).toBeLessThan(1100);
});

test('the teeth of a collector are no leak, however steep', () => {
  const curve = (second: number) => (200 + (second % 4) * 25 + noise(second) * 3) * MIB;
  expect(follow({ 'max-slope': (1 * MIB) / SECOND }, 120, curve)).toEqual([]);
});

test('teeth whose valleys climb are a leak', () => {
  const curve = (second: number) => (200 + (second % 4) * 25 + second * 3) * MIB;
  const [breach] = follow({ 'max-slope': (1 * MIB) / SECOND }, 180, curve);
  expect(breach?.limit).toBe('max-slope');
  expect(breach?.measured).toBeGreaterThan((2 * MIB) / SECOND);
  expect(breach?.measured).toBeLessThan((5 * MIB) / SECOND);
});

test('one step is no leak, nor is a plateau of pure noise', () => {
  const step = (second: number) => (second < 30 ? 200 : 600) * MIB + noise(second) * MIB;
  expect(follow({ 'max-slope': MIB / SECOND }, 60, step)).toEqual([]);
  const plateau = (second: number) => (200 + noise(second) * 40) * MIB;
  expect(follow({ 'max-slope': MIB / (60 * SECOND) }, 300, plateau)).toEqual([]);
});

test('a short job that climbs from its start to its end is told at the end', () => {
  const breaches = follow({ 'max-slope': MIB / SECOND }, 5, (second) => (20 + second * 10) * MIB);
  expect(breaches).toMatchObject([{ limit: 'max-slope', second: Number.POSITIVE_INFINITY }]);
});

test('results gathered in the last seconds are no leak', () => {
  const curve = (second: number) => (200 + Math.max(0, second - 27) * 20) * MIB;
  expect(follow({ 'max-slope': MIB / SECOND }, 30, curve)).toEqual([]);
});

test('a leak is told at the end though the last look met the process while it gave its memory back', () => {
  const curve = (second: number): number => (second >= 14.9 ? 0 : 40 * MIB + second * 40 * MIB);
  const breaches = follow({ 'max-slope': MIB / SECOND }, 15, curve);
  expect(breaches).toMatchObject([{ limit: 'max-slope', second: Number.POSITIVE_INFINITY }]);
});

test('memory given back piece by piece at the end does not hide a leak as one tooth', () => {
  const curve = (second: number): number =>
    (second > 11.8 ? 132 - (second - 11.8) * 500 : 12 + second * 10) * MIB;
  const breaches = follow({ 'max-slope': MIB / SECOND }, 12, curve);
  expect(breaches).toMatchObject([{ limit: 'max-slope', second: Number.POSITIVE_INFINITY }]);
});

test('what was given back long before the end was no leak', () => {
  const curve = (second: number): number => (second < 8 ? 12 + second * 10 : 30) * MIB;
  expect(follow({ 'max-slope': MIB / SECOND }, 30, curve)).toEqual([]);
});
