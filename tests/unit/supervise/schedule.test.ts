import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AdaptiveSchedule, fixedSchedule } from '../../../src/supervise/schedule.ts';
import type { Detail } from '../../../src/supervise/thinning.ts';

const MIB = 1024 * 1024;
const SECOND = 1000;
const DAY = 86_400 * SECOND;

interface Taken {
  readonly at: number;
  readonly rss: number;
  readonly record: Detail;
  readonly wait: number;
  readonly cheap: boolean;
}

/** Follows a curve from `from` until `until`; each measurement comes `lateness` after it is due. */
function follow(options: {
  curve: (at: number) => number;
  until: number;
  lateness?: number;
  ceiling?: number;
  cost?: number;
}): Taken[] {
  const { curve, until, lateness = 1, ceiling, cost = 0.05 } = options;
  const schedule = new AdaptiveSchedule(0);
  const taken: Taken[] = [];
  for (let at = 0; at < until; ) {
    const rss = curve(at);
    const headroom = ceiling === undefined ? {} : { headroom: ceiling - rss };
    const step = schedule.next({ at, rss, cost, ...headroom });
    taken.push({ at, rss, ...step });
    at += step.wait + lateness;
  }
  return taken;
}

/** When a run was measured whose command wrote at `lines`, in order. */
function withLines(options: {
  curve: (at: number) => number;
  until: number;
  lines: readonly number[];
  ceiling?: number;
  cost?: number;
}): number[] {
  const { curve, until, lines, ceiling, cost = 0.05 } = options;
  const schedule = new AdaptiveSchedule(0);
  const taken: number[] = [];
  let line = 0;
  for (let at = 0; at < until; ) {
    taken.push(at);
    const headroom = ceiling === undefined ? {} : { headroom: ceiling - curve(at) };
    const due = at + schedule.next({ at, rss: curve(at), cost, ...headroom }).wait + 1;
    at = due;
    for (; line < lines.length && (lines[line] ?? 0) < due; line++) {
      const written = lines[line] ?? 0;
      if (!schedule.early(written)) continue;
      at = written;
      break;
    }
  }
  return taken;
}

const every = (gap: number, until: number): number[] =>
  Array.from({ length: Math.floor(until / gap) }, (_, i) => (i + 1) * gap);

const flat = () => 100 * MIB;
const climbing = (at: number) => 100 * MIB + at * 1000;

test('a fixed interval measures at it and records everything', () => {
  const step = fixedSchedule(250).next({ at: 0, rss: 1, cost: 1 });
  expect(step).toEqual({ wait: 250, record: 'whole', cheap: false });
});

test('a short run is measured densely at its start', () => {
  const taken = follow({ curve: climbing, until: 300 });
  expect(taken.length).toBeGreaterThan(30);
  expect(taken.every(({ record }) => record === 'whole')).toBe(true);
});

test('while memory moves a run of seconds is measured every 50 ms, on a plateau every 100 ms', () => {
  const waits = (curve: (at: number) => number) =>
    follow({ curve, until: 40 * SECOND })
      .slice(-20)
      .map(({ wait }) => wait);
  expect(Math.max(...waits((at) => 100 * MIB + at * 20_000 * (1 + at / 1000)))).toBeLessThanOrEqual(
    50,
  );
  expect(Math.min(...waits(flat))).toBeGreaterThan(90);
  expect(Math.max(...waits(flat))).toBeLessThanOrEqual(100);
});

test('a run grown old is measured less often on a plateau, and at once often again when memory moves', () => {
  const curve = (at: number) => 100 * MIB + Math.max(0, at - 3600 * SECOND) * 10_000;
  const taken = follow({ curve, until: 3602 * SECOND });
  const before = taken.filter(({ at }) => at > 3500 * SECOND && at < 3599 * SECOND);
  expect(Math.min(...before.map(({ wait }) => wait))).toBe(900);
  expect(taken.at(-1)?.wait).toBe(100);
});

test('a tree that takes long to measure is measured less often', () => {
  const taken = follow({ curve: (at) => at * MIB, until: 30 * SECOND, cost: 20 });
  const [, , ...warm] = taken;
  expect(Math.min(...warm.map(({ wait }) => wait))).toBe(400);
});

