import { expect, test } from 'vitest';
import type { Report } from '../../../src/analyze/report/types.ts';
import { chosenPhases } from '../../../src/render/phase-choice.ts';
import { phaseLine, phaseOwner } from '../../../src/render/phase-owner.ts';
import { spoken } from '../../../src/render/voice.ts';
import { BUILD, FACTS, lead, line, lineAnswer, processAnswer } from './answers.ts';
import { exampleReport, MIB } from './example.ts';

const VOICE = spoken(true);
const words = (report: Report, index: number) => phaseOwner(report, index, VOICE);

/** Two climbs of 90 and 60 MiB, each with a line; the first is the one to start with. */
function twoClimbs(changes: Partial<Report> = {}): Report {
  const report = exampleReport(10 * MIB, [
    ['climb', 1300, 100 * MIB],
    ['climb', 2900, 160 * MIB],
  ]);
  const lines = [line('loading', { bytes: 85 * MIB }), line('indexing', { bytes: 55 * MIB })];
  const phases = report.phases.map((phase, i) => ({ ...phase, line: lines[i] ?? line('') }));
  return { ...report, phases, answer: lineAnswer(line('loading')), ...changes };
}

test('the row of the phase to start with names the owner of the answer', () => {
  expect(words(BUILD, 1)).toEqual({ owner: 'cc1plus grammar.cpp +480 MiB', notes: [] });
  expect(words(twoClimbs(), 0)).toEqual({ owner: '“loading”', notes: ['1 line, 85 MiB'] });
  const timed = { ...FACTS, kind: 'time', rate: 40 * MIB, lines: 31, steps: false } as const;
  expect(words(twoClimbs({ answer: { ...timed, process: 'node s.js' } }), 0)).toEqual({
    owner: 'node s.js',
    notes: ['grows with time, 40 MiB/s', 'whatever its 31 lines say'],
  });
});

test('each other row names the process or the line that holds most of its growth', () => {
  expect(words(BUILD, 3)?.owner).toBe('cc1plus graph.cpp +356 MiB');
  expect(words(twoClimbs(), 1)?.owner).toBe('“indexing”');
});

test('beside like processes, and where nothing grows, a line is nobody’s', () => {
  const process = processAnswer(lead('par.py apr', { hasSiblings: true }));
  expect(words(twoClimbs({ answer: process }), 1)).toBeUndefined();
  expect(words(twoClimbs({ answer: { ...FACTS, kind: 'nothing', swing: 9 } }), 1)).toBeUndefined();
  expect(phaseLine(twoClimbs({ answer: process }), 1)).toBeUndefined();
  expect(phaseLine(twoClimbs(), 1)?.text).toBe('indexing');
});

test('a line that explains little of a phase, or stands outside it, does not stand for it', () => {
  const second = (changes: Parameters<typeof line>[1]): Report => {
    const report = twoClimbs();
    return {
      ...report,
      phases: report.phases.map((phase, i) =>
        i === 1 ? { ...phase, line: line('indexing', { bytes: 55 * MIB, ...changes }) } : phase,
      ),
    };
  };
  expect(words(second({ bytes: 10 * MIB }), 1)).toBeUndefined();
  expect(words(second({ place: 'start' }), 1)).toBeUndefined();
  expect(words(second({ place: 'end' }), 1)?.owner).toBe('after the last line');
});

test('an owner of more than the whole change is named without a figure', () => {
  const more = BUILD.phases.map((phase) => ({
    ...phase,
    owners: [{ label: 'cc1plus', count: 2, pids: [1, 2], bytes: phase.delta * 2 }],
  }));
  expect(words({ ...BUILD, phases: more }, 3)?.owner).toBe('2 × cc1plus');
});

test('a process that did everything goes without saying', () => {
  const owner = { label: 'node s.js', count: 1, pids: [1], bytes: 155 * MIB };
  const report = twoClimbs({
    peak: {
      bytes: 160 * MIB,
      time: 2900,
      metric: 'rss',
      processes: { owners: [owner], others: 5 * MIB },
    },
  });
  const phases = report.phases.map((phase) => ({
    ...phase,
    owners: [{ ...owner, bytes: phase.delta }],
  }));
  expect(words({ ...report, phases }, 1)?.owner).toBe('“indexing”');
});

test('the phase to start with is shown even where it changes little', () => {
  const legs = Array.from(
    { length: 9 },
    (_, i) => ['climb', (i + 1) * 1000, (i < 4 ? i * 50 : 200 + i) * MIB] as const,
  );
  const report = exampleReport(0, legs, {
    focus: { phase: 9, shareOfGrowth: 0.01, shareOfTime: 0.1 },
  });
  expect(chosenPhases(report, 'main')).toContain(8);
  expect(
    chosenPhases({ ...report, focus: { phase: 2, shareOfGrowth: 1, shareOfTime: 1 } }, 'main'),
  ).not.toContain(8);
});

test('a line of the answer that grew in another phase leaves the row to the line of this one', () => {
  const process = lead('python3 job.py');
  const parsing = line('parsing back', { start: 1400, end: 2800 });
  const report = twoClimbs({ answer: processAnswer(process, { line: parsing }) });
  expect(words(report, 0)).toEqual({
    owner: 'python3 job.py',
    notes: ['“loading”', '1 line, 85 MiB'],
  });
  const grewHere = line('parsing back', { start: 100, end: 2800 });
  const own = twoClimbs({ answer: processAnswer(process, { line: grewHere }) });
  expect(words(own, 0)?.notes[0]).toBe('“parsing back”');
});
