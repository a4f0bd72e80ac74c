import { expect, test } from 'vitest';
import type { Self } from '../../../src/host/self.ts';
import type { SignalRelay } from '../../../src/launch/signal-relay.ts';
import type { Child } from '../../../src/launch/spawn-command.ts';
import { SignalRouter } from '../../../src/supervise/signal-router.ts';

const NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15, SIGTSTP: 20, SIGCONT: 18, SIGWINCH: 28 };

/** A world in which signals are sent by calling `arrive`; `group` is what the relay has heard. */
function world(
  options: {
    ignored?: number[];
    answers?: boolean;
    foreground?: boolean;
    gone?: () => boolean;
  } = {},
) {
  const handlers = new Map<string, () => void>();
  const raised: string[] = [];
  const delivered: string[] = [];
  const group = new Set<string>();
  const self: Self = {
    pid: 1,
    onSignal(name, act) {
      handlers.set(name, act);
      return () => handlers.delete(name);
    },
    raise: (name) => void raised.push(name),
    isForeground: () => options.foreground ?? false,
    cpu: () => 0,
  };
  const relay: SignalRelay = {
    pid: 2,
    heard: async () => {
      const names = new Set(group);
      group.clear();
      return options.answers === false ? undefined : names;
    },
    release: () => undefined,
    takeOver: () => undefined,
    end: () => undefined,
  };
  const child: Child = {
    pid: 3,
    exited: new Promise(() => undefined),
    signal: (name) => !(options.gone?.() ?? false) && delivered.push(name) > 0,
  };
  const router = new SignalRouter(self, new Set(options.ignored ?? []), NUMBERS);
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  };
  return {
    router,
    raised,
    delivered,
    handlers,
    settle,
    start: () => router.started(child, relay),
    async arrive(name: string, to: 'us' | 'the group' = 'us') {
      if (to === 'the group') group.add(name);
      handlers.get(name)?.();
      await settle();
    },
  };
}

test('a signal to us alone is passed on once', async () => {
  const { start, arrive, delivered } = world();
  start();
  await arrive('SIGTERM');
  expect(delivered).toEqual(['SIGTERM']);
});

test('a signal to the whole group has reached the command already', async () => {
  const { start, arrive, delivered } = world();
  start();
  await arrive('SIGTERM', 'the group');
  await arrive('SIGTERM');
  expect(delivered).toEqual(['SIGTERM']);
});

test('a signal to the launcher as pid 1 is passed on once, and not if the group had it', async () => {
  const { router, start, arrive, delivered, settle } = world();
  start();
  router.firstProcessGot('SIGTERM');
  await settle();
  expect(delivered).toEqual(['SIGTERM']);
  // All three get it: the command, we, and pid 1; in whichever order we hear of it.
  await arrive('SIGINT', 'the group');
  router.firstProcessGot('SIGINT');
  await settle();
  await arrive('SIGINT', 'the group');
  router.firstProcessGot('SIGINT');
  await settle();
  expect(delivered).toEqual(['SIGTERM']);
  router.firstProcessGot('SIGINT');
  await settle();
  expect(delivered).toEqual(['SIGTERM', 'SIGINT']);
});

test('a signal to pid 1 after the end of the run ends us', () => {
  const { router, start, raised } = world();
  start();
  router.close();
  router.firstProcessGot('SIGTERM');
  expect(raised).toEqual(['SIGTERM']);
});

test('a signal before the command is started is delivered when it is', async () => {
  const { start, arrive, delivered } = world();
  await arrive('SIGTERM');
  expect(delivered).toEqual([]);
  start();
  expect(delivered).toEqual(['SIGTERM']);
});

test('a signal that was ignored when we were started is not passed on', async () => {
  const { start, arrive, delivered, handlers } = world({ ignored: [1] });
  start();
  await arrive('SIGHUP');
  expect(handlers.has('SIGHUP')).toBe(true);
  expect(delivered).toEqual([]);
});

test('without an answer from the relay a signal of the terminal counts as sent to the group if we are in the foreground', async () => {
  const inFront = world({ answers: false, foreground: true });
  inFront.start();
  await inFront.arrive('SIGINT');
  await inFront.arrive('SIGTERM');
  expect(inFront.delivered).toEqual(['SIGTERM']);
  const behind = world({ answers: false, foreground: false });
  behind.start();
  await behind.arrive('SIGINT');
  expect(behind.delivered).toEqual(['SIGINT']);
});

test('Ctrl-Z stops us as well, and we listen again afterwards', async () => {
  const { start, arrive, delivered, raised, handlers } = world();
  start();
  await arrive('SIGTSTP', 'the group');
  expect(delivered).toEqual([]);
  expect(raised).toEqual(['SIGTSTP']);
  expect(handlers.has('SIGTSTP')).toBe(true);
});

test('after the end of the command a signal asks us to leave', async () => {
  const { router, start, arrive, delivered } = world();
  start();
  const left: string[] = [];
  router.ended((name) => left.push(name));
  await arrive('SIGTERM');
  expect(left).toEqual(['SIGTERM']);
  expect(delivered).toEqual([]);
});

test('closing restores the default actions', () => {
  const { router, handlers } = world();
  router.close();
  expect(handlers.size).toBe(0);
});

test('a signal that finds the command gone asks us to leave, whether or not its end is known yet', async () => {
  for (const known of ['before', 'after']) {
    const { router, start, arrive, delivered } = world({ gone: () => true });
    start();
    const left: string[] = [];
    // The relay is asked first: that is when the end of the command becomes known.
    const arrival = arrive('SIGTERM');
    if (known === 'before') router.ended((name) => left.push(name));
    await arrival;
    if (known === 'after') router.ended((name) => left.push(name));
    expect(left).toEqual(['SIGTERM']);
    expect(delivered).toEqual([]);
  }
});

test('after the end of the command a resized window is no reason to leave, and Ctrl-Z stops us', async () => {
  const { router, start, arrive, raised } = world();
  start();
  const left: string[] = [];
  router.ended((name) => left.push(name));
  for (const name of ['SIGWINCH', 'SIGCONT', 'SIGTSTP']) await arrive(name, 'the group');
  expect(left).toEqual([]);
  expect(raised).toEqual(['SIGTSTP']);
});
