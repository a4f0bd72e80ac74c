import { expect, test } from 'vitest';
import type { UnseenRecord } from '../../../src/recording/records.ts';
import type { TreeSample } from '../../../src/sample/sampler.ts';
import { UnseenLog } from '../../../src/supervise/unseen-log.ts';
import { MIB } from '../records.ts';

const tree = (rss: number, peak = rss): TreeSample => ({
  ...{ rss: rss * MIB, peak: peak * MIB, procs: 1 },
  ...{ top: [], seen: [], gone: [] },
});

function log() {
  const records: UnseenRecord[] = [];
  return { records, log: new UnseenLog((record) => records.push(record)) };
}

test('what was unseen is added to what the others held before or after it, or between', () => {
  const { log: unseen } = log();
  unseen.add(undefined, tree(70), 0);
  expect(unseen.add({ bytes: 5 * MIB, births: 1 }, tree(20), 10)?.most).toBe(75 * MIB);
  expect(unseen.add({ bytes: 5 * MIB, births: 1 }, tree(20, 90), 20)?.most).toBe(95 * MIB);
  expect(unseen.add({ bytes: 5 * MIB, births: 1 }, undefined, 30)?.most).toBe(25 * MIB);
  expect(unseen.add({ bytes: 5 * MIB, births: 1 }, undefined, 40)?.most).toBe(5 * MIB);
});

test('of many measurements few make a record, and no birth and no peak is lost', () => {
  const { records, log: unseen } = log();
  for (let i = 0; i < 1000; i++) {
    unseen.add({ bytes: (i === 500 ? 40 : 1) * MIB, births: 2 }, tree(10), i * 100);
  }
  unseen.flush(100_000);
  expect(records.length).toBeLessThan(20);
  expect(records.reduce((sum, { births }) => sum + births, 0)).toBe(2000);
  expect(Math.max(...records.map(({ most }) => most))).toBe(50 * MIB);
  expect(records.find(({ most }) => most === 50 * MIB)?.time).toBe(50_000);
});

test('without anything unseen there is no record', () => {
  const { records, log: unseen } = log();
  unseen.add(undefined, tree(10), 0);
  unseen.flush(10);
  expect(records).toEqual([]);
});
