import { expect, test } from 'vitest';
import { explainProcesses } from '../../../../src/analyze/processes/explain.ts';
import { MIB } from '../../records.ts';
import { type ProcessSketch, tracksOf } from './tracks-of.ts';

/** Sizes that grow evenly from nothing: a reading every 100 ms, `most` in MiB. */
function growing(from: number, to: number, most: number): [number, number][] {
  const steps = Math.round((to - from) / 100);
  return Array.from({ length: steps + 1 }, (_, n) => [
    from + n * 100,
    Math.round((most * MIB * n) / steps),
  ]);
}

const level = (from: number, to: number, size: number): [number, number][] =>
  growing(from, to, 0).map(([time]) => [time, size * MIB]);

const worker = (
  pid: number,
  line: string,
  sizes: readonly (readonly [number, number])[],
): ProcessSketch => ({
  pid,
  ppid: 1,
  argv: line.split(' '),
  sizes,
  gone: (sizes.at(-1)?.[0] ?? 0) + 50,
});

const shell: ProcessSketch = { pid: 1, argv: ['bash', 'all.sh'], sizes: level(0, 10_000, 3) };

const explain = (...sketches: ProcessSketch[]) => explainProcesses(tracksOf(sketches));

test('one process that did everything goes without saying', () => {
  const { lead, next, peak } = explain({
    ...{ pid: 1, argv: ['perl', 'job.pl'], sizes: growing(0, 2000, 200) },
  });
  expect(lead).toMatchObject({ kind: 'alone', held: 200 * MIB, isCommand: true });
  expect(lead?.owner).toEqual({ label: 'perl job.pl', count: 1, pids: [1] });
  expect(lead).toMatchObject({ start: 200, hasSiblings: false });
  expect(next).toEqual([]);
  expect(peak).toEqual({ owners: [{ ...lead?.owner, bytes: 200 * MIB }], others: 0 });
});

test('what a script started is alone as well, but not the command', () => {
  const { lead } = explain(shell, worker(2, 'python3 job.py', growing(0, 2000, 200)));
  expect(lead).toMatchObject({ kind: 'alone', isCommand: false, owner: { count: 1 } });
});

test('one that stands far out of its brothers is named, and they beside it', () => {
  const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun'].map((month, n) =>
    worker(
      n + 2,
      `python3 par.py ${month}`,
      growing(n * 1000, n * 1000 + 1500, n === 3 ? 250 : 70),
    ),
  );
  const { lead, next } = explain(shell, ...months);
  expect(lead).toMatchObject({ kind: 'one', owner: { label: 'python3 par.py apr', count: 1 } });
  expect(lead).toMatchObject({ siblings: { count: 5, most: 70 * MIB }, hasSiblings: true });
  expect(lead).toMatchObject({ start: 3100, members: [4] });
  expect(lead?.alike).toHaveLength(6);
  expect(next).toEqual([]);
});

test('like processes at once are a crowd', () => {
  const units = [0, 1, 2, 3].map((n) => worker(n + 2, `cc1 unit${n}.c`, growing(0, 4000, 100 + n)));
  const { lead, peak } = explain(shell, ...units);
  expect(lead).toMatchObject({
    ...{ kind: 'crowd', held: 406 * MIB, atOnce: 4, lives: 4 },
    owner: { label: 'cc1', count: 4, pids: [5, 4, 3, 2] },
    each: { least: 100 * MIB, most: 103 * MIB },
    words: ['unit0.c', 'unit3.c'],
  });
  expect(peak.owners).toMatchObject([{ label: 'cc1', count: 4, bytes: 406 * MIB }]);
});

test('like processes in turn: fewer at a time than there are', () => {
  const pages = [0, 1, 2, 3, 4, 5].map((n) =>
    worker(n + 2, `tesseract page${n}.png`, growing(n * 500, n * 500 + 900, 60)),
  );
  const { lead } = explain(shell, ...pages);
  expect(lead).toMatchObject({ kind: 'turns', owner: { label: 'tesseract', count: 6 }, lives: 6 });
  expect(lead).toMatchObject({ atOnce: 2, each: { least: 60 * MIB, most: 60 * MIB } });
});

test('each run needs more than the one before', () => {
  const runs = [0, 1, 2, 3, 4].map((n) =>
    worker(n + 2, `perl job_${n}.pl`, growing(n * 1000, n * 1000 + 900, 50 + 30 * n)),
  );
  const { lead } = explain(shell, ...runs);
  expect(lead).toMatchObject({ kind: 'trend', held: 170 * MIB, members: [5] });
  expect(lead).toMatchObject({ owner: { label: 'perl job_<n>.pl', count: 5 }, lives: 5 });
});

test('two subcommands of one program are no crowd', () => {
  const { lead, next } = explain(
    shell,
    worker(2, 'x index ref.fa', growing(0, 2000, 110)),
    worker(3, 'x mem ref.fa', growing(0, 2000, 150)),
  );
  expect(lead).toMatchObject({ kind: 'one', owner: { label: 'x mem' } });
  expect(next).toMatchObject([{ kind: 'one', owner: { label: 'x index' } }]);
  const { lead: other } = explain(
    shell,
    worker(2, 'x index ref.fa', growing(0, 2000, 110)),
    worker(3, 'x mem -t 4 ref.fa reads.fq', growing(0, 2000, 111)),
  );
  expect(other).toMatchObject({ kind: 'one', hasSiblings: false });
});

