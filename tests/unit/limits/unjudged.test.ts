import { expect, test } from 'vitest';
import { LimitChecker } from '../../../src/limits/limit-checker.ts';
import type { Limits } from '../../../src/limits/table.ts';
import type { TreeSample } from '../../../src/sample/sampler.ts';

type Figures = Partial<TreeSample> & { rss: number };

/** The samples, 50 ms apart: what they break, and what they leave open. */
function judged(limits: Limits, samples: readonly Figures[], missing = {}, step = 50) {
  const checker = new LimitChecker(limits, 0, missing);
  const breaches = samples.flatMap((figures, i) =>
    checker.check({ procs: 1, top: [], seen: [], gone: [], ...figures }, step * (i + 1)),
  );
  return { breaches, unjudged: checker.unjudged };
}
const KEPT = { breaches: [], unjudged: [] };
const PSS = { 'max-pss': 100 };
const HOLD = [{ pid: 7, name: 'hold' }];

test('a short job whose RSS never passed max-pss has kept it without any reading of PSS', () => {
  expect(judged(PSS, [{ rss: 20 }, { rss: 100 }])).toEqual(KEPT);
});

test('RSS above max-pss without a reading is not judged', () => {
  const { breaches, unjudged } = judged(PSS, [{ rss: 20 }, { rss: 130, pssAtLeast: 90 }]);
  expect(breaches).toEqual([]);
  expect(unjudged).toEqual([
    { limit: 'max-pss', why: 'it was not read at that moment', atLeast: 90, atMost: 130 },
  ]);
});

test('what nobody can share breaks max-pss without a reading', () => {
  expect(judged(PSS, [{ rss: 130, pssAtLeast: 110 }]).breaches).toEqual([
    { limit: 'max-pss', allowed: 100, measured: 110, by: 'bound' },
  ]);
});

test('the readings before and after decide the moments between them', () => {
  expect(judged(PSS, [{ rss: 130 }, { rss: 130, pss: 60 }, { rss: 150 }])).toEqual(KEPT);
  // Shared before, but not so much that the later moment fits.
  expect(judged(PSS, [{ rss: 130, pss: 90 }, { rss: 150 }]).unjudged).toHaveLength(1);
  expect(judged(PSS, [{ rss: 130, pss: 90 }, { rss: 150 }, { rss: 150, pss: 80 }])).toEqual(KEPT);
});

test('a moment that the next reading does not explain stays open', () => {
  const { unjudged } = judged(PSS, [{ rss: 180 }, { rss: 60, pss: 55 }, { rss: 60, pss: 55 }]);
  expect(unjudged).toMatchObject([{ limit: 'max-pss', atMost: 180 }]);
});

test('a high-water mark above max-pss between two samples is open, unless so much is shared', () => {
  expect(judged(PSS, [{ rss: 60, pss: 50, peak: 120 }]).unjudged).toHaveLength(1);
  expect(judged(PSS, [{ rss: 90, pss: 50, peak: 120 }])).toEqual(KEPT);
});

test('a reading that lacks a process decides where its bounds do, and is else not judged', () => {
  const lacking = (pssAtLeast: number, pssAtMost: number) => ({
    rss: 150,
    pssAtLeast,
    pssAtMost,
    unread: HOLD,
  });
  expect(judged(PSS, [lacking(40, 100)])).toEqual(KEPT);
  expect(judged(PSS, [lacking(101, 140)]).breaches).toMatchObject([{ measured: 101, by: 'bound' }]);
  expect(judged(PSS, [lacking(40, 140)])).toEqual({
    breaches: [],
    unjudged: [
      {
        limit: 'max-pss',
        why: 'the PSS of hold (7) may not be read',
        atLeast: 40,
        atMost: 140,
      },
    ],
  });
});

test('a metric that cannot be measured here is not judged, and the reason is the one of the sampler', () => {
  const missing = { pss: 'the portable sampler reads RSS only' };
  expect(judged(PSS, [{ rss: 101 }], missing).unjudged).toMatchObject([{ why: missing.pss }]);
  expect(judged(PSS, [{ rss: 100 }], missing)).toEqual(KEPT);
  expect(judged({ 'max-rss': 9 }, [], { rss: 'switched off' }).unjudged).toEqual([
    { limit: 'max-rss', why: 'switched off' },
  ]);
});

test('min-free is not judged where no sample knows the memory of the machine', () => {
  expect(judged({ 'min-free': 5 }, [{ rss: 1 }]).unjudged).toHaveLength(1);
  expect(judged({ 'min-free': 5 }, [{ rss: 1 }, { rss: 1, machineAvailable: 6 }])).toEqual(KEPT);
});

test('a process whose size may not be read leaves max-rss open, not kept', () => {
  expect(judged({ 'max-rss': 100 }, [{ rss: 50, hidden: HOLD }]).unjudged).toMatchObject([
    { limit: 'max-rss', why: 'the memory of hold (7) may not be read', atLeast: 50 },
  ]);
});

test('a limit that broke is not unjudged as well', () => {
  expect(judged(PSS, [{ rss: 180 }, { rss: 180, pss: 150 }]).unjudged).toEqual([]);
});

test('what held less than its ceiling for sure has kept it, although it was never measured', () => {
  const checker = new LimitChecker({ 'max-rss': 100, 'max-pss': 10, 'min-free': 5 }, 0);
  checker.checkShortLife({ atMost: 50, machineAvailable: 6 });
  expect(checker.unjudged).toEqual([
    {
      limit: 'max-pss',
      why: 'it ended before it could be measured',
      atLeast: 0,
      atMost: 50,
    },
  ]);
});

const MIB = 2 ** 20;
const climb = (samples: number, step: number, from = 0): Figures[] =>
  Array.from({ length: samples }, (_, i) => ({ rss: from + (i + 1) * step }));

test('a run of less than two seconds is all start-up: it has neither leaked nor grown since', () => {
  expect(judged({ 'max-slope': 1 }, climb(20, MIB)).unjudged).toEqual([]);
  expect(judged({ 'max-growth': MIB }, climb(19, MIB)).unjudged).toEqual([]);
  expect(judged({ 'max-growth': MIB }, climb(60, MIB)).unjudged).toMatchObject([
    { limit: 'max-growth', why: expect.stringContaining('never came to rest') },
  ]);
});

test('a climb of few measurements leaves max-slope open', () => {
  const slope = { 'max-slope': 1 };
  expect(judged(slope, climb(12, MIB), {}, 250).unjudged).toMatchObject([
    { limit: 'max-slope', why: '12 measurements are too few to tell a leak' },
  ]);
  // Too little for a leak.
  expect(judged(slope, climb(12, MIB / 10), {}, 250).unjudged).toEqual([]);
  // Not steeper than allowed.
  expect(judged({ 'max-slope': MIB }, climb(12, MIB), {}, 250).unjudged).toEqual([]);
  // Enough to be judged, and to be found.
  expect(judged(slope, climb(200, MIB))).toEqual(KEPT);
});

test('a reading that births spoiled decides where its bound does, and leaves the rest to the next', () => {
  const spoiled = (pssAtMost: number) => ({ rss: 150, pssAtLeast: 40, pssAtMost });
  expect(judged(PSS, [spoiled(90)])).toEqual(KEPT);
  expect(judged(PSS, [spoiled(140), { rss: 150, pss: 60 }])).toEqual(KEPT);
  expect(judged(PSS, [spoiled(140)]).unjudged).toHaveLength(1);
});
