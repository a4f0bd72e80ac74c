import type { Clock } from '../host/clock.ts';
import type { Delivery } from '../host/deliver.ts';
import { type Diagnostics, NO_DIAGNOSTICS } from '../host/diagnostics.ts';

export interface Member {
  readonly pid: number;
  readonly started: number;
}

export interface StoppingPlan {
  /** Every living process of the tree at this moment. */
  readonly members: () => readonly Member[];
  readonly signal: (pid: number, name: 'SIGTERM' | 'SIGCONT' | 'SIGKILL') => Delivery;
  readonly clock: Clock;
  /** Time between TERM and KILL, milliseconds. */
  readonly grace: number;
  readonly diagnostics?: Diagnostics;
}

export interface Stopping {
  /** Resolves once the tree is gone, with the pids that we may not signal, which may still run. Never rejects. */
  readonly done: Promise<readonly number[]>;
  /** Ends the grace now. */
  hurry(): void;
}

/** How often to look for processes that are new or still there. */
const RESCAN_EVERY_MS = 20;
/** After KILL, rescan at once up to this often, to catch fork loops. */
const MAX_KILL_PASSES = 50;

/**
 * Ends a whole tree: TERM to every process once, newcomers included; after the grace KILL, repeated until none is left.
 * Stopped processes are continued, because they could not act on their TERM otherwise.
 */
export function stopTree(plan: StoppingPlan): Stopping {
  const { members, signal, clock, grace, diagnostics = NO_DIAGNOSTICS } = plan;
  const termed = new Set<string>();
  const refused = new Set<number>();
  let deadline = clock.monotonic() + grace;
  let timer: { cancel(): void } | undefined;
  let finished: (pids: readonly number[]) => void = () => undefined;
  const done = new Promise<readonly number[]>((resolve) => {
    finished = resolve;
  });

  const living = (): readonly Member[] => members().filter(({ pid }) => !refused.has(pid));

  const send = (pid: number, name: 'SIGTERM' | 'SIGKILL'): void => {
    const delivery = signal(pid, name);
    diagnostics.debug('process signalled', { pid, signal: name, delivery });
    if (delivery === 'refused') refused.add(pid);
    else if (name === 'SIGTERM' && delivery === 'sent') signal(pid, 'SIGCONT');
  };

  const term = (): boolean => {
    const left = living();
    for (const { pid, started } of left) {
      const identity = `${pid} ${started}`;
      if (termed.has(identity)) continue;
      termed.add(identity);
      send(pid, 'SIGTERM');
    }
    return left.length === 0;
  };

  const kill = (): boolean => {
    const killed = new Set<number>();
    for (let pass = 0; pass < MAX_KILL_PASSES; pass++) {
      const fresh = living().filter(({ pid }) => !killed.has(pid));
      if (fresh.length === 0) break;
      for (const { pid } of fresh) {
        killed.add(pid);
        send(pid, 'SIGKILL');
      }
    }
    return living().length === 0;
  };

  const look = (): void => {
    const gone = clock.monotonic() < deadline ? term() : kill();
    if (gone) finished([...refused]);
    else timer = clock.after(RESCAN_EVERY_MS, look);
  };

  look();
  return {
    done,
    hurry() {
      deadline = Number.NEGATIVE_INFINITY;
      if (timer === undefined) return;
      timer.cancel();
      look();
    },
  };
}
