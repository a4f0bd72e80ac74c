import { expect, test } from 'vitest';
import { MIB, sample, start } from '../records.ts';
import { reportOf } from '../report-of.ts';

/** Four processes share 100 MiB; then `hold`, whose PSS may not be read, has 200 MiB. */
const RECORDS = [
  start(),
  sample(0, 440, { pss: 110 * MIB, procs: 4 }),
  sample(500, 440, { pss: 110 * MIB, procs: 4 }),
  { type: 'unread', time: start().time + 1000, pid: 9, name: 'hold', metric: 'pss' } as const,
  sample(1000, 640, { pssAtLeast: 300 * MIB, pssAtMost: 310 * MIB, procs: 5 }),
  sample(1500, 640, { procs: 5 }),
  sample(2000, 440, { pss: 110 * MIB, procs: 4 }),
];
const WORDS =
  'the pss of one process may not be read (hold): at its peak pss was between 300 and 310 MiB';

test('a report never leads with a sum of PSS that lacks a process, and says what it is between', () => {
  const report = reportOf(RECORDS);
  expect(report.metric).toBe('rss');
  expect(report.peak?.bytes).toBe(640 * MIB);
  expect(report.peaks.pss).toBeUndefined();
  expect(report.warnings).toContain(WORDS);
});

test('nor where PSS is asked for', () => {
  const { metric, warnings } = reportOf(RECORDS, 'pss');
  expect(metric).toBe('rss');
  expect(warnings).toContain(`pss was not recorded (${WORDS}): this shows rss`);
});

test('where all could be read PSS leads as before', () => {
  const report = reportOf(RECORDS.slice(0, 3));
  expect(report.metric).toBe('pss');
  expect(report.warnings).toEqual([expect.stringContaining('has no end')]);
});

test('limits that could not be judged are in the report', () => {
  const unjudged = [{ limit: 'max-pss', why: 'it was not read at that moment', atMost: 9 }];
  const end = { type: 'end', time: start().time + 3000, reason: 'exit', unjudged } as const;
  expect(reportOf([...RECORDS, end]).unjudged).toEqual(unjudged);
  expect(reportOf(RECORDS).unjudged).toBeUndefined();
});
