import { createReadStream } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  answeredRecording,
  answeredRecordings,
  answerScore,
} from '../../../scripts/score/answer-scores.js';
import { compareReports, createReport, type Report, readRecording } from '../../../src/index.ts';
import { chartReport } from '../../../src/render/chart-report.ts';

const VIEW = { columns: 80, color: false, unicode: true };

async function report(file: string): Promise<Report> {
  const builder = createReport();
  await readRecording(createReadStream(file), { record: (record) => builder.add(record) });
  return builder.finish();
}

describe('the answer of a recorded job', () => {
  const recordings = answeredRecordings();

  test('is known for nineteen jobs', () => {
    expect(recordings.length).toBe(19);
  });

  test.each(recordings)('$name: names who held the peak, and when it grew', async (recording) => {
    const found = await report(recording.file);
    const score = answerScore(recording.truth, chartReport(found, VIEW), found.focus);
    expect(score, score.said).toMatchObject({ named: true, misled: false, placed: true });
  });
});

test('a comparison puts the difference on the process that makes it', async () => {
  const base = await report(answeredRecording('28-xargs-hungry'));
  const hungrier = await report(answeredRecording('28b-xargs-hungrier'));
  const { verdict, processes } = compareReports([base], [hungrier], { tolerance: 0.05 });
  expect(verdict).toBe('worse');
  expect(processes[0]?.name).toMatch(/par2\.py apr/);
});

describe('the score', () => {
  const truth = { culprit: ['cc1plus grammar'], forbidden: ['Linking'], span: [4, 32] } as const;
  const during = { start: 5000, end: 30_000 };

  test.each([
    ['Start with cc1plus grammar.cpp: 673 MiB', { named: true, misled: false }],
    ['Start with “Linking”: 673 MiB, beside cc1plus grammar.cpp', { named: false, misled: true }],
    ['Start with time, not the log', { named: false, misled: false }],
    // A list further down is no answer.
    ['Start with python3: 3 MiB\n\n  Then cc1plus grammar.cpp', { named: false, misled: false }],
  ])('of %j', (text, expected) => {
    expect(answerScore(truth, text, during)).toMatchObject(expected);
  });

  test('asks for the right time', () => {
    const text = 'Start with cc1plus grammar.cpp: 673 MiB';
    expect(answerScore(truth, text, during).placed).toBe(true);
    expect(answerScore(truth, text, { start: 0, end: 6000 }).placed).toBe(false);
    expect(answerScore(truth, text, undefined).placed).toBe(false);
  });

  test('asks to be told where nothing grows', () => {
    const flat = { culprit: ['tesseract'], forbidden: [], span: null };
    expect(answerScore(flat, 'Start with tesseract: 60 MiB', during).named).toBe(false);
    const level = answerScore(flat, 'Nothing grows: each tesseract needs 63 MiB', undefined);
    expect(level).toMatchObject({ named: true, placed: true });
  });
});
