import { expect, test } from 'vitest';
import { LimitChecker } from '../../../src/limits/limit-checker.ts';
import type { Limits } from '../../../src/limits/table.ts';
import type { TreeSample } from '../../../src/sample/sampler.ts';
import { MIB } from '../records.ts';

const tree = (rss: number, pss?: number): TreeSample => ({
  ...{ rss: rss * MIB, ...(pss !== undefined && { pss: pss * MIB }), procs: 1 },
  ...{ top: [], seen: [], gone: [] },
});

function checker(limits: Limits) {
  const made = new LimitChecker(limits, 0);
  made.check(tree(30), 0);
  const unseen = (bytes: number, births: number) =>
    made.checkUnseen({ bytes: bytes * MIB, most: (bytes + 30) * MIB, births });
  return { checker: made, unseen };
}

test('a life that may have broken a ceiling unseen leaves it open', () => {
  const { checker: limit, unseen } = checker({ 'max-rss': 150 * MIB });
  unseen(201, 1);
  unseen(5, 3);
  expect(limit.unjudged).toEqual([
    {
      limit: 'max-rss',
      why: 'processes of up to 201 MiB lived between two samples, unseen',
      atLeast: 30 * MIB,
      atMost: 231 * MIB,
    },
  ]);
});

test('so does what a process may have used after it was last seen', () => {
  const { checker: limit, unseen } = checker({ 'max-rss': 50 * MIB });
  unseen(40, 0);
  expect(limit.unjudged).toMatchObject([
    { why: 'a process may have grown by 40.0 MiB between its last sample and its end' },
  ]);
});

test('hundreds of small processes that fit below it do not', () => {
  const { checker: limit, unseen } = checker({ 'max-rss': 50 * MIB });
  for (let i = 0; i < 500; i++) unseen(3, 12);
  expect(limit.unjudged).toEqual([]);
});

test('a ceiling that was seen broken is judged', () => {
  const { checker: limit, unseen } = checker({ 'max-rss': 150 * MIB });
  unseen(201, 1);
  expect(limit.check(tree(151), 10)).toMatchObject([{ limit: 'max-rss' }]);
  expect(limit.unjudged).toEqual([]);
});

test('a ceiling of PSS is open too: the unseen shared no more than what was read', () => {
  const { checker: limit, unseen } = checker({ 'max-pss': 150 * MIB });
  unseen(201, 1);
  limit.check(tree(30, 20), 10);
  expect(limit.unjudged).toMatchObject([{ limit: 'max-pss' }]);
  const { checker: other, unseen: small } = checker({ 'max-pss': 150 * MIB });
  small(60, 1);
  other.check(tree(30, 20), 10);
  expect(other.unjudged).toEqual([]);
});
