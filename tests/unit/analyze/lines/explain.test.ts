import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineEvents } from '../../../../src/analyze/lines/events.ts';
import { attribute } from '../../../../src/analyze/lines/explain.ts';
import { growthOf } from '../../../../src/analyze/lines/growth.ts';
import type { IndexedLog } from '../../../../src/analyze/lines/indexed-log.ts';
import { oddsOf, shapesOf } from '../../../../src/analyze/lines/odds.ts';
import { readLines } from '../../../../src/analyze/lines/read-lines.ts';
import { readLog } from '../../../../src/analyze/lines/read-log.ts';
import type { LineStory } from '../../../../src/analyze/lines/types.ts';
import { MIB, ScriptedJob } from './scripted-job.ts';

/** Lines [milliseconds, text] as they were read. */
function collect(lines: readonly (readonly [number, string])[], pace = 1): LineEvents {
  const events = new LineEvents();
  for (const [time, msg] of lines) {
    events.add({ type: 'line', time: 1000 + time * pace, fd: 1, msg }, time * pace, 1000);
  }
  return events;
}

const steady = { sampled: 20, jitter: 0, pace: 1, seed: 1 };

function lineOf(story: LineStory | undefined): Extract<LineStory, { kind: 'line' }>['line'] {
  if (story?.kind !== 'line') throw new Error(`no line: ${JSON.stringify(story)}`);
  return story.line;
}

const WORDS = ['read', 'join', 'sort', 'emit'];
const log = fc.array(
  fc.tuple(fc.double({ min: 1, max: 5000, noNaN: true }), fc.constantFrom(...WORDS)),
  { minLength: 1, maxLength: 40 },
);
const levels = fc.array(fc.integer({ min: 0, max: 2 ** 30 }), { minLength: 3, maxLength: 60 });

test('what lines and stretches hold adds up to the change of the curve', () => {
  fc.assert(
    fc.property(log, levels, (said, values) => {
      const rising = values.toSorted((a, b) => a - b);
      const times = Float64Array.from(rising, (_, i) => (i * 5000) / rising.length);
      const growth = growthOf({ times, values: Float64Array.from(rising) }, 0, 5000);
      if (!growth) throw new Error('no growth');
      const inOrder = said.toSorted((a, b) => a[0] - b[0]);
      const { lines, kinds } = readLines(collect(inOrder).finish(), 1000);
      const shapes = shapesOf(kinds);
      const { kinds: odds, claims } = oddsOf(lines, kinds, shapes, 5000);
      const read: IndexedLog = {
        lines,
        kinds,
        long: [],
        shapes,
        odds,
        claims,
        isPair: () => false,
        edgeBefore: () => 0,
        edgeAfter: () => 5000,
      };
      const { owned } = attribute(read, lines, growth, 5000, ({ kind }) => odds[kind] as number);
      const sum = owned.reduce((total, { bytes }) => total + bytes, 0);
      const change = (rising[rising.length - 1] as number) - (rising[0] as number);
      expect(Math.abs(sum - change)).toBeLessThan(1);
    }),
  );
});

test('growth of a stretch is the change of its curve, whatever it gives back in between', () => {
  fc.assert(
    fc.property(levels, (values) => {
      const times = Float64Array.from(values, (_, i) => i * 10);
      const growth = growthOf({ times, values: Float64Array.from(values) }, 0, 1e9);
      const change = (values[values.length - 1] as number) - (values[0] as number);
      expect(growth?.total).toBe(Math.max(0, change));
    }),
  );
});

