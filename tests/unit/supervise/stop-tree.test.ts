import { expect, test } from 'vitest';
import type { Delivery } from '../../../src/host/deliver.ts';
import { type Stopping, stopTree } from '../../../src/supervise/stop-tree.ts';
import { ManualClock } from '../manual-clock.ts';

/** Processes by pid: what a signal makes of each. */
interface Fake {
  readonly ends: ('SIGTERM' | 'SIGKILL')[];
  readonly refuses?: boolean;
  /** Told that it is dying; may bring newcomers. */
  readonly dies?: () => void;
}

function scene(grace = 1000) {
  const clock = new ManualClock();
  const tree = new Map<number, Fake>();
  const sent: string[] = [];
  const signal = (pid: number, name: 'SIGTERM' | 'SIGCONT' | 'SIGKILL'): Delivery => {
    const fake = tree.get(pid);
    if (fake === undefined) return 'gone';
    if (fake.refuses) return 'refused';
    sent.push(`${name} ${pid}`);
    if (name !== 'SIGCONT' && fake.ends.includes(name)) {
      tree.delete(pid);
      fake.dies?.();
    }
    return 'sent';
  };
  const members = () => [...tree.keys()].map((pid) => ({ pid, started: pid * 10 }));
  const start = (): Stopping => stopTree({ members, signal, clock, grace });
  return { clock, tree, sent, start };
}

async function outcome(stopping: Stopping): Promise<readonly number[] | 'not yet'> {
  return Promise.race([
    stopping.done,
    Promise.resolve()
      .then(() => Promise.resolve())
      .then(() => 'not yet' as const),
  ]);
}

test('every process gets TERM at once, and that may be enough', async () => {
  const { tree, sent, start, clock } = scene();
  tree.set(1, { ends: ['SIGTERM'] }).set(2, { ends: ['SIGTERM'] });
  const stopping = start();
  expect(sent).toEqual(['SIGTERM 1', 'SIGTERM 2']);
  await clock.pass(20);
  expect(await outcome(stopping)).toEqual([]);
});

test('a process that traps TERM gets it once, is continued in case it was stopped, and is killed after the grace', async () => {
  const { tree, sent, start, clock } = scene(1000);
  tree.set(7, { ends: ['SIGKILL'] });
  const stopping = start();
  await clock.pass(999);
  expect(sent).toEqual(['SIGTERM 7', 'SIGCONT 7']);
  expect(await outcome(stopping)).toBe('not yet');
  await clock.pass(25);
  expect(sent).toEqual(['SIGTERM 7', 'SIGCONT 7', 'SIGKILL 7']);
  expect(await outcome(stopping)).toEqual([]);
});

test('a new process is ended like the others', async () => {
  const { tree, sent, start, clock } = scene();
  tree.set(1, { ends: ['SIGTERM'], dies: () => void tree.set(2, { ends: ['SIGTERM'] }) });
  const stopping = start();
  expect(await outcome(stopping)).toBe('not yet');
  await clock.pass(20);
  expect(sent).toEqual(['SIGTERM 1', 'SIGTERM 2']);
  await clock.pass(20);
  expect(await outcome(stopping)).toEqual([]);
});

test('a process that forks while dying is outrun by rescanning without a pause', async () => {
  const { tree, start, clock } = scene(0);
  let next = 1;
  const breed = (): void => {
    if (next < 40) tree.set(next++, { ends: ['SIGKILL'], dies: breed });
  };
  breed();
  const stopping = start();
  await clock.pass(0);
  expect(tree.size).toBe(0);
  expect(await outcome(stopping)).toEqual([]);
});

test('a process that we may not signal is reported and not waited for', async () => {
  const { tree, start, clock } = scene();
  tree.set(1, { ends: [], refuses: true }).set(2, { ends: ['SIGTERM'] });
  const stopping = start();
  await clock.pass(20);
  expect(await outcome(stopping)).toEqual([1]);
});

test('hurry() ends the grace at once', async () => {
  const { tree, sent, start } = scene(60_000);
  tree.set(3, { ends: ['SIGKILL'] });
  const stopping = start();
  stopping.hurry();
  expect(sent.at(-1)).toBe('SIGKILL 3');
  expect(await outcome(stopping)).toEqual([]);
});

test('a reused pid gets a TERM of its own', async () => {
  const clock = new ManualClock();
  const sent: number[] = [];
  let members = [{ pid: 5, started: 1 }];
  stopTree({
    members: () => members,
    signal: (pid, name) => {
      if (name === 'SIGTERM') sent.push(pid);
      return 'sent';
    },
    clock,
    grace: 1000,
  });
  members = [{ pid: 5, started: 2 }];
  await clock.pass(20);
  await clock.pass(20);
  expect(sent).toEqual([5, 5]);
});
