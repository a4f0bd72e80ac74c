import { expect, test } from 'vitest';
import type { Answer } from '../../../src/analyze/answer/types.ts';
import { answerWords } from '../../../src/render/answer.ts';
import { answerBlock } from '../../../src/render/answer-block.ts';
import { spoken, WRITTEN } from '../../../src/render/voice.ts';
import { FACTS, lead, line, lineAnswer, processAnswer } from './answers.ts';
import { exampleReport, MIB } from './example.ts';

const start = (answer: Answer): string => answerWords(answer, spoken(true)).start;
const more = (answer: Answer): readonly string[] => answerWords(answer, spoken(true)).more;
const crowd = (label: string, count: number) => ({ owner: { label, count, pids: [1, 2] } });

test('a process: what it holds of the peak, and since when it grows', () => {
  expect(start(processAnswer(lead('cc1plus grammar.cpp')))).toBe(
    'Start with cc1plus grammar.cpp: 673 of the 1046 MiB at the peak (31 s), growing from 4.2 s on.',
  );
});

test('a process that had most of it before says how much it gained', () => {
  const process = lead('redis-server', { held: 148 * MIB, gained: 94 * MIB, end: 10_500 });
  expect(start(processAnswer(process))).toContain('growing from 4.2 to 11 s (+94 MiB).');
});

test('what comes next is told apart, unless it holds nearly as much', () => {
  const graph = lead('cc1plus graph.cpp', { held: 356 * MIB, start: 16_000 });
  const grammar = lead('cc1plus grammar.cpp');
  expect(more(processAnswer(grammar, { next: [graph] }))).toEqual([
    'Then cc1plus graph.cpp: 356 MiB, from 16 to 31 s.',
  ]);
  const twin = lead('cc1plus graph.cpp', { held: 640 * MIB, start: 16_000 });
  expect(start(processAnswer(grammar, { next: [twin] }))).toMatch(
    / Nearly as much: cc1plus graph\.cpp, 640 MiB, from 16 to 31 s\.$/,
  );
});

test('a group that holds the next most: what each needs, and how many were there', () => {
  const grammar = lead('cc1plus grammar.cpp', { held: 673 * MIB });
  const next = (held: number, count: number, least: number, most = least) =>
    more(
      processAnswer(grammar, {
        next: [
          lead('cc1plus', {
            kind: 'turns',
            ...crowd('cc1plus', count),
            held: held * MIB,
            each: { least: least * MIB, most: most * MIB },
          }),
        ],
      }),
    )[0];
  expect(next(248, 3, 248)).toBe('Then 3 × cc1plus: 248 MiB each, one of them at the peak.');
  expect(next(380, 12, 40, 213)).toBe('Then 12 × cc1plus: 380 MiB at the peak, 40–213 MiB each.');
  expect(next(480, 8, 60)).toBe('Then 8 × cc1plus: 480 MiB, 60 MiB each.');
});

test('one among like processes: what the others need at most', () => {
  const april = lead('par.py apr', { siblings: { count: 7, most: 75 * MIB }, hasSiblings: true });
  expect(more(processAnswer(april))).toEqual(['The other 7 like it need at most 75 MiB each.']);
});

test('a process beside others, with the line that its growth follows', () => {
  const growth = line('GET /login', { lines: 500, of: 500, each: 0.2 * MIB });
  expect(start(processAnswer(lead('node s.js'), { line: growth }))).toMatch(
    /^Start with node s\.js: .*, with “GET \/login” \(500 lines, 205 KiB each\)\.$/,
  );
});

test('like processes at once: fewer at a time would lower it', () => {
  const workers = lead('par.py worker', {
    kind: 'crowd',
    ...crowd('par.py worker', 8),
    held: 480 * MIB,
    each: { least: 58 * MIB, most: 60 * MIB },
  });
  expect(start(processAnswer(workers, { peak: 521 * MIB }))).toBe(
    'Start with the 8 par.py workers: together 480 of the 521 MiB at the peak, 60 MiB each; fewer at a time would lower it.',
  );
});

