import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Growth } from '../../../../src/analyze/lines/growth.ts';
import type { Line } from '../../../../src/analyze/lines/line.ts';
import { keepsPace, rhythmOf } from '../../../../src/analyze/lines/rhythm.ts';
import { MIB, seeded } from './scripted-job.ts';

const STEP = 20;

function linesAt(times: readonly number[]): Line[] {
  return times.map((time) => ({ begun: time, ended: time }) as Line);
}

/** Lines about `usual` milliseconds apart. */
function unevenly(count: number, usual: number, seed: number): number[] {
  const random = seeded(seed);
  let now = 0;
  return Array.from({ length: count }, () => {
    now += usual * (0.7 + 0.6 * random());
    return now;
  });
}

/** Memory at each sample, when so much is taken in a part of each gap. */
function grownIn(times: readonly number[], from: number, to: number, scale = 1): Growth {
  const end = (times[times.length - 1] as number) + 100;
  const samples = Float64Array.from({ length: Math.ceil(end / STEP) }, (_, i) => i * STEP);
  const levels = samples.map((sample) => {
    let bytes = 0;
    for (let i = 1; i < times.length; i++) {
      const start = times[i - 1] as number;
      const length = (times[i] as number) - start;
      const part = (sample - start - from * length) / ((to - from) * length);
      bytes += Math.min(1, Math.max(0, part)) * MIB * scale;
    }
    return bytes;
  });
  return new Growth(samples, levels);
}

test('growth behind the lines leads, growth ahead of them trails', () => {
  const times = unevenly(40, 200, 1);
  const behind = rhythmOf(linesAt(times), grownIn(times, 0, 0.5));
  const ahead = rhythmOf(linesAt(times), grownIn(times, 0.5, 1));
  expect(behind?.lead).toBeGreaterThan(0.3);
  expect(ahead?.lead).toBeLessThan(-0.3);
  expect(keepsPace(behind)).toBe(true);
  expect(keepsPace(ahead)).toBe(true);
});

test('growth that keeps the pace of other lines is flat between these', () => {
  for (let seed = 1; seed <= 10; seed++) {
    const times = unevenly(50, 190, seed);
    const strangers = linesAt(unevenly(40, 230, seed + 100));
    expect(keepsPace(rhythmOf(strangers, grownIn(times, 0, 0.5)))).toBe(false);
  }
});

test('growth by time is flat, whatever the lines', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 60, max: 900 }), (seed, usual) => {
      const times = Float64Array.from({ length: 800 }, (_, i) => i * STEP);
      const growth = new Growth(
        times,
        times.map((time) => time * 1000),
      );
      const rhythm = rhythmOf(linesAt(unevenly(16, usual, seed)), growth);
      expect(keepsPace(rhythm)).toBe(false);
    }),
  );
});

test('the unit of bytes does not matter', () => {
  const times = unevenly(20, 200, 3);
  const one = rhythmOf(linesAt(times), grownIn(times, 0.2, 0.4));
  const many = rhythmOf(linesAt(times), grownIn(times, 0.2, 0.4, 64));
  expect(many?.lead).toBeCloseTo(one?.lead ?? 0, 9);
  expect(many?.chance).toBeCloseTo(one?.chance ?? 0, 9);
});

test('few gaps, gaps too short for the samples and one gap that holds all make no rhythm', () => {
  const times = unevenly(40, 200, 5);
  expect(rhythmOf(linesAt(times.slice(0, 6)), grownIn(times, 0, 0.5))).toBeUndefined();
  const dense = unevenly(200, 25, 5);
  expect(rhythmOf(linesAt(dense), grownIn(dense, 0, 0.5))).toBeUndefined();
  const samples = Float64Array.from({ length: 500 }, (_, i) => i * STEP);
  const jump = samples.map((time) => (time > (times[9] as number) + 5 ? 50 * MIB : 0));
  expect(keepsPace(rhythmOf(linesAt(times), new Growth(samples, jump)))).toBe(false);
});