test('no two recorded samples are more than a second apart, whatever memory does', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 4000 }), { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 72 * 3600 }),
      fc.integer({ min: 0, max: 60 }),
      (levels, offset, lateness) => {
        const schedule = new AdaptiveSchedule(-offset * SECOND);
        let recorded = 0;
        let at = 0;
        while (at < 60 * SECOND) {
          const rss = (levels[Math.floor(at / 700) % levels.length] ?? 0) * MIB;
          const step = schedule.next({ at, rss, cost: 0.1 });
          if (step.record !== 'none') {
            expect(at - recorded).toBeLessThanOrEqual(SECOND);
            recorded = at;
          }
          at += step.wait + lateness;
        }
      },
    ),
  );
});

test('three days are recorded in less than 40 MB, also when memory never rests', () => {
  // What such records take at most: eight processes, all figures; and the size alone.
  const bytes: Readonly<Record<Detail, number>> = { whole: 400, brief: 90, none: 0 };
  const restless = (at: number) => 1000 * MIB * (1 + 0.1 * Math.sin(at) * Math.cos(at / 77));
  for (const curve of [flat, restless]) {
    const schedule = new AdaptiveSchedule(0);
    let size = 0;
    for (let at = 0; at < 3 * DAY; ) {
      const step = schedule.next({ at, rss: curve(at), cost: 0.05 });
      size += bytes[step.record];
      at += step.wait + 1;
    }
    expect(size).toBeLessThan(40e6);
  }
});

test('in an old run a new peak is recorded with all its figures', () => {
  const curve = (at: number) => (at > 1000 * SECOND && at < 1001 * SECOND ? 300 * MIB : 100 * MIB);
  const top = follow({ curve, until: 1010 * SECOND }).filter(({ rss }) => rss === 300 * MIB);
  expect(top.map(({ record }) => record)).toContain('whole');
});

test('near a ceiling the looks come every few milliseconds while memory moves', () => {
  const taken = follow({ curve: (at) => at * MIB, until: 500, ceiling: 500 * MIB });
  expect(taken.at(-1)).toMatchObject({ wait: 2, cheap: true });
});

test('near a ceiling there is a look at least every 20 ms, however calm it is', () => {
  const taken = follow({ curve: flat, until: 20 * SECOND, ceiling: 110 * MIB });
  expect(taken.at(-1)).toMatchObject({ wait: 20, cheap: true });
});

test('far from a ceiling the looks are as rare as without one', () => {
  const taken = follow({ curve: flat, until: 20 * SECOND, ceiling: 10_000 * MIB });
  expect(taken.at(-1)).toMatchObject({ wait: 100, cheap: false });
});

test('growth of 1 GiB/s from any plateau overshoots a ceiling by less than 30 MiB, mostly by less than 10', () => {
  const perMillisecond = (1024 * MIB) / 1000;
  const ceiling = 512 * MIB;
  const overshoots: number[] = [];
  for (let start = 0; start < 5000; start += 13) {
    const plateau = ((start * 7919) % 500) * MIB;
    const schedule = new AdaptiveSchedule(0);
    for (let at = 0; ; ) {
      const rss = plateau + Math.max(0, at - start) * perMillisecond;
      if (rss > ceiling) {
        overshoots.push((rss - ceiling) / MIB);
        break;
      }
      at += schedule.next({ at, rss, cost: 0.3, headroom: ceiling - rss }).wait + 1.5;
    }
  }
  overshoots.sort((one, other) => one - other);
  expect(overshoots[overshoots.length >> 1]).toBeLessThan(10);
  expect(overshoots.at(-1)).toBeLessThan(30);
});

test('one measurement that was interrupted by others makes the next ones no rarer', () => {
  const schedule = new AdaptiveSchedule(0);
  const waits = [0.5, 0.5, 60, 0.5].map((cost, i) => {
    const at = 60 * SECOND + i * 100;
    return schedule.next({ at, rss: 100 * MIB, cost }).wait;
  });
  expect(Math.max(...waits)).toBeLessThanOrEqual(100);
});

test('a first measurement that took long does not put off the second', () => {
  const schedule = new AdaptiveSchedule(0);
  const { wait } = schedule.next({ at: 40, rss: 20 * MIB, cost: 40 });
  expect(wait).toBeLessThan(20);
});