test('like processes in turn grow nothing: how many at a time, and what each needs', () => {
  const compilers = lead('cc1', {
    kind: 'turns',
    ...crowd('cc1', 2),
    held: 380 * MIB,
    each: { least: 40 * MIB, most: 213 * MIB },
    atOnce: 2,
    lives: 12,
  });
  expect(start(processAnswer(compilers, { peak: 402 * MIB }))).toBe(
    'Nothing grows by itself: 12 × cc1, 40–213 MiB each, 2 at a time, hold 380 of the 402 MiB at the peak; fewer at a time would lower it.',
  );
  const pages = lead('tesseract', {
    kind: 'turns',
    each: { least: 61 * MIB, most: 63 * MIB },
    atOnce: 1,
    lives: 6,
  });
  const nothing: Answer = { ...FACTS, kind: 'nothing', swing: 60 * MIB, process: pages };
  expect(start(nothing)).toBe(
    'Nothing grows: each tesseract needs about 63 MiB, one at a time, 6 in turn.',
  );
});

test('like processes of which each needs more than the one before', () => {
  const jobs = lead('job_<n>.py', {
    kind: 'trend',
    each: { least: 49 * MIB, most: 169 * MIB },
    lives: 8,
  });
  expect(start(processAnswer(jobs))).toBe(
    'Start with job_<n>.py: each of the 8 needs more than the one before, from 49 MiB to 169 MiB.',
  );
});

test('a kind of line: how many, how much each, how much of the peak', () => {
  const shards = line('loading shard <n>', { lines: 12, of: 12, each: 7.6 * MIB });
  expect(start(lineAnswer(shards))).toBe(
    'Start with “loading shard <n>”: 12 lines, 7.6 MiB each, 92 of the 165 MiB at the peak (2.9 s), growing from 0.1 to 1.3 s.',
  );
  expect(start(lineAnswer(line('page=217', { of: 60 })))).toContain(
    '“page=217”: 1 of 60 such lines, 92 of',
  );
  const unlike = line('x <n>', { lines: 3, of: 40, each: 7 * MIB, range: [2 * MIB, 60 * MIB] });
  expect(start(lineAnswer(unlike))).toContain('3 of 40 lines, mostly 7 MiB each (2–60 MiB), ');
});

test('each place of the work says where it lies', () => {
  const at = (changes: Parameters<typeof line>[1]) =>
    start(lineAnswer(line('exports', changes))).replace(/, 92 of.*| 92 of.*/, '');
  expect(at({ place: 'inside', text: 'test_c ... ok' })).toBe(
    'Start with the line “test_c ... ok”: while it was being written',
  );
  expect(at({ place: 'inside', text: '....', step: { from: 9, of: 24 } })).toBe(
    'Start with the line “....”: while it was being written, between its parts 9 and 10 of 24',
  );
  expect(at({ place: 'before', text: '✓ exports (812 ms)' })).toBe(
    'Start with “✓ exports (812 ms)”, printed when its work was over:',
  );
  expect(at({ place: 'between', text: 'searches', until: 'exports' })).toBe(
    'Start with the work between “searches” and “exports” (which of the two cannot be told):',
  );
  expect(at({ place: 'from-to', text: 'Stage 3 started', until: 'Stage 3 finished' })).toBe(
    'Start with the work from “Stage 3 started” to “Stage 3 finished”:',
  );
  expect(at({ place: 'start' })).toBe('Start with what comes before the first line (“exports”):');
  expect(at({ place: 'end' })).toBe('Start with what comes after the last line (“exports”):');
  expect(at({ place: 'after' })).toBe('Start with “exports”:');
});

test('what the lines leave open is said', () => {
  expect(start(lineAnswer(line('lease renewed', { or: ['queue rebalanced'] })))).toMatch(
    /^Start with “lease renewed” or “queue rebalanced”: .* They always come together: which one cannot be told\.$/,
  );
  expect(start(lineAnswer(line('tick', { clock: 39 * MIB })))).toContain(
    'as regular as a clock: with them or with time (39 MiB/s) cannot be told.',
  );
});

test('what other lines hold is told apart, unless it is little', () => {
  const index = line('building index', { bytes: 57 * MIB, start: 2780, end: 2820 });
  const small = line('saved', { bytes: 3 * MIB });
  expect(more(lineAnswer(line('loading'), { rest: [index, small] }))).toEqual([
    'Then “building index”: 57 MiB, at 2.8 s.',
  ]);
  expect(more(lineAnswer(line('loading'), { rest: [small] }))).toEqual([]);
});

