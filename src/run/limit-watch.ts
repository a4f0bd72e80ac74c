import type { Clock } from '../host/clock.ts';
import { deliver } from '../host/deliver.ts';
import { type Diagnostics, NO_DIAGNOSTICS } from '../host/diagnostics.ts';
import { type Broken, breachLine, NO_REST } from '../limits/breach-line.ts';
import { Ceilings } from '../limits/ceilings.ts';
import type { GateSetup } from '../limits/setup.ts';
import type { BreachRecord, StreamRecord } from '../recording/records.ts';
import type { Sampler, TreeSample } from '../sample/sampler.ts';
import { type Stopping, stopTree } from '../supervise/stop-tree.ts';
import type { Timeline } from '../supervise/timeline.ts';
import type { HardLimit } from './cgroup-limit.ts';
import type { Growth } from './current-growth.ts';

/** Holds a run to its limits. */
export interface RunGate {
  /** Sees every measurement. */
  watch(sample: TreeSample, at: number): void;
  /** Of the last measurement: how far the nearest ceiling is, and whether PSS has to be read to judge it. */
  headroom(): number | undefined;
  wantsPss(): boolean;
  /** The command has ended: settles when nobody of the tree lives, where the tree is being ended. */
  settled(hurried: Promise<void>): Promise<void>;
  /** Judges what can be judged at the end only, and settles when every breach is written down. */
  finish(): Promise<void>;
  /** Writes a breach down that was found otherwise. */
  found(breach: Broken): Promise<void>;
  /** The limits that were broken, in their order. */
  readonly breaches: readonly Broken[];
  /** Something was broken that is to fail the run. */
  readonly broken: boolean;
  /** The command was alive when we began to end it. */
  readonly killed: boolean;
}

export interface RunGatePlan {
  readonly setup: GateSetup;
  /** The command in a few words. */
  readonly command: string;
  /** The command's own cgroup, where it has one. */
  readonly hardLimit: HardLimit | undefined;
  readonly sampler: Sampler;
  readonly clock: Clock;
  readonly timeline: Timeline;
  readonly emit: (record: StreamRecord) => void;
  readonly say: (text: string) => void;
  /** The last lines of the output. */
  readonly tail: (count: number) => readonly string[];
  /** Where the run is and what its growth follows, as far as it is known at this moment. */
  readonly growth: () => Promise<Growth>;
  readonly diagnostics?: Diagnostics;
}

const LINES = 10;
const LONGEST_LINE = 500;

/** Starts to hold a run to its limits. */
export function startRunGate(plan: RunGatePlan): RunGate {
  const { setup, sampler, clock, timeline, diagnostics = NO_DIAGNOSTICS } = plan;
  const ceilings = new Ceilings(setup.limits, timeline.start);
  const hasLimits = Object.keys(setup.limits).length > 0;
  let last: TreeSample | undefined;
  let stopping: Stopping | undefined;
  let commandLives = true;
  let broken = false;
  const breaches: Broken[] = [];
  let killed = false;
  let hardLimitBroken = false;
  let written: Promise<void> = Promise.resolve();

  const end = (): void => {
    if (stopping !== undefined) return;
    killed = commandLives;
    stopping = stopTree({
      members: () => sampler.members(),
      signal: deliver,
      clock,
      grace: setup.grace,
      diagnostics,
    });
  };

  const tell = (breach: Broken, at: number): void => {
    breaches.push(breach);
    diagnostics.debug('limit broken', { ...breach, onBreach: setup.onBreach });
    broken ||= setup.onBreach !== 'warn';
    if (setup.onBreach === 'kill') end();
    const then = commandLives ? setup.onBreach : 'ended';
    plan.say(breachLine(breach, at - timeline.start, plan.command, then));
    const evidence = evidenceOf(last, plan.tail(LINES));
    written = written.then(async () => {
      const growth = await plan.growth();
      plan.emit({ type: 'breach', time: timeline.now(), ...evidence, ...growth, ...breach });
    });
  };

  const checkHardLimit = (at: number): void => {
    const breach = hardLimitBroken ? undefined : plan.hardLimit?.broken();
    if (breach === undefined) return;
    hardLimitBroken = true;
    // The kernel has ended one of them already, be it the command itself.
    tell(breach, at);
    killed = true;
  };

  return {
    watch(sample, at) {
      last = sample;
      for (const breach of ceilings.check(sample, at)) tell(breach, at);
      checkHardLimit(at);
      if (diagnostics.tracing && hasLimits) {
        diagnostics.trace('limits checked', { headroom: ceilings.headroom(sample) });
      }
    },
    headroom: () => last && ceilings.headroom(last),
    wantsPss: () => last !== undefined && ceilings.wantsPss(last),
    async settled(hurried) {
      commandLives = false;
      if (stopping === undefined) return;
      const { done, hurry } = stopping;
      void hurried.then(hurry);
      const refused = await done;
      if (refused.length > 0) {
        plan.say(`not ours to end, still running: process ${refused.join(', ')}`);
      }
    },
    async finish() {
      const now = timeline.now();
      for (const breach of ceilings.finish(now)) tell(breach, now);
      if (ceilings.growthUnjudged) plan.say(`--max-growth is not judged: ${NO_REST}`);
      checkHardLimit(now);
      await written;
    },
    async found(breach) {
      tell(breach, timeline.now());
      await written;
    },
    breaches,
    get broken() {
      return broken;
    },
    get killed() {
      return killed;
    },
  };
}

function evidenceOf(
  sample: TreeSample | undefined,
  lines: readonly string[],
): Pick<BreachRecord, 'processes' | 'lines'> {
  const processes = (sample?.top ?? []).map(({ pid, name, rss }) => ({ pid, name, rss }));
  return {
    ...(processes.length > 0 && { processes }),
    ...(lines.length > 0 && { lines: lines.map((line) => line.slice(0, LONGEST_LINE)) }),
  };
}
