import type { Clock } from '../host/clock.ts';
import { deliver } from '../host/deliver.ts';
import { type Diagnostics, NO_DIAGNOSTICS } from '../host/diagnostics.ts';
import type { Unjudged } from '../limits/bounds.ts';
import type { Breach } from '../limits/breach.ts';
import { atMoment, holdersOf } from '../limits/breach-evidence.ts';
import { breachLine } from '../limits/breach-line.ts';
import { explainBreach, explanationSoFar, withReading } from '../limits/explain-breach.ts';
import { LimitChecker } from '../limits/limit-checker.ts';
import type { LimitSetup } from '../limits/setup.ts';
import { unjudgedLine } from '../limits/unjudged-words.ts';
import type { UnseenMoment } from '../limits/unseen-bounds.ts';
import { metricOfBreach } from '../recording/breach-metric.ts';
import type { Metric } from '../recording/metrics.ts';
import type { BreachRecord, StreamRecord } from '../recording/records.ts';
import type { Sampler, TreeSample } from '../sample/sampler.ts';
import type { SampleNeeds } from '../supervise/sampling.ts';
import { type Stopping, stopTree } from '../supervise/stop-tree.ts';
import type { Timeline } from '../supervise/timeline.ts';
import type { BreachHooks } from './breach-hooks.ts';
import type { CgroupLimit } from './cgroup-limit.ts';
import type { Growth } from './current-growth.ts';

export interface LimitWatchPlan {
  readonly setup: LimitSetup;
  /** The command in a few words. */
  readonly command: string;
  /** The command's own cgroup, if it has one. */
  readonly cgroup: CgroupLimit | undefined;
  readonly sampler: Pick<Sampler, 'members' | 'missing' | 'shortLife'>;
  readonly clock: Clock;
  readonly timeline: Timeline;
  readonly emit: (record: StreamRecord) => void;
  readonly say: (text: string) => void;
  /** The last lines of the output. */
  readonly tail: (count: number) => readonly string[];
  /** The phase that the run is in and what its growth follows, as far as that is known at this moment. */
  readonly growth: (metric: Metric | undefined) => Promise<Growth>;
  /** Runs `--breach-hook`. */
  readonly hooks?: Pick<BreachHooks, 'run' | 'stop' | 'done'>;
  readonly diagnostics?: Diagnostics;
}

/** How many lines of output a breach record holds, and how many characters of each. */
const EVIDENCE_LINES = 10;
const MAX_LINE_LENGTH = 500;
/** What broke a ceiling is explained with the next reading of PSS, or without one after this time. */
const EXPLAIN_WITHIN_MS = 10_000;

/** Holds a run to its limits: reports and records each breach, and ends the command if `--on-breach kill` says so. */
export class LimitWatch {
  readonly #plan: LimitWatchPlan;
  readonly #checker: LimitChecker;
  readonly #breaches: Breach[] = [];
  readonly #unjudged: Unjudged[] = [];
  #last: TreeSample | undefined;
  #commandLives = true;
  #stopping: Stopping | undefined;
  /** The hook that runs before the tree is ended. */
  #beforeEnd: Promise<void> | undefined;
  #killed = false;
  /** Breach records are written one after the other: each waits for what the growth follows. */
  #recorded: Promise<void> = Promise.resolve();
  /** Breaches whose kind of memory is not known yet. */
  #unexplained: { readonly breach: Breach; readonly at: number }[] = [];

  constructor(plan: LimitWatchPlan) {
    this.#plan = plan;
    const { setup, timeline, sampler } = plan;
    this.#checker = new LimitChecker(setup.limits, timeline.start, sampler.missing);
  }

  /** The limits that were broken, in order. */
  get breaches(): readonly Breach[] {
    return this.#breaches;
  }

  /** The limits that could not be judged; complete once `finish` has resolved and the baseline is compared. */
  get unjudged(): readonly Unjudged[] {
    return this.#unjudged;
  }

  /** Whether a breach fails the run, or a limit that could not be judged. */
  get failsRun(): boolean {
    if (this.#breaches.length > 0 && this.#plan.setup.onBreach !== 'warn') return true;
    return this.#unjudged.length > 0 && this.#failsUnknown;
  }

  get #failsUnknown(): boolean {
    const { onBreach, ifUnknown } = this.#plan.setup;
    return ifUnknown === 'fail' && onBreach !== 'warn';
  }

  /** Whether the command was ended for a breach: it was alive when we began to end it, or the kernel did it for us. */
  get killed(): boolean {
    return this.#killed;
  }

  /** Whether the tree is being ended. */
  get stopping(): boolean {
    return this.#stopping !== undefined;
  }

