import { expect, test } from 'vitest';
import type { StreamRecord } from '../../../src/recording/records.ts';
import { headerLines } from '../../../src/render/header.ts';
import { notesOf } from '../../../src/render/notes.ts';
import { paletteOf } from '../../../src/render/palette.ts';
import { summaryLines } from '../../../src/render/summary.ts';
import { end, process, sample, start, unseen } from '../records.ts';
import { reportOf } from '../report-of.ts';

const VIEW = { color: false, unicode: true, columns: 100 };

const run = (...records: StreamRecord[]) => [
  start({ argv: ['make'] }),
  process('seen', 0, 50, { name: 'make' }),
  process('seen', 10, 51, { name: 'sh' }),
  sample(10, 30, { procs: 2 }),
  ...records,
  sample(1000, 30, { procs: 2 }),
  end(2000, { exit: { code: 0 }, status: 0 }),
];

const header = (records: StreamRecord[]) =>
  headerLines(reportOf(records), 100, paletteOf(VIEW)).join('\n');

test('where processes were born unseen their number is a lower limit', () => {
  const records = run(unseen(500, 1, 31, 40), unseen(900, 1, 31, 7));
  expect(header(records)).toContain('at least 2 processes');
  expect(reportOf(records)).toMatchObject({
    processes: 2,
    processesAtLeast: true,
    unseen: { births: 47, time: 500 },
  });
});

test('where none was, it is told as it is', () => {
  const records = run(unseen(500, 90, 120));
  expect(header(records)).toContain('   2 processes');
  expect(reportOf(records)).not.toHaveProperty('processesAtLeast');
  expect(reportOf(run())).not.toHaveProperty('unseen');
});

test('a peak that unseen processes may have exceeded says by how much at most', () => {
  const report = reportOf(run(unseen(500, 201, 231, 1), unseen(900, 1, 31, 7)));
  expect(notesOf(report)).toEqual([
    'Processes lived between two samples, unseen, and held 201 MiB at most before 500 ms: rss was 231 MiB at most then.',
  ]);
  expect(summaryLines(report, VIEW)[0]).toContain('peak 30 MiB rss seen (231 MiB at most)');
});

test('so does one that a process may have exceeded after it was last seen', () => {
  expect(notesOf(reportOf(run(unseen(500, 40, 70))))).toEqual([
    'Processes that ended before 500 ms may have grown by 40 MiB after they were last seen: rss was 70 MiB at most then.',
  ]);
});

test('what changes nothing about the peak is not told', () => {
  expect(notesOf(reportOf(run(unseen(500, 2, 32, 30))))).toEqual([]);
  expect(notesOf(reportOf(run(unseen(500, 29, 30, 30))))).toEqual([]);
});
