import { expect, test } from 'vitest';
import type { BreachRecord, StreamRecord } from '../../../src/recording/records.ts';
import { MIB, START, sample, start } from '../records.ts';
import { reportOf } from '../report-of.ts';

const breach = (time: number, more: Partial<BreachRecord> = {}): BreachRecord => ({
  type: 'breach',
  time: START + time,
  limit: 'max-rss',
  allowed: 500 * MIB,
  measured: 600 * MIB,
  by: 'sample',
  ...more,
});

/** Seven processes that share a file of 135 MiB from 1 s on; PSS is read once a second. */
function forks(limits: Record<string, number>, broken: BreachRecord): StreamRecord[] {
  const records: StreamRecord[] = [start({ limits })];
  for (let time = 0; time <= 3000; time += 100) {
    const procs = time < 1000 ? 1 : 7;
    const more = {
      procs,
      anon: 15 * procs * MIB,
      file: 135 * procs * MIB,
      ...(time % 1000 === 900 && { pss: (procs === 1 ? 150 : 240) * MIB }),
    };
    // Highest where PSS is read.
    records.push(sample(time, 150 * procs + (time === 1900 ? 1 : 0), more));
    if (time === 1100) records.push(broken);
  }
  return records;
}

const sizes = { rss: 1050 * MIB, anon: 105 * MIB, file: 945 * MIB };

test('a report leads with the metric of the limit that was broken, unless another is asked for', () => {
  const records = forks({ 'max-rss': 500 * MIB }, breach(1100, { metric: 'rss', sizes, procs: 7 }));
  expect(reportOf(records)).toMatchObject({ metric: 'rss', shared: true });
  expect(reportOf(records, 'pss').metric).toBe('pss');
  const kept = records.filter(({ type }) => type !== 'breach');
  expect(reportOf(kept).metric).toBe('pss');
});

test('an old breach has no metric: a ceiling is called after it', () => {
  expect(reportOf(forks({ 'max-rss': 500 * MIB }, breach(1100))).metric).toBe('rss');
  expect(reportOf(forks({ 'min-free': MIB }, breach(1100, { limit: 'min-free' }))).metric).toBe(
    'pss',
  );
});

test('a ceiling of another metric than RSS or PSS has its curve', () => {
  const limits = { 'max-anon': 500 * MIB };
  const broken = breach(1100, { limit: 'max-anon', metric: 'anon', sizes, procs: 7 });
  const report = reportOf(forks(limits, broken));
  expect(report).toMatchObject({ metric: 'anon', peak: { bytes: 105 * MIB, metric: 'anon' } });
  expect(report.curve.values.at(-1)).toBe(105 * MIB);
});

test('where huge pages broke a ceiling of RSS their curve shows it', () => {
  const records: StreamRecord[] = [start({ limits: { 'max-rss': 40 * MIB } })];
  for (let time = 0; time <= 1000; time += 100) {
    records.push(sample(time, 2, { hugetlb: time < 500 ? 0 : 60 * MIB }));
  }
  const broken = { rss: 2 * MIB, hugetlb: 60 * MIB };
  records.push(breach(510, { metric: 'rss', sizes: broken, procs: 1 }));
  expect(reportOf(records)).toMatchObject({ metric: 'hugetlb', withHugePages: 62 * MIB });
});

test('where huge pages broke a ceiling of PSS their curve shows it too', () => {
  const records: StreamRecord[] = [start({ limits: { 'max-pss': 40 * MIB } })];
  for (let time = 0; time <= 1000; time += 100) {
    records.push(sample(time, 2, { pss: MIB, hugetlb: 60 * MIB }));
  }
  const broken = { rss: 2 * MIB, pss: MIB, hugetlb: 60 * MIB };
  records.push(breach(10, { limit: 'max-pss', metric: 'pss', sizes: broken, procs: 1 }));
  expect(reportOf(records).metric).toBe('hugetlb');
});

test('the sizes of a breach are completed by the next reading of PSS of as large a tree', () => {
  const broken = breach(1100, { metric: 'rss', sizes, procs: 7 });
  const [found] = reportOf(forks({ 'max-rss': 500 * MIB }, broken)).breaches;
  expect(found).toMatchObject({ sizes: { rss: 1051 * MIB, pss: 240 * MIB }, procs: 7 });
});

test('a reading of a smaller tree tells nothing of a breach', () => {
  const records = forks({ 'max-rss': 500 * MIB }, breach(1100, { metric: 'rss', sizes, procs: 7 }));
  const ended = records.filter(({ type, time }) => type !== 'sample' || time < START + 1500);
  expect(reportOf(ended).breaches[0]?.sizes).toEqual(sizes);
});

test('the last reading in a phase tells what of it is freed already', () => {
  const records: StreamRecord[] = [start()];
  for (let time = 0; time <= 9000; time += 100) {
    const rss = Math.min(400, 4 + Math.max(0, time - 3000));
    const reading = time % 500 === 0 && { pss: rss * MIB, lazyfree: time < 6000 ? 0 : 390 * MIB };
    records.push(sample(time, rss, reading || {}));
  }
  const { phases } = reportOf(records);
  expect(phases.at(-1)).toMatchObject({ kind: 'plateau', lazyfree: 390 * MIB });
  expect(phases.slice(0, -1).every(({ lazyfree }) => lazyfree === undefined)).toBe(true);
});