test('the same job at four times the size has the same owner, four times as large', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), (seed) => {
      const [small, large] = [1, 4].map((size) => {
        const job = new ScriptedJob({ ...steady, jitter: 0.2, seed });
        for (const [name, held] of [
          ['read', 2],
          ['join', 60],
          ['sort', 1],
        ] as const) {
          job.say(`${name} begins`);
          job.work(500, held * size);
        }
        const { story } = job.explain();
        return lineOf(story);
      });
      expect(large?.text).toBe(small?.text);
      expect(large?.place).toBe(small?.place);
      const ratio = (large?.bytes ?? 0) / (small?.bytes ?? 1);
      expect(ratio).toBeCloseTo(4, 1);
    }),
    { numRuns: 20 },
  );
});

test('lines of two streams may be added in any order of the streams', () => {
  const said = [
    [100, 'read begins', 1],
    [100.5, 'warning: slow', 2],
    [700, 'join begins', 1],
    [1500, 'done', 2],
  ] as const;
  const stories = [said, [said[1], said[0], said[2], said[3]]].map((order) => {
    const events = new LineEvents();
    for (const [time, msg, fd] of order) events.add({ type: 'line', time, fd, msg }, time, 0);
    const times = Float64Array.from({ length: 100 }, (_, i) => i * 20);
    const values = times.map((t) => (t < 700 ? 0 : Math.min(1, (t - 700) / 700) * 90 * MIB));
    return readLog(events, 2000).explain({ times, values }, 0, 2000, true);
  });
  expect(stories[1]).toEqual(stories[0]);
});

test('a line under way holds what comes before its newline, and says between which of its steps', () => {
  const job = new ScriptedJob(steady);
  for (const [name, size] of [
    ['alpha', 0],
    ['beta', 120],
    ['gamma', 0],
  ] as const) {
    job.write(`${name} `);
    for (let i = 0; i < 10; i++) {
      job.work(100, i === 4 ? size : 0);
      job.write('.');
    }
    job.end(' passed');
  }
  const { place, text, step } = lineOf(job.explain().story);
  expect({ place, text, step }).toEqual({
    place: 'inside',
    text: 'beta .......... passed',
    step: { from: 5, of: 11 },
  });
});

test('a line that tells how long it took holds what came in that time', () => {
  const job = new ScriptedJob(steady);
  for (const [name, size] of [
    ['mails', 1],
    ['pages', 90],
    ['links', 1],
  ] as const) {
    const took = job.work(600, size);
    job.say(`${name} indexed in ${took.toFixed(0)} ms`);
  }
  const { place, text, lines, of } = lineOf(job.explain().story);
  expect({ place, text, lines, of }).toEqual({
    place: 'before',
    text: 'pages indexed in 600 ms',
    lines: 1,
    of: 3,
  });
});

test('a name that begins and ends work makes a pair of two lines', () => {
  const job = new ScriptedJob(steady);
  for (const k of [1, 2, 3, 4, 5]) {
    job.say(`Stage ${k} started`);
    job.work(500, k === 3 ? 200 : 0);
    job.say(`Stage ${k} finished`);
  }
  const { place, text, until } = lineOf(job.explain().story);
  expect({ place, text, until }).toEqual({
    place: 'from-to',
    text: 'Stage 3 started',
    until: 'Stage 3 finished',
  });
});

test('of several lines the median each is told, not the mean that the start of the runtime lifts', () => {
  const job = new ScriptedJob(steady);
  for (let i = 0; i < 12; i++) {
    job.say(`loading shard ${i}`);
    job.work(100, i === 0 ? 30 : 6);
  }
  const { text, lines, of, each = 0, range } = lineOf(job.explain().story);
  expect({ text, lines, of, range: range !== undefined }).toEqual({
    text: 'loading shard <n>',
    lines: 12,
    of: 12,
    range: true,
  });
  expect(each / MIB).toBeCloseTo(6, 0);
});

test('lines as regular as a clock are named together with the clock', () => {
  const job = new ScriptedJob(steady);
  for (let i = 0; i < 14; i++) {
    job.say(`tick ${i}`);
    job.work(200, 8);
  }
  const { text, clock = 0 } = lineOf(job.explain().story);
  expect(text).toBe('tick <n>');
  expect(clock / MIB).toBeCloseTo(40, 0);
});