  /** Checks a measurement; returns what the next one has to look at. */
  check(sample: TreeSample, at: number): SampleNeeds {
    this.#last = sample;
    for (const breach of this.#checker.check(sample, at)) this.#add(breach, at);
    this.#checkCgroup(at);
    this.#explain(sample, at);
    const headroom = this.#checker.headroom(sample);
    const { diagnostics = NO_DIAGNOSTICS, setup } = this.#plan;
    if (diagnostics.tracing && Object.keys(setup.limits).length > 0) {
      diagnostics.trace('limits checked', { headroom });
    }
    return {
      headroom,
      wantsPss: this.#checker.wantsPss(sample) || this.#unexplained.length > 0,
    };
  }

  /** What lived unseen: the kernel, which holds the ceiling of a cgroup of its own, sees it too. */
  checkUnseen(moment: UnseenMoment): void {
    if (this.#plan.cgroup === undefined) this.#checker.checkUnseen(moment);
  }

  /**
   * Called when the command has ended. If its tree is being ended, resolves once none of it is left, or only what we may
   * not signal. `hurried` resolves when a signal asks us to leave.
   */
  async settled(hurried: Promise<void>): Promise<void> {
    this.#commandLives = false;
    void hurried.then(() => this.#plan.hooks?.stop());
    await this.#beforeEnd;
    if (this.#stopping === undefined) return;
    const { done, hurry } = this.#stopping;
    void hurried.then(hurry);
    const refused = await done;
    if (refused.length > 0) {
      this.#plan.say(`still running, no permission to end it: process ${refused.join(', ')}`);
    }
  }

  /** Checks what can only be checked at the end. Resolves once every breach is recorded. */
  async finish(): Promise<void> {
    const now = this.#plan.timeline.now();
    const { shortLife } = this.#plan.sampler;
    if (shortLife !== undefined) this.#checker.checkShortLife(shortLife);
    for (const breach of this.#checker.finish(now)) this.#add(breach, now);
    for (const unjudged of this.#checker.unjudged) this.addUnjudged(unjudged);
    this.#checkCgroup(now);
    if (this.#last !== undefined) this.#explain(this.#last, Number.POSITIVE_INFINITY);
    await this.#recorded;
    await this.#plan.hooks?.done;
  }

  /** Reports a limit of which it cannot be told whether it was kept. It never ends the command. */
  addUnjudged(unjudged: Unjudged): void {
    this.#unjudged.push(unjudged);
    this.#plan.say(unjudgedLine(unjudged, this.#failsUnknown));
  }

  /** Reports and records a breach that was found elsewhere. */
  async add(breach: Breach): Promise<void> {
    this.#add(breach, this.#plan.timeline.now());
    await this.#recorded;
  }

  #checkCgroup(at: number): void {
    if (this.#breaches.some(({ by }) => by === 'cgroup')) return;
    const breach = this.#plan.cgroup?.breach();
    if (breach === undefined) return;
    this.#add(breach, at);
    // The kernel has already killed one of the processes, perhaps the command itself.
    this.#killed = true;
  }

  /** Says which kind of memory broke a ceiling, once that is known. */
  #explain(sample: TreeSample, at: number): void {
    if (this.#unexplained.length === 0) return;
    const ripe = this.#unexplained.filter(
      (one) => sample.pss !== undefined || at - one.at >= EXPLAIN_WITHIN_MS,
    );
    this.#unexplained = this.#unexplained.filter((one) => !ripe.includes(one));
    for (const { breach } of ripe) {
      const known = withReading(breach, sample);
      const words = explanationSoFar(explainBreach(known, { peaks: known.sizes ?? {} }));
      if (words !== undefined) this.#plan.say(words);
    }
  }

  #add(found: Breach, at: number): void {
    const {
      setup,
      timeline,
      command,
      say,
      tail,
      growth,
      emit,
      diagnostics = NO_DIAGNOSTICS,
    } = this.#plan;
    const breach = atMoment(found, this.#last);
    this.#breaches.push(breach);
    this.#unexplained.push({ breach, at });
    diagnostics.debug('limit broken', { ...breach, onBreach: setup.onBreach });
    const hook = this.#plan.hooks?.run(breach, this.#last);
    if (setup.onBreach === 'kill') this.#endTree(hook);
    const then = this.#commandLives ? setup.onBreach : 'ended';
    say(breachLine(breach, at - timeline.start, command, then));
    const evidence = evidenceOf(breach, this.#last, tail(EVIDENCE_LINES));
    this.#recorded = this.#recorded.then(async () => {
      const place = await growth(metricOfBreach(breach));
      emit({ type: 'breach', time: timeline.now(), ...evidence, ...place, ...breach });
    });
  }

  /** After the hook, which takes its time from the grace. */
  #endTree(hook: Promise<void> | undefined): void {
    if (this.#stopping !== undefined || this.#beforeEnd !== undefined) return;
    const { clock, setup } = this.#plan;
    this.#killed = this.#commandLives;
    const deadline = clock.monotonic() + setup.grace;
    if (hook === undefined) this.#stopTree(setup.grace);
    else {
      this.#beforeEnd = hook.then(() => {
        this.#killed = this.#commandLives;
        this.#stopTree(Math.max(0, deadline - clock.monotonic()));
      });
    }
  }

  #stopTree(grace: number): void {
    const { sampler, clock, diagnostics = NO_DIAGNOSTICS } = this.#plan;
    this.#stopping = stopTree({
      members: () => sampler.members(),
      signal: deliver,
      clock,
      grace,
      diagnostics,
    });
  }
}

function evidenceOf(
  breach: Breach,
  sample: TreeSample | undefined,
  lines: readonly string[],
): Pick<BreachRecord, 'processes' | 'lines'> {
  const processes = sample === undefined ? [] : holdersOf(breach, sample);
  return {
    ...(processes.length > 0 && { processes }),
    ...(lines.length > 0 && { lines: lines.map((line) => line.slice(0, MAX_LINE_LENGTH)) }),
  };
}
