import { expect, test } from 'vitest';
import { Disposer } from '../../../src/run/disposer.ts';

function scene(failing: readonly string[] = []) {
  const closed: string[] = [];
  const owner = new Disposer();
  for (const name of ['first', 'second', 'third']) {
    owner.add(async () => {
      // In a later turn, so that closing without waiting gives another order.
      await Promise.resolve();
      closed.push(name);
      if (failing.includes(name)) throw new Error(name);
    });
  }
  return { owner, closed };
}

test('what was opened last is closed first, one after the other', async () => {
  const { owner, closed } = scene();
  await owner.dispose();
  expect(closed).toEqual(['third', 'second', 'first']);
});

test('each is closed once, also when disposed of twice', async () => {
  const { owner, closed } = scene();
  await owner.dispose();
  await owner.dispose();
  expect(closed).toHaveLength(3);
});

test('one that fails does not keep the others open, and the first error is thrown', async () => {
  const { owner, closed } = scene(['third', 'second']);
  await expect(owner.dispose()).rejects.toThrow('third');
  expect(closed).toEqual(['third', 'second', 'first']);
});