test('subcommands with arguments of one form stay brothers while their sizes are alike', () => {
  const { lead } = explain(
    shell,
    ...['mail', 'reports', 'images'].map((queue, n) =>
      worker(n + 2, `ruby work.rb ${queue}`, growing(0, 2000, 100 + 5 * n)),
    ),
  );
  expect(lead).toMatchObject({ kind: 'crowd', atOnce: 3, words: ['mail', 'images'] });
});

test('titles of one program with different work are no crowd', () => {
  const title = (pid: number, text: string, most: number): ProcessSketch => ({
    ...worker(pid, '', growing(0, 2000, most)),
    ...{ name: 'postgres', argv: [`${text}   `, '', ''] },
  });
  const { lead, next } = explain(
    shell,
    title(2, 'postgres: checkpointer', 100),
    title(3, 'postgres: shop orders [local] SELECT', 110),
    title(4, 'postgres: shop orders [local] idle', 105),
  );
  expect(lead).toMatchObject({
    kind: 'crowd',
    owner: { label: 'postgres: shop orders [local] <*>' },
  });
  expect(next).toMatchObject([{ owner: { label: 'postgres: checkpointer' } }]);
});

test('forks are a crowd beside their parent', () => {
  const fork = (pid: number): ProcessSketch => ({
    ...worker(pid, 'python3 pool.py', growing(1000, 3000, 90)),
    forked: true,
  });
  const parent = { pid: 1, argv: ['python3', 'pool.py'], sizes: growing(0, 3000, 290) };
  const { lead, next } = explain(parent, fork(2), fork(3));
  expect(lead).toMatchObject({ kind: 'one', hasSiblings: false, isCommand: true });
  expect(next).toMatchObject([
    { kind: 'crowd', owner: { label: 'python3 pool.py (forked)', count: 2 } },
  ]);
});

test('one far above the mean of its crowd goes before it', () => {
  const small = Array.from({ length: 11 }, (_, n) =>
    worker(n + 2, `hold.py unit-${n}`, growing(0, 2000, 30)),
  );
  const { lead, next } = explain(
    shell,
    ...small,
    worker(20, 'hold.py unit-99', growing(0, 2000, 164)),
  );
  expect(lead).toMatchObject({ kind: 'one', owner: { label: 'hold.py unit-99' } });
  expect(next).toMatchObject([{ kind: 'crowd', held: 330 * MIB, owner: { count: 11 } }]);
});

test('a server and its client: none of them goes without saying', () => {
  const { lead } = explain(
    shell,
    worker(2, 'node s.js', growing(0, 5000, 190)),
    worker(3, 'node load.js', level(0, 5000, 40)),
  );
  expect(lead).toMatchObject({ kind: 'one', owner: { label: 'node s.js' }, hasSiblings: false });
});

test('a phase is told by births, growth and deaths; a chain of like processes as one', () => {
  const { within } = explain(
    shell,
    worker(2, 'cc1plus big.cpp', growing(0, 4000, 400)),
    worker(3, 'cc1plus a.cpp', level(0, 1000, 90)),
    worker(4, 'cc1plus b.cpp', level(2000, 4000, 100)),
    worker(5, 'cc1plus c.cpp', level(0, 1000, 90)),
  );
  const { owners, others } = within(1000, 4000);
  expect(owners.map(({ label, bytes }) => [label, bytes / MIB])).toEqual([
    ['cc1plus big.cpp', 300],
    ['cc1plus', -80],
  ]);
  expect(others).toBe(0);
  expect(within(2000, 4000).owners).toMatchObject([{ label: 'cc1plus big.cpp', bytes: 200 * MIB }]);
});

test('what no process holds is told apart, and what is small at the peak with it', () => {
  const tracks = tracksOf(
    [
      {
        pid: 1,
        argv: ['a'],
        sizes: [
          [100, 900],
          [200, 980],
        ],
      },
      { pid: 2, argv: ['b'], sizes: [[200, 15]] },
    ],
    new Map([[200, 1100]]),
  );
  const { peak, within } = explainProcesses(tracks);
  expect(peak).toMatchObject({ owners: [{ label: 'a', bytes: 980 }], others: 120 });
  expect(within(0, 1e6)).toMatchObject({
    owners: [
      { label: 'a', bytes: 80 },
      { label: 'b', bytes: 15 },
    ],
    others: 105,
  });
});

test('lanes: what groups held over time, the largest first', () => {
  const story = explain(
    shell,
    worker(2, 'cc1 a.c', level(0, 1000, 50)),
    worker(3, 'cc1 b.c', level(500, 2000, 60)),
    worker(4, 'ld out', level(1500, 2000, 80)),
  );
  const lanes = story.lanes(2);
  expect(lanes).toMatchObject([
    { label: 'cc1', count: 2, peak: 110 * MIB },
    { label: 'ld out', count: 1, peak: 80 * MIB },
  ]);
  expect(lanes[0]?.series.values[0]).toBe(50 * MIB);
  expect(story.seriesOf([1, 3]).values.reduce((a, b) => Math.max(a, b))).toBe(80 * MIB);
  expect(story.lanes(9)).toHaveLength(3);
});

test('without samples there is nothing to tell', () => {
  const story = explainProcesses(tracksOf([{ pid: 1, argv: ['true'] }]));
  expect(story).toMatchObject({ lead: undefined, next: [], peak: { owners: [], others: 0 } });
  expect(story.within(0, 100)).toEqual({ owners: [], others: 0 });
  expect(story.lanes(3)).toEqual([]);
});
