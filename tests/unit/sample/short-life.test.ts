import { expect, test } from 'vitest';
import { mostHeld } from '../../../src/sample/linux/short-life.ts';
import { FakeProc } from './fake-proc.ts';

const MIB = 2 ** 20;

/** Page faults are those of the process and of the children it waited for; ticks likewise. */
function heldBy({ state = 'Z', faults = [85, 0, 0, 0], ticks = [0, 0, 0, 0], schedstat = '' }) {
  const proc = new FakeProc();
  const numbers = [...faults, ...ticks].join(' ');
  proc.files.set('/proc/9/stat', `9 (a) b) Z) ${state} 1 9 9 0 -1 4227084 ${numbers} 20 0 1 0 5`);
  if (schedstat !== '') proc.files.set('/proc/9/schedstat', schedstat);
  return mostHeld(proc, 9);
}

test('a command that ended at once held what its page faults and its CPU time allow', () => {
  expect(heldBy({ schedstat: '1000000 5 2\n' })).toBe(85 * 65_536 + 16 * MIB);
});

test('so did the children that it waited for', () => {
  const held = heldBy({ faults: [10, 20, 1, 1], ticks: [0, 1, 0, 2], schedstat: '1000 5 2' });
  expect(held).toBe(32 * 65_536 + 16 * MIB * (30 + 40));
});

test('without schedstat less than a tick counts as a whole one, of each kind', () => {
  expect(heldBy({})).toBe(85 * 65_536 + 16 * MIB * 40);
});

test('one that lives, or is gone, is not asked', () => {
  expect(heldBy({ state: 'S' })).toBeUndefined();
  expect(mostHeld(new FakeProc(), 9)).toBeUndefined();
});
