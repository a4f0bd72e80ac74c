import { collectOnlyWhenNeeded } from '../host/engine.ts';
import { nodeSelf } from '../host/node-self.ts';
import { isWatched } from '../limits/setup.ts';
import type { RecordSink, StreamRecord } from '../recording/records.ts';
import { createSampler } from '../sample/choose.ts';
import type { OomCounts } from '../sample/oom-counts.ts';
import { PeakFold } from '../sample/peak.ts';
import type { Sampler, TreeSample } from '../sample/sampler.ts';
import { createLazySummary, type LazySummary } from '../sinks/lazy-summary.ts';
import { type Sampling, startSampling } from '../supervise/sampling.ts';
import { AdaptiveSchedule, fixedSchedule } from '../supervise/schedule.ts';
import { BreachHooks } from './breach-hooks.ts';
import { currentGrowth } from './current-growth.ts';
import type { Disposer } from './disposer.ts';
import { KillWatch } from './kill-watch.ts';
import type { RunningCommand } from './launch-command.ts';
import { LimitWatch } from './limit-watch.ts';
import { markRules } from './mark-rules.ts';
import type { OpenRun } from './open-run.ts';
import { buildStartRecord } from './start-record.ts';
import { type RunStreams, startStreams } from './streams.ts';
import { UnbufferedCost } from './unbuffered-cost.ts';

/** Everything that watches a command while it runs. */
export interface Observation {
  /** Passes a record to every sink: the recording and, if there is one, the summary. */
  readonly emit: (record: StreamRecord) => void;
  /** Absent where nothing about the run will be printed or reported. */
  readonly summary: LazySummary | undefined;
  readonly streams: RunStreams;
  readonly sampler: Sampler;
  readonly sampling: Sampling;
  readonly peak: PeakFold;
  readonly limits: LimitWatch;
  /** Absent where Python was not told by us not to buffer. */
  readonly unbuffered: UnbufferedCost | undefined;
  readonly kills: KillWatch;
  /** As they were when the command was started. */
  readonly oomCounts: OomCounts;
}

/** By then everything lazy is loaded, which would otherwise be compiled again. */
const TUNE_GC_AFTER_MS = 2000;

/** Starts to watch the command: its output, its memory, its limits. `owner` closes what this opens. */
export async function observe(
  run: OpenRun,
  command: RunningCommand,
  owner: Disposer,
): Promise<Observation> {
  const summary = startSummary(run, owner);
  const sinks: RecordSink[] = [run.recording.writer, ...(summary === undefined ? [] : [summary])];
  const emit = fanOut(sinks);
  let sampling: Sampling | undefined;
  const unbuffered = run.added['PYTHONUNBUFFERED'] ? new UnbufferedCost() : undefined;
  const streams = observeStreams(run, command, unbuffered, emit, () => sampling?.wrote());
  const sampler = await startSampler(run, command, owner);
  const oomCounts = sampler.oomCounts();
  emit(buildStartRecord({ ...run, pid: command.child.pid, sampler }));
  const limits = watchLimits(run, { emit, summary, streams, sampler });
  const kills = new KillWatch({
    root: command.child.pid,
    sampler,
    stopping: () => limits.stopping,
    ownCgroup: run.cgroup?.folder,
    now: run.timeline.now,
    emit,
  });
  sinks.push(kills);
  const peak = new PeakFold();
  sampling = startSampling({
    sampler,
    clock: run.world.clock,
    timeline: run.timeline,
    schedule: scheduleOf(run),
    emit,
    watch(sample, at) {
      peak.add(sample, at);
      const needs = limits.check(sample, at);
      unbuffered?.saw(sample.seen);
      kills.check(sample);
      if (isNearlyFull(sample, sampler)) queueMicrotask(() => run.recording.writer.hurry());
      return needs;
    },
    unseen: (moment) => limits.checkUnseen(moment),
    argv: run.options.argv,
    masks: run.masks,
    diagnostics: run.diagnostics,
  });
  const gcTimer = run.world.clock.after(TUNE_GC_AFTER_MS, () => void collectOnlyWhenNeeded());
  owner.add(() => gcTimer.cancel());
  return { emit, summary, streams, sampler, sampling, peak, limits, kills, unbuffered, oomCounts };
}

/** From this part of its limit on a container may be full before the next records would be written. */
const NEARLY_FULL = 0.75;

/** Whether the kernel may soon kill for the container's limit, perhaps memwrap itself. */
function isNearlyFull({ cgroup }: TreeSample, { host }: Sampler): boolean {
  return cgroup !== undefined && cgroup > NEARLY_FULL * (host.cgroupLimit ?? Infinity);
}

function startSummary(
  { options, limitSetup, world }: OpenRun,
  owner: Disposer,
): LazySummary | undefined {
  if (options.quiet && !isWatched(limitSetup) && options.ci === 'none') return undefined;
  const summary = createLazySummary(world, world.clock, options.color);
  owner.add(summary.cancel);
  return summary;
}

function fanOut(sinks: readonly RecordSink[]): (record: StreamRecord) => void {
  return (record) => {
    for (const sink of sinks) sink.add(record);
  };
}

function observeStreams(
  run: OpenRun,
  { pipes, relay }: RunningCommand,
  unbuffered: UnbufferedCost | undefined,
  emit: Observation['emit'],
  wrote: () => void,
): RunStreams {
  const { recording, timeline, options, notices, world, masks } = run;
  return startStreams({
    pipes,
    relay,
    writer: recording.writer,
    clock: world.clock,
    timeline,
    full: recording.full,
    marks: markRules(options.mark, options.ci),
    emit,
    wrote,
    say: notices.say,
    masks,
    unbuffered,
  });
}

async function startSampler(
  { options, id, notices, diagnostics, world }: OpenRun,
  { child, relay }: RunningCommand,
  owner: Disposer,
): Promise<Sampler> {
  const sampler = await createSampler({
    kind: options.sampler,
    root: { pid: child.pid },
    runId: id,
    exclude: [nodeSelf.pid, ...(relay.pid === undefined ? [] : [relay.pid])],
    platform: world.platform,
    clock: world.clock,
    diagnostics,
  });
  owner.add(() => sampler.close());
  if (sampler.kind === 'none' && options.sampler !== 'none') {
    const why = sampler.missing['rss'];
    notices.say(`memory cannot be measured here (${why}); only lines are recorded`);
  }
  return sampler;
}

function watchLimits(
  run: OpenRun,
  parts: Pick<Observation, 'emit' | 'summary' | 'streams' | 'sampler'>,
): LimitWatch {
  const { emit, summary, streams, sampler } = parts;
  const { limitSetup, commandText, cgroup, recording, timeline, notices, diagnostics, world } = run;
  const { clock } = world;
  const { say } = notices;
  return new LimitWatch({
    setup: limitSetup,
    ...(limitSetup.hook && {
      hooks: new BreachHooks({
        ...{ sampler, clock, timeline, emit, say },
        setup: limitSetup,
        env: run.prepared.env,
        file: recording.path,
        mask: run.masks.text,
      }),
    }),
    command: commandText,
    cgroup,
    sampler,
    clock,
    timeline,
    emit,
    say,
    diagnostics,
    tail: (count) => streams.tail(count).map(run.masks.text),
    growth: (metric) => currentGrowth(recording, summary, metric),
  });
}

function scheduleOf({ options: { interval }, timeline, diagnostics }: OpenRun) {
  return interval === 'auto'
    ? new AdaptiveSchedule(timeline.start, diagnostics)
    : fixedSchedule(interval);
}