test('time, silence, lines too close together or written at once each have their sentence', () => {
  expect(start({ ...FACTS, kind: 'time', rate: 40 * MIB, lines: 31, steps: false })).toBe(
    'Start with time, not the log: memory grows by 40 MiB/s, from 0.1 to 1.3 s, whatever the log says (31 lines); 92 of the 165 MiB at the peak (2.9 s).',
  );
  expect(start({ ...FACTS, kind: 'open', candidates: ['a', 'b', 'c'] })).toMatch(
    /^Start with “a”, “b” or “c” \(too close together to tell which\): 92 of the 165 MiB/,
  );
  expect(start({ ...FACTS, kind: 'flushed', lines: 16 })).toBe(
    'Start with the time from 0.1 to 1.3 s: 92 of the 165 MiB at the peak (2.9 s). Which line it was cannot be told, its 16 lines were buffered and came in one write at the end: run it with PYTHONUNBUFFERED=1 or under stdbuf -oL.',
  );
  expect(start({ ...FACTS, kind: 'silent', start: 0, end: 700 })).toBe(
    'Start with the first 0.7 s: 92 of the 165 MiB at the peak (2.9 s), and no line tells what it did then.',
  );
  // Another tool recorded the memory alone: there is no log that could tell.
  const silent: Answer = { ...FACTS, kind: 'silent', start: 0, end: 700 };
  expect(answerWords(silent, spoken(true), { logged: false }).start).toBe(
    'Start with the first 0.7 s: 92 of the 165 MiB at the peak (2.9 s).',
  );
});

test('memory that no process holds is not said of the processes', () => {
  const outside: Answer = {
    ...FACTS,
    kind: 'outside',
    held: 150 * MIB,
    start: 200,
    tree: 2 * MIB,
    where: 'cgroup',
  };
  expect(start(outside)).toBe(
    "Start with memory that no process of the command holds: the container grew by 150 MiB from 0.2 to 1.3 s, the command's processes by 2 MiB (a daemon or another container, page cache).",
  );
  expect(start({ ...outside, where: 'shmem' })).toBe(
    'Start with memory that no process holds: files in tmpfs or /dev/shm grew by 150 MiB from 0.2 to 1.3 s, the processes by 2 MiB.',
  );
});

test('of what is below notice no sentence speaks', () => {
  expect(start({ ...FACTS, kind: 'nothing', swing: 104 * 1024 })).toBe(
    'Nothing grew that is worth a look.',
  );
});

test('where nothing grows, how far it moved', () => {
  expect(start({ ...FACTS, kind: 'nothing', swing: 2 * MIB })).toBe(
    'Nothing grew: memory moved within 2 MiB, 165 MiB at most.',
  );
  expect(start({ ...FACTS, kind: 'nothing', swing: 120 * MIB })).toBe(
    'Nothing grows: memory goes up and down by 120 MiB, to 165 MiB at most.',
  );
});

test('what still grows at the end: by how much, and when the limit is met', () => {
  const trend = {
    rate: (94 * MIB) / 3600,
    line: { text: 'flushed <n>', each: 2.2 * MIB },
    limit: { name: 'container', bytes: 512 * MIB, after: 4.2 * 3_600_000 },
  };
  expect(more(lineAnswer(line('flushed <n>'), { trend }))).toEqual([
    "Still growing at the end: +2.2 MiB per “flushed <n>”, 94 MiB/h; the container's limit of 512 MiB would be reached 4h12m later.",
  ]);
});

test('in Markdown foreign text is code, and never markup', () => {
  expect(answerWords(lineAnswer(line('a `b` | c')), WRITTEN).start).toContain(
    'Start with `` a `b` \\| c ``:',
  );
});

test('the first sentence fits three lines of 80 columns, however long the name: its ends stay', () => {
  const long = `cc1plus ${'very/deep/'.repeat(20)}grammar.cpp`;
  const report = exampleReport(MIB, [['climb', 31_000, 1046 * MIB]], {
    answer: processAnswer(lead(long), { next: [lead(long, { held: 600 * MIB })] }),
  });
  const { start: lines } = answerBlock(report, { columns: 78, unicode: true });
  expect(lines.length).toBeLessThanOrEqual(4);
  expect(lines.join(' ')).toMatch(/^Start with cc1plus very\S*…\S*grammar\.cpp: 673 of/);
});

test('no line of an answer begins as a command to a GitHub runner does', () => {
  const report = exampleReport(MIB, [['climb', 2900, 165 * MIB]], {
    answer: lineAnswer(line(`${'x'.repeat(60)} ::error::no ##[error]no`)),
  });
  for (let columns = 40; columns < 90; columns++) {
    const { start: lines } = answerBlock(report, { columns, unicode: true });
    expect(lines.join('\n')).not.toMatch(/^\s*::|##\[/m);
  }
});
