import { expect, test } from 'vitest';
import type { Line } from '../../../../src/analyze/lines/line.ts';
import { groupsOf, type Owned } from '../../../../src/analyze/lines/owned.ts';

const line = (kind: number): Line => ({ kind }) as Line;

const owned = (changes: Partial<Owned>): Owned => ({
  ...{ place: 'after', line: line(1), until: undefined, bytes: 3, start: 0, end: 1 },
  ...changes,
});

test('growth between two lines of one kind is that kind’s, like growth at them', () => {
  const between = owned({ place: 'between', until: line(1) });
  expect(groupsOf([owned({ place: 'at' }), between]).map(({ bytes }) => bytes)).toEqual([6]);
});

test('growth between two kinds is a group of its own', () => {
  const between = owned({ place: 'between', until: line(2) });
  expect(groupsOf([owned({}), between])).toHaveLength(2);
});