test('two lines that always come together are both told', () => {
  const job = new ScriptedJob(steady);
  for (let i = 0; i < 20; i++) {
    job.say('lease renewed');
    job.say('queue rebalanced');
    job.take(8, 6);
    job.nap(150);
    job.say('idle');
    job.nap(40);
  }
  const { text, or } = lineOf(job.explain().story);
  expect([text, ...(or ?? [])].sort()).toEqual(['lease renewed', 'queue rebalanced']);
});

test('a number that tells workers apart stays where it explains the growth', () => {
  const job = new ScriptedJob(steady);
  for (let i = 0; i < 30; i++) {
    const worker = (i * 7) % 3;
    job.say(`[w${worker}] item ${i}`);
    job.work(90, worker === 1 ? 9 : 0);
  }
  expect(lineOf(job.explain().story).text).toBe('[w1] item <n>');
});

test('growth before the first line is told with that line', () => {
  const job = new ScriptedJob(steady);
  job.work(800, 150);
  job.say('lookup table: 220000 rows');
  for (let i = 0; i < 5; i++) {
    job.work(200);
    job.say(`batch ${i}: checked`);
  }
  const { place, text } = lineOf(job.explain().story);
  expect({ place, text }).toEqual({ place: 'start', text: 'lookup table: 220000 rows' });
});

test('a leak by time is nobody’s, in steps as well', () => {
  const job = new ScriptedJob({ ...steady, jitter: 0.3, seed: 5 });
  job.leak(40, 7000);
  while (job.now < 7000) {
    job.say('GET /health 200');
    job.nap([50, 100, 500, 900][Math.floor(job.random() * 4)] as number);
  }
  const { story } = job.explain();
  expect(story).toMatchObject({ kind: 'time', steps: false });
  expect(story?.kind === 'time' ? story.rate / MIB : 0).toBeCloseTo(40, -1);
});

test('kinds in even turn at coarse samples are never called time', () => {
  for (let seed = 1; seed <= 10; seed++) {
    const job = new ScriptedJob({ sampled: 90, jitter: 0.15, pace: 1, seed });
    for (let i = 0; i < 16; i++) {
      for (const [text, size] of [
        ['cache warmed', 0],
        ['index built', 6],
        ['request served', 0],
      ] as const) {
        job.say(`ts=${job.stamp} level=info msg="${text}" shard=${i}`);
        if (size > 0) job.take(size, 4);
        job.nap(50);
      }
    }
    expect(job.explain().story?.kind).not.toBe('time');
  }
});

test('no line, no growth: nothing is made up', () => {
  const times = Float64Array.from([0, 1000, 2000]);
  const flat = { times, values: Float64Array.from([5 * MIB, 5 * MIB, 5 * MIB]) };
  const rising = { times, values: Float64Array.from([0, 50 * MIB, 90 * MIB]) };
  const silent = readLog(new LineEvents(), 2000);
  expect(silent.explain(flat, 0, 2000, true)).toBeUndefined();
  expect(silent.explain(rising, 0, 2000, true)).toMatchObject({ kind: 'silent', growth: 90 * MIB });
  expect(silent.explain(rising, 0, 10, true)).toBeUndefined();
});

test('a phase is explained by the lines in and around it', () => {
  const events = collect([
    [100, 'reading'],
    [1000, 'joining'],
    [3000, 'sorting'],
  ]);
  const times = Float64Array.from({ length: 200 }, (_, i) => i * 20);
  const values = times.map(
    (t) =>
      (Math.min(t, 1000) / 1000) * 40 * MIB +
      Math.min(1, Math.max(0, (t - 1500) / 1000)) * 25 * MIB,
  );
  const story = readLog(events, 4000).explain({ times, values }, 1400, 2600, false);
  expect(lineOf(story)).toMatchObject({ place: 'after', text: 'joining' });
  expect(story?.growth).toBeCloseTo(25 * MIB, -4);
});

