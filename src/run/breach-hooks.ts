import type { Clock } from '../host/clock.ts';
import type { Hook } from '../launch/breach-hook.ts';
import type { Breach } from '../limits/breach.ts';
import type { LimitSetup } from '../limits/setup.ts';
import { limitRow } from '../limits/table.ts';
import type { StreamRecord } from '../recording/records.ts';
import type { Sampler, TreeSample } from '../sample/sampler.ts';
import type { Timeline } from '../supervise/timeline.ts';

export interface BreachHooksPlan {
  readonly setup: Pick<LimitSetup, 'hook' | 'onBreach' | 'grace'>;
  /** The command's own environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The recording. */
  readonly file: string;
  readonly sampler: Pick<Sampler, 'members'>;
  readonly clock: Clock;
  readonly timeline: Timeline;
  readonly emit: (record: StreamRecord) => void;
  readonly say: (text: string) => void;
  /** Masks what it writes. */
  readonly mask: (text: string) => string;
}

/** The hook's part of the grace where the tree is ended afterwards: the rest is for what TERM sets off. */
const PART_OF_GRACE = 0.8;

/** Runs the command of `--breach-hook` at each breach, one after the other. */
export class BreachHooks {
  readonly #plan: BreachHooksPlan;
  #last: Promise<void> = Promise.resolve();
  #running: Hook | undefined;
  #stopped = false;

  constructor(plan: BreachHooksPlan) {
    this.#plan = plan;
  }

  /**
   * Runs the hook for a breach, if there is one and somebody of the tree lives. Resolves when it has ended, or its time is
   * over; undefined where there is nothing to run. Never rejects.
   */
  run(breach: Breach, sample: TreeSample | undefined): Promise<void> | undefined {
    const { setup, sampler, clock } = this.#plan;
    if (setup.hook === undefined || this.#stopped) return undefined;
    const pids = sampler.members().map(({ pid }) => pid);
    if (pids.length === 0) return undefined;
    const { command, timeout } = setup.hook;
    const most = setup.onBreach === 'kill' ? setup.grace * PART_OF_GRACE : Number.POSITIVE_INFINITY;
    const deadline = clock.monotonic() + Math.min(timeout, most);
    const env = { ...this.#plan.env, ...variables(breach, pids, sample, this.#plan.file) };
    const run = async (): Promise<void> => {
      // Only a run with a hook that breaks a limit needs this.
      const { startHook } = await import('../launch/breach-hook.ts');
      const left = deadline - clock.monotonic();
      if (this.#stopped || (left <= 0 && setup.onBreach === 'kill')) return;
      const { emit, say, timeline, mask } = this.#plan;
      const { limit } = breach;
      this.#running = startHook({
        command,
        env,
        timeout: setup.onBreach === 'kill' ? left : timeout,
        clock,
        emit: ({ msg, ...part }) =>
          emit({
            type: 'hook',
            time: timeline.now(),
            limit,
            ...part,
            ...(msg !== undefined && { msg: mask(msg) }),
          }),
        say: (text) => say(mask(text)),
      });
      await this.#running.done;
      this.#running = undefined;
    };
    // A process that cannot be made at all is thrown, and nothing here may fail the run.
    this.#last = this.#last.then(run).catch((error: unknown) => {
      this.#plan.say(`--breach-hook failed: ${error instanceof Error ? error.message : error}`);
    });
    return this.#last;
  }

  /** Resolves when all of them have ended. */
  get done(): Promise<void> {
    return this.#last;
  }

  /** We are asked to leave: ends the one that runs, and runs no more. */
  stop(): void {
    this.#stopped = true;
    this.#running?.stop();
  }
}

/** What the hook is told; sizes in bytes, growth per time in bytes a second. */
function variables(
  { limit, allowed, measured }: Breach,
  pids: readonly number[],
  sample: TreeSample | undefined,
  file: string,
): Record<string, string> {
  const row = limitRow(limit);
  const perSecond = row?.check.kind === 'slope' ? 1000 : 1;
  const figure = (value: number): string => String(Math.round(value * perSecond));
  return {
    MEMWRAP_PID: String(largest(sample, pids, row?.metric)),
    MEMWRAP_PIDS: pids.join(' '),
    MEMWRAP_FILE: file,
    MEMWRAP_LIMIT: limit,
    MEMWRAP_MEASURED: figure(measured),
    MEMWRAP_ALLOWED: figure(allowed),
  };
}

/** The living process that holds the most of what the limit is about; by RSS where that is not known of each. */
function largest(
  sample: TreeSample | undefined,
  pids: readonly number[],
  metric: keyof TreeSample['top'][number] | undefined,
): number | undefined {
  const living = (sample?.top ?? []).filter(({ pid }) => pids.includes(pid));
  const known = metric !== undefined && living.some((one) => one[metric] !== undefined);
  const size = (one: (typeof living)[number]): number =>
    known ? Number(one[metric] ?? 0) : one.rss;
  return living.toSorted((a, b) => size(b) - size(a))[0]?.pid ?? pids[0];
}
