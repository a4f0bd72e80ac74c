import { describe, expect, test } from 'vitest';
import { decideAnswer } from '../../../../src/analyze/answer/decide-answer.ts';
import type { AnswerFacts } from '../../../../src/analyze/answer/facts.ts';
import type { LineOwner, LineStory, Log } from '../../../../src/analyze/lines/types.ts';
import type { ProcessLead, ProcessStory } from '../../../../src/analyze/processes/types.ts';
import type { Phase, Series } from '../../../../src/analyze/report/types.ts';
import { MIB } from '../../records.ts';

function series(...points: readonly (readonly [time: number, mib: number])[]): Series {
  return {
    times: Float64Array.from(points, ([time]) => time),
    values: Float64Array.from(points, ([, mib]) => mib * MIB),
  };
}

function phase(changes: Partial<Phase>): Phase {
  const whole = {
    kind: 'climb',
    start: 0,
    end: 1000,
    startLevel: 0,
    endLevel: 0,
    delta: 0,
  } as const;
  return { ...whole, min: 0, max: 0, ...changes };
}

const LINE: LineOwner = {
  place: 'after',
  text: 'loading shard <n>',
  lines: 8,
  of: 8,
  bytes: 90 * MIB,
  each: 11 * MIB,
  start: 100,
  end: 800,
};

function logOf(story: LineStory | undefined): Log & { readonly asked: unknown[][] } {
  const asked: unknown[][] = [];
  return {
    asked,
    explain(curve, from, to, held) {
      asked.push([curve.values.at(-1), from, to, held]);
      return story;
    },
  };
}

const lineStory: LineStory = {
  kind: 'line',
  growth: 100 * MIB,
  start: 0,
  end: 1000,
  beside: [],
  line: LINE,
  rest: [],
};

function lead(changes: Partial<ProcessLead>): ProcessLead {
  return {
    kind: 'one',
    owner: { label: 'cc1plus grammar.cpp', count: 1, pids: [7] },
    members: [1],
    alike: [1],
    held: 80 * MIB,
    start: 200,
    end: 900,
    gained: 80 * MIB,
    hasSiblings: false,
    isNumbered: false,
    isCommand: false,
    ...changes,
  };
}

function storyOf(one: ProcessLead | undefined, next: readonly ProcessLead[] = []): ProcessStory {
  return {
    lead: one,
    next,
    peak: { owners: [], others: 0 },
    within: () => ({ owners: [], others: 0 }),
    seriesOf: () => series([0, 0], [900, 80]),
    nameOf: () => undefined,
    lanes: () => [],
  };
}

function answerOf(changes: Partial<AnswerFacts>) {
  return decideAnswer({
    curve: series([0, 2], [1000, 102], [1200, 90]),
    phases: [phase({ delta: 100 * MIB, max: 102 * MIB })],
    processes: undefined,
    log: undefined,
    outside: undefined,
    exit: undefined,
    ceilings: [],
    ...changes,
  });
}

