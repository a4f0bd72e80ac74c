import { expect, test } from 'vitest';
import type { Capture } from '../../../src/capture/capture.ts';
import type { SignalRelay } from '../../../src/launch/signal-relay.ts';
import { DRAIN_TIMEOUT_MS, drain } from '../../../src/supervise/drain.ts';
import { ManualClock } from '../manual-clock.ts';

function scene() {
  const happened: string[] = [];
  let finish: () => void = () => undefined;
  const capture: Capture = {
    done: new Promise((resolve) => {
      finish = resolve;
    }),
    release() {
      happened.push('released');
      finish();
    },
  };
  const relay: SignalRelay = {
    pid: 1,
    heard: async () => undefined,
    release: () => undefined,
    takeOver: () => void happened.push('taken over'),
    end: () => void happened.push('ended'),
  };
  return { happened, capture, relay, finish: () => finish() };
}
const never = new Promise<void>(() => undefined);

test('when the pipes end, the relay is ended', async () => {
  const { happened, capture, relay, finish } = scene();
  const clock = new ManualClock();
  const drained = drain([capture], relay, clock, never);
  finish();
  await drained;
  expect(happened).toEqual(['ended']);
  expect(clock.waiting).toBe(0);
});

test('a descendant that keeps a pipe open is waited for up to the limit, then the relay takes over', async () => {
  const { happened, capture, relay } = scene();
  const clock = new ManualClock();
  const drained = drain([capture], relay, clock, never);
  await clock.pass(DRAIN_TIMEOUT_MS - 1);
  expect(happened).toEqual([]);
  await clock.pass(1);
  await drained;
  expect(happened).toEqual(['released', 'taken over']);
});

test('a signal ends the wait early', async () => {
  const { happened, capture, relay } = scene();
  await drain([capture], relay, new ManualClock(), Promise.resolve());
  expect(happened).toEqual(['released', 'taken over']);
});
