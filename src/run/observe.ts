import { collectOnlyWhenNeeded } from '../host/engine.ts';
import { nodeSelf } from '../host/node-self.ts';
import { isWatched } from '../limits/setup.ts';
import type { RecordSink, StreamRecord } from '../recording/records.ts';
import { createSampler } from '../sample/choose.ts';
import type { OomCounts } from '../sample/oom-counts.ts';
import { PeakFold } from '../sample/peak.ts';
import type { Sampler } from '../sample/sampler.ts';
import { createLazySummary, type LazySummary } from '../sinks/lazy-summary.ts';
import { type Sampling, startSampling } from '../supervise/sampling.ts';
import { AdaptiveSchedule, fixedSchedule } from '../supervise/schedule.ts';
import { currentGrowth } from './current-growth.ts';
import type { Disposer } from './disposer.ts';
import type { RunningCommand } from './launch-command.ts';
import { LimitWatch } from './limit-watch.ts';
import { markRules } from './mark-rules.ts';
import type { OpenRun } from './open-run.ts';
import { buildStartRecord } from './start-record.ts';
import { type RunStreams, startStreams } from './streams.ts';

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
  const emit = fanOut([run.recording.writer, ...(summary === undefined ? [] : [summary])]);
  let sampling: Sampling | undefined;
  const streams = observeStreams(run, command, emit, () => sampling?.wrote());
  const sampler = await startSampler(run, command, owner);
  const oomCounts = sampler.oomCounts();
  emit(buildStartRecord({ ...run, pid: command.child.pid, sampler }));
  const limits = watchLimits(run, { emit, summary, streams, sampler });
  const peak = new PeakFold();
  sampling = startSampling({
    sampler,
    clock: run.world.clock,
    timeline: run.timeline,
    schedule: scheduleOf(run),
    emit,
    watch(sample, at) {
      peak.add(sample, at);
      return limits.check(sample, at);
    },
    argv: run.options.argv,
    diagnostics: run.diagnostics,
  });
  const gcTimer = run.world.clock.after(TUNE_GC_AFTER_MS, () => void collectOnlyWhenNeeded());
  owner.add(() => gcTimer.cancel());
  return { emit, summary, streams, sampler, sampling, peak, limits, oomCounts };
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
  emit: Observation['emit'],
  wrote: () => void,
): RunStreams {
  const { recording, timeline, options, notices, world } = run;
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
  { limitSetup, commandText, cgroup, recording, timeline, notices, diagnostics, world }: OpenRun,
  parts: Pick<Observation, 'emit' | 'summary' | 'streams' | 'sampler'>,
): LimitWatch {
  const { emit, summary, streams, sampler } = parts;
  return new LimitWatch({
    setup: limitSetup,
    command: commandText,
    cgroup,
    sampler,
    clock: world.clock,
    timeline,
    emit,
    say: notices.say,
    diagnostics,
    tail: streams.tail,
    growth: (metric) => currentGrowth(recording, summary, metric),
  });
}

function scheduleOf({ options: { interval }, timeline, diagnostics }: OpenRun) {
  return interval === 'auto'
    ? new AdaptiveSchedule(timeline.start, diagnostics)
    : fixedSchedule(interval);
}
