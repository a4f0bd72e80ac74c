import fc from 'fast-check';
import { expect, test } from 'vitest';
import { explainProcesses } from '../../../../src/analyze/processes/explain.ts';
import type { ProcessLead, Tracks } from '../../../../src/analyze/processes/types.ts';
import { type ProcessSketch, tracksOf } from './tracks-of.ts';

const word = fc.constantFrom('index', 'mem', 'a.c', 'b.c', '-q', '--n=1', '--n=2', '/tmp/ccA1b2.s');
const argv = fc
  .tuple(fc.constantFrom('cc1', 'python3', 'sh', 'postgres: x y'), fc.array(word, { maxLength: 4 }))
  .map(([program, words]) => [program, ...words]);

/** Processes with lives of their own on a grid of 30 moments, 100 ms apart. */
const processes: fc.Arbitrary<ProcessSketch[]> = fc
  .array(
    fc.record({
      argv: fc.option(argv, { nil: undefined }),
      parent: fc.nat(),
      forked: fc.boolean(),
      born: fc.nat({ max: 29 }),
      sizes: fc.array(fc.nat({ max: 10 ** 9 }), { maxLength: 30 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((all) =>
    all.map(({ argv: words, parent, forked, born, sizes }, i) => ({
      ...{ pid: i + 1, forked, seen: born * 100 },
      ...(i === 0 ? {} : { ppid: (parent % i) + 1 }),
      ...(words === undefined ? { name: 'cc1' } : { argv: words }),
      sizes: sizes.slice(0, 30 - born).map((size, n) => [(born + n) * 100, size] as const),
    })),
  );
const levels = fc
  .dictionary(fc.nat({ max: 29 }).map(String), fc.nat({ max: 10 ** 10 }))
  .map((by) => new Map(Object.entries(by).map(([moment, level]) => [Number(moment) * 100, level])));

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);

function levelAt({ times, level }: Tracks, time: number): number {
  let best = 0;
  for (let i = 0; i < times.length; i++) {
    const near = (k: number): number => Math.abs((times[k] as number) - time);
    if (near(i) < near(best)) best = i;
  }
  return level[best] ?? 0;
}

test('owners and others add up to the change of the level, and at the peak to the level', () => {
  const time = fc.integer({ min: -100, max: 3100 });
  fc.assert(
    fc.property(processes, levels, time, time, (sketches, by, start, end) => {
      const tracks = tracksOf(sketches, by);
      const { within, peak } = explainProcesses(tracks);
      const told = within(start, end);
      const delta = levelAt(tracks, end) - levelAt(tracks, start);
      expect(sum(told.owners.map(({ bytes }) => bytes)) + told.others).toBe(delta);
      const sizes = told.owners.map(({ bytes }) => Math.abs(bytes));
      expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
      const most = tracks.peak < 0 ? 0 : tracks.level[tracks.peak];
      expect(sum(peak.owners.map(({ bytes }) => bytes)) + peak.others).toBe(most);
    }),
  );
});

test('phases that follow one another add up to the whole', () => {
  const cuts = fc.uniqueArray(fc.integer({ min: 0, max: 3000 }), { minLength: 2, maxLength: 6 });
  fc.assert(
    fc.property(processes, levels, cuts, (sketches, by, times) => {
      const { within } = explainProcesses(tracksOf(sketches, by));
      const change = (start: number, end: number): number => {
        const { owners, others } = within(start, end);
        return sum(owners.map(({ bytes }) => bytes)) + others;
      };
      const order = times.toSorted((a, b) => a - b);
      const parts = order.slice(1).map((end, n) => change(order[n] as number, end));
      expect(sum(parts)).toBe(change(order[0] as number, order.at(-1) as number));
    }),
  );
});

/** A lead with sizes and times in other units. */
function scaled(lead: ProcessLead | undefined, size: number): unknown {
  if (lead === undefined) return undefined;
  const { held, gained, each, siblings } = lead;
  return {
    ...lead,
    ...{ held: held * size, gained: gained * size },
    ...(each ? { each: { least: each.least * size, most: each.most * size } } : {}),
    ...(siblings ? { siblings: { ...siblings, most: siblings.most * size } } : {}),
  };
}

test('twice the memory everywhere gives the same words and twice the sizes', () => {
  fc.assert(
    fc.property(processes, (sketches) => {
      // Large enough that no process counts for what it takes to be started.
      const large = sketches.map((one) => ({
        ...one,
        sizes: one.sizes?.map(([time, size]) => [time, size * 2 ** 10] as const) ?? [],
      }));
      const larger = large.map((one) => ({
        ...one,
        sizes: one.sizes.map(([time, size]) => [time, size * 2] as const),
      }));
      const before = explainProcesses(tracksOf(large));
      const after = explainProcesses(tracksOf(larger));
      expect(after.lead).toEqual(scaled(before.lead, 2));
      expect(after.next).toEqual(before.next.map((one) => scaled(one, 2)));
    }),
  );
});

test('what a recording calls its processes does not hang on their ids', () => {
  fc.assert(
    fc.property(processes, (sketches) => {
      const renamed = sketches.map((one) => ({
        ...one,
        pid: 5000 - one.pid,
        ...(one.ppid === undefined ? {} : { ppid: 5000 - one.ppid }),
      }));
      const [before, after] = [sketches, renamed].map((all) => explainProcesses(tracksOf(all)));
      expect(after?.lead?.owner.label).toBe(before?.lead?.owner.label);
      expect(after?.lead?.members).toEqual(before?.lead?.members);
    }),
  );
});
