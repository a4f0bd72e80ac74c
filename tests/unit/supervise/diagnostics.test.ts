import { expect, test } from 'vitest';
import type { Self } from '../../../src/host/self.ts';
import type { SignalRelay } from '../../../src/launch/signal-relay.ts';
import type { Child } from '../../../src/launch/spawn-command.ts';
import { AdaptiveSchedule } from '../../../src/supervise/schedule.ts';
import { SignalRouter } from '../../../src/supervise/signal-router.ts';
import { stopTree } from '../../../src/supervise/stop-tree.ts';
import { collectDiagnostics } from '../collected-diagnostics.ts';
import { ManualClock } from '../manual-clock.ts';

const MIB = 1024 * 1024;

test('the schedule reports a new interval with its reason, not each small step', () => {
  const { diagnostics, of } = collectDiagnostics();
  const schedule = new AdaptiveSchedule(0, diagnostics);
  let asked = 0;
  for (let at = 0; at < 5000; asked++) at += schedule.next({ at, rss: 100 * MIB, cost: 0.05 }).wait;
  const plateau = of('interval changed');
  expect(plateau[0]).toMatchObject({ from: 0, to: 5, why: 'moving' });
  expect(plateau.at(-1)).toMatchObject({ why: 'still' });
  expect(plateau.length).toBeLessThan(asked / 2);
  schedule.next({ at: 5100, rss: 100 * MIB, cost: 0.05, headroom: MIB });
  expect(of('interval changed').at(-1)).toMatchObject({ why: 'limit near' });
});

test('the schedule names the cost of a measurement where that decides', () => {
  const { diagnostics, of } = collectDiagnostics();
  const schedule = new AdaptiveSchedule(0, diagnostics);
  for (let at = 0; at < 3000; ) at += schedule.next({ at, rss: 100 * MIB, cost: 40 }).wait;
  expect(of('interval changed').at(-1)).toMatchObject({ why: 'cost', to: 800 });
});

test('the router reports which signals it passed on and which the group had already', async () => {
  const { diagnostics, events } = collectDiagnostics();
  const handlers = new Map<string, () => void>();
  const self: Self = {
    pid: 1,
    onSignal(name, act) {
      handlers.set(name, act);
      return () => undefined;
    },
    raise: () => undefined,
    isForeground: () => false,
    cpu: () => 0,
  };
  const heard = [new Set(['SIGINT']), new Set<string>()];
  const relay: SignalRelay = {
    pid: 2,
    heard: async () => heard.shift(),
    release: () => undefined,
    takeOver: () => undefined,
    end: () => undefined,
  };
  const child: Child = { pid: 3, exited: new Promise(() => undefined), signal: () => true };
  const router = new SignalRouter(self, new Set(), { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 });
  handlers.get('SIGHUP')?.();
  router.started(child, relay, diagnostics);
  for (const name of ['SIGINT', 'SIGTERM']) {
    handlers.get(name)?.();
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  }
  router.ended(() => undefined);
  handlers.get('SIGTERM')?.();
  expect(events).toEqual([
    { event: 'early signal passed on', signal: 'SIGHUP' },
    { event: 'signal received', signal: 'SIGINT', alreadyReached: true, knownBy: 'relay' },
    { event: 'signal received', signal: 'SIGTERM', alreadyReached: false, knownBy: 'relay' },
    { event: 'signal after the end', signal: 'SIGTERM' },
  ]);
});

test('ending a tree reports each signal and what became of it', () => {
  const { diagnostics, events } = collectDiagnostics();
  const clock = new ManualClock();
  const members = () => [
    { pid: 7, started: 1 },
    { pid: 8, started: 2 },
  ];
  const signal = (pid: number) => (pid === 8 ? 'refused' : 'sent') as 'refused' | 'sent';
  stopTree({ members, signal, clock, grace: 1000, diagnostics });
  expect(events).toEqual([
    { event: 'process signalled', pid: 7, signal: 'SIGTERM', delivery: 'sent' },
    { event: 'process signalled', pid: 8, signal: 'SIGTERM', delivery: 'refused' },
  ]);
});