test('lines that come now and then are each measured when they are written', () => {
  const until = 60 * SECOND;
  for (const [curve, least] of [
    [climbing, 0.95],
    [flat, 0.85],
  ] as const) {
    const lines = every(333, until - 400).filter((at) => at > 5000);
    const taken = withLines({ curve, until, lines });
    // Also those that come sooner after a measurement than the next may.
    const hits = lines.filter((at) => taken.some((one) => one > at - 20 && one < at + 6));
    expect(hits.length / lines.length).toBeGreaterThan(least);
    expect(lines.filter((at) => taken.includes(at)).length).toBeGreaterThan(lines.length / 2);
  }
});

test('where lines come fast the first are measured every 20 ms', () => {
  const until = 6 * SECOND;
  const taken = withLines({
    curve: climbing,
    until,
    lines: every(5, until).filter((at) => at > 5500),
  });
  const then = taken.filter((at) => at > 5500);
  const gaps = then.map((at, i) => at - (then[i - 1] ?? 0));
  expect(gaps.slice(2, 12)).toEqual(Array(10).fill(20));
});

test('however the command writes, no more is measured than a twentieth above what is without lines', () => {
  const gaps = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 20, maxLength: 60 });
  fc.assert(
    fc.property(gaps, fc.boolean(), (steps, moves) => {
      const until = 120 * SECOND;
      const lines: number[] = [];
      for (let at = 0, i = 0; at < until; i++) {
        at += steps[i % steps.length] ?? 1;
        lines.push(at);
      }
      const curve = moves ? climbing : flat;
      const without = withLines({ curve, until, lines: [] });
      const taken = withLines({ curve, until, lines });
      expect(taken.length).toBeLessThanOrEqual(without.length * 1.05 + 22);
      const waits = taken.map((at, i) => at - (taken[i - 1] ?? 0));
      expect(Math.max(...waits)).toBeLessThan(160);
    }),
    { numRuns: 60 },
  );
});

test('a measurement that takes long does not come early', () => {
  const until = 30 * SECOND;
  const taken = withLines({ curve: climbing, until, lines: every(7, until), cost: 10 });
  const [, , , ...warm] = taken.map((at, i) => at - (taken[i - 1] ?? 0));
  expect(Math.min(...warm)).toBeGreaterThanOrEqual(200);
});

test('near a ceiling the pace is that of the ceiling alone', () => {
  const ceiling = 150 * MIB;
  const options = { curve: flat, until: 5 * SECOND, ceiling };
  expect(withLines({ ...options, lines: every(30, 5000) })).toEqual(
    withLines({ ...options, lines: [] }),
  );
});

/** Waits on a plateau that has lasted for twenty seconds, then `births` times after a birth, then without. */
function waitsAfterBirths(
  births: number,
  more: { readonly headroom?: number; readonly cost?: number },
) {
  const schedule = new AdaptiveSchedule(0);
  const { cost = 0.05, ...ceiling } = more;
  let at = 0;
  const next = (young: boolean): number => {
    const { wait } = schedule.next({ at, rss: 10 * MIB, cost, young, ...ceiling });
    at += wait;
    return wait;
  };
  while (at < 20 * SECOND) next(false);
  return {
    during: Array.from({ length: births }, () => next(true)),
    after: Array.from({ length: 12 }, () => next(false)),
  };
}

test('after a birth measurements come soon, sooner below a ceiling, and then as before', () => {
  const far = { headroom: 1000 * MIB };
  const below = waitsAfterBirths(1, far);
  expect(below.during[0]).toBeLessThanOrEqual(8);
  expect(below.after.slice(0, 3).every((wait) => wait < 40)).toBe(true);
  expect(below.after.at(-1)).toBeGreaterThanOrEqual(90);
  const free = waitsAfterBirths(1, {});
  expect(free.during[0]).toBeGreaterThan(below.during[0] ?? 0);
  expect(free.during[0]).toBeLessThanOrEqual(30);
});

test('where births never end measuring takes a share of the time', () => {
  const { during } = waitsAfterBirths(200, { headroom: 1000 * MIB, cost: 0.4 });
  expect(Math.min(...during.slice(10))).toBeGreaterThanOrEqual(40);
});