describe('where to start', () => {
  test('without a sample there is no answer', () => {
    expect(answerOf({ curve: series() })).toBeUndefined();
  });

  test('a run of one process is explained by its log, up to the peak, by what is still held there', () => {
    const log = logOf(lineStory);
    const processes = storyOf(lead({ kind: 'alone', isCommand: true }));
    const answer = answerOf({ log, processes });
    expect(answer).toMatchObject({ kind: 'line', held: 90 * MIB, start: 100, end: 800 });
    expect(answer).not.toHaveProperty('process');
    expect(log.asked).toContainEqual([90 * MIB, 0, 1000, true]);
  });

  test('a lone process that is not the command itself is named in passing', () => {
    const processes = storyOf(lead({ kind: 'alone' }));
    expect(answerOf({ log: logOf(lineStory), processes })).toMatchObject({
      kind: 'line',
      process: 'cc1plus grammar.cpp',
    });
  });

  test('a process among unlike ones comes with the line that its own memory follows', () => {
    const log = logOf(lineStory);
    expect(answerOf({ log, processes: storyOf(lead({})) })).toMatchObject({
      kind: 'process',
      held: 80 * MIB,
      line: LINE,
    });
    expect(log.asked).toContainEqual([80 * MIB, 200, 900, true]);
  });

  test('beside a process that has siblings stands no line', () => {
    const log = logOf(lineStory);
    const answer = answerOf({ log, processes: storyOf(lead({ hasSiblings: true })) });
    expect(answer).toMatchObject({ kind: 'process' });
    expect(answer).not.toHaveProperty('line');
    const numbered = lead({ hasSiblings: true, isNumbered: true });
    expect(answerOf({ log, processes: storyOf(numbered) })).toHaveProperty('line');
  });

  test('a line that leaves open whose the work is stands beside no process', () => {
    const open = { ...lineStory, line: { ...LINE, place: 'between', until: 'next' } } as const;
    const answer = answerOf({ log: logOf(open), processes: storyOf(lead({})) });
    expect(answer).not.toHaveProperty('line');
    expect(answerOf({ log: logOf(open) })).toMatchObject({ line: { place: 'between' } });
  });

  test('like processes one at a time are no growth; several at a time are the owner', () => {
    const each = { least: 60 * MIB, most: 64 * MIB };
    const turns = lead({ kind: 'turns', atOnce: 1, lives: 6, each });
    expect(answerOf({ processes: storyOf(turns) })).toMatchObject({
      kind: 'nothing',
      process: turns,
    });
    const crowd = lead({ kind: 'turns', atOnce: 2, lives: 6, each });
    expect(answerOf({ processes: storyOf(crowd) })).toMatchObject({
      kind: 'process',
      process: crowd,
    });
  });

  test('memory outside of the tree comes first where it is more than the tree grew by', () => {
    const outside = { bytes: 200 * MIB, start: 50, end: 600, where: 'cgroup' } as const;
    expect(answerOf({ outside, log: logOf(lineStory) })).toMatchObject({
      kind: 'outside',
      held: 200 * MIB,
      tree: 100 * MIB,
    });
    const less = { ...outside, bytes: 60 * MIB };
    expect(answerOf({ outside: less, log: logOf(lineStory) })).toMatchObject({ kind: 'line' });
  });

  test('what is below notice is nothing', () => {
    const small = series([0, 50], [500, 50.5], [900, 50]);
    expect(answerOf({ curve: small, log: logOf(lineStory) })).toMatchObject({
      kind: 'nothing',
      swing: 0.5 * MIB,
    });
  });

  test('a saw that comes back to its feet is nothing, and each of its lines takes the height', () => {
    const teeth = [0, 1, 2, 3, 4].flatMap(
      (i) =>
        [
          [i * 100, 10],
          [i * 100 + 90, 70],
        ] as const,
    );
    const curve = series(...teeth, [500, 10]);
    expect(answerOf({ curve, log: logOf(lineStory) })).toMatchObject({
      kind: 'nothing',
      saw: { cycles: 5, foot: 10 * MIB, height: 60 * MIB, line: 'loading shard <n>' },
    });
  });

  test('pages of mapped files are said to be such, from where they are most of the peak', () => {
    const answer = answerOf({ log: logOf(lineStory), kinds: { file: 90 * MIB } });
    expect(answer?.mostly).toEqual({ kind: 'file', part: 90 / 102 });
    expect(answerOf({ kinds: { file: 50 * MIB } })).not.toHaveProperty('mostly');
  });

  test('what happens after the end of the command is not its peak', () => {
    const late = series([0, 2], [1000, 102], [1500, 500]);
    expect(answerOf({ curve: late, exit: 1200 })).toMatchObject({
      peak: 102 * MIB,
      peakTime: 1000,
    });
  });
});

describe('what is still going on at the end', () => {
  const climb = [
    phase({ kind: 'plateau', end: 400, endLevel: 2 * MIB, max: 2 * MIB }),
    phase({ start: 400, end: 1400, delta: 100 * MIB, endLevel: 102 * MIB, max: 102 * MIB }),
  ];

  test('a climb to the end has a rate, its line, and the ceiling that it would meet next', () => {
    const ceilings = [
      { name: 'container', bytes: 400 * MIB },
      { name: 'max-rss', bytes: 202 * MIB },
      { name: 'max-pss', bytes: 50 * MIB },
    ];
    const answer = answerOf({ phases: climb, log: logOf(lineStory), ceilings });
    expect(answer?.trend).toEqual({
      rate: 100 * MIB,
      line: { text: 'loading shard <n>', each: 11 * MIB },
      limit: { name: 'max-rss', bytes: 202 * MIB, after: 1000 },
    });
  });

  test('a plateau at the end, or a climb too small to matter, is no trend', () => {
    expect(answerOf({ phases: climb.toReversed() })).not.toHaveProperty('trend');
    const small = [phase({ delta: MIB, max: 102 * MIB, end: 1400 })];
    expect(answerOf({ phases: small })).not.toHaveProperty('trend');
  });
});