test('of dense requests with teeth none is put aside, and the route that leaks leads', () => {
  for (let seed = 1; seed <= 5; seed++) {
    const job = new ScriptedJob({ sampled: 35, jitter: 0.3, pace: 1, seed });
    for (let i = 0; i < 900; i++) {
      const route = job.random();
      const name = route < 0.3 ? '/login' : route < 0.97 ? '/item' : '/report';
      if (name === '/login') job.take(0.2, 1);
      if (name === '/report') job.take(4, 20);
      job.nap(6 + 8 * job.random());
      job.say(`"GET ${name} HTTP/1.1" 200 17`);
      if (i % 120 === 119) job.take(-14, 2);
    }
    const { story } = job.explain();
    expect(story?.beside).toEqual([]);
    expect(story?.kind === 'time').toBe(false);
  }
});

test('of requests served at the same time, no other route is named because memory was collected then', () => {
  for (let seed = 1; seed <= 6; seed++) {
    const job = new ScriptedJob({ sampled: 20, jitter: 0.2, pace: 1, seed });
    const routes = ['/login', '/item', '/item', '/search', '/cart'];
    const due: { at: number; run: () => void }[] = [];
    let garbage = 0;
    let at = 0;
    for (let i = 0; i < 480; i++) {
      at += 3 + 27 * job.random();
      const route = routes[Math.floor(job.random() * routes.length)] as string;
      const takes = (route === '/search' ? 60 : 8) * (0.5 + job.random());
      const run = (): void => {
        if (route === '/search') job.workBeside(1, 1);
        job.workBeside(1, 0.15);
        garbage += 0.15;
        if (garbage > 12) {
          job.workBeside(2, -garbage);
          garbage = 0;
        }
      };
      if (route === '/search') {
        due.push({ at, run: () => job.workBeside(1, 2) });
        due.push({ at: at + takes, run: () => job.workBeside(1, -2) });
      }
      due.push({ at: at + takes * 0.6, run });
      due.push({ at: at + takes, run: () => job.say(`"GET ${route} HTTP/1.1" 200 17`) });
    }
    due.sort((a, b) => a.at - b.at);
    let now = 0;
    for (const { at: moment, run } of due) {
      job.nap(moment - now);
      now = moment;
      run();
    }
    const { story } = job.explain();
    if (story?.kind === 'line') expect(story.line.text).toContain('/search');
  }
});

test('a phase before the first line, or between two, knows the lines behind it', () => {
  const events = collect([
    [1100, 'listening on 8080'],
    [2000, 'report 1 rendered in 900 ms'],
    [4000, 'stopped'],
  ]);
  const times = Float64Array.from({ length: 200 }, (_, i) => i * 20);
  const values = times.map((t) => {
    const start = Math.min(1, t / 700) * 30 * MIB;
    return start + Math.min(1, Math.max(0, (t - 1150) / 800)) * 60 * MIB;
  });
  const log = readLog(events, 4200);
  expect(lineOf(log.explain({ times, values }, 0, 800, false))).toMatchObject({
    place: 'start',
    text: 'listening on 8080',
  });
  expect(lineOf(log.explain({ times, values }, 1100, 1960, false))).toMatchObject({
    place: 'before',
    text: 'report 1 rendered in 900 ms',
  });
});

test('a statement and the line with its time are told by the statement', () => {
  const job = new ScriptedJob(steady);
  for (const [name, size] of [
    ['CREATE TABLE', 1],
    ['CREATE INDEX', 120],
    ['VACUUM', 1],
  ] as const) {
    const took = job.work(700, size);
    job.say(name);
    job.say(`Time: ${took.toFixed(1)} ms`);
  }
  expect(lineOf(job.explain().story).text).toBe('CREATE INDEX');
});
