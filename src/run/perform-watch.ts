import { availableParallelism, hostname } from 'node:os';
import { nodeSelf } from '../host/node-self.ts';
import { VERSION } from '../host/version.ts';
import type { World } from '../host/world.ts';
import type { OnBreach } from '../limits/options.ts';
import type { Limits } from '../limits/table.ts';
import { readBack } from '../read/read-back.ts';
import { noteRun } from '../read/recent-runs.ts';
import { type EndRecord, STREAM_VERSION, type StreamRecord } from '../recording/records.ts';
import type { WatchSource } from '../sample/watch-source.ts';
import { startSummary } from '../sinks/summary.ts';
import { AdaptiveSchedule, fixedSchedule } from '../supervise/schedule.ts';
import { startTimeline } from '../supervise/timeline.ts';
import { WatchThinning } from '../supervise/watch-thinning.ts';
import { startWatching } from '../supervise/watching.ts';
import { printable } from '../text/printable.ts';
import type { Until } from '../text/until.ts';
import { DEFAULTS } from './defaults.ts';
import { Disposer } from './disposer.ts';
import { BREACH, OWN_FAILURE } from './exit-codes.ts';
import { masksOf } from './masks.ts';
import { createNotices } from './notices.ts';
import { createRecording, type RunRecording } from './recording.ts';
import { currentFolder } from './start-record.ts';
import { WatchLimits } from './watch-limits.ts';

/** Options of a watch: sizes in bytes, times in milliseconds. */
export interface WatchOptions {
  readonly name: string;
  readonly output?: string;
  readonly force: boolean;
  readonly append: boolean;
  readonly interval: 'auto' | number;
  readonly maxRecord: number;
  readonly argv: boolean;
  readonly quiet: boolean;
  readonly color?: boolean;
  /** Absent: until somebody ends it. */
  readonly until?: Until;
}

export interface WatchRun {
  readonly options: WatchOptions;
  readonly source: WatchSource;
  /** What a start record calls it. */
  readonly what: string;
  readonly limits: Limits;
  readonly onBreach: Exclude<OnBreach, 'kill'>;
  /** Numbers of the signals that were ignored when we were started, as by nohup. */
  readonly ignored: ReadonlySet<number>;
  readonly signals: Readonly<Record<string, number>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly world: World;
}

type Reason = 'until' | 'gone' | 'stopped' | 'full' | 'lost';

/** Those that end a watch well; one more of them ends it at once. */
const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Records `source` until its time is over, a signal ends it or it is gone. Returns the exit status: 0, 122 for a limit, 125 if
 * the recording could not be kept. Throws UserError before anything is recorded.
 */
export async function performWatch(run: WatchRun): Promise<number> {
  const owner = new Disposer();
  try {
    return await watch(run, owner);
  } finally {
    await owner.dispose();
  }
}

async function watch(run: WatchRun, owner: Disposer): Promise<number> {
  const { options, source, world, env } = run;
  const { clock } = world;
  owner.add(() => source.close());
  const notices = createNotices(clock);
  owner.add(notices.flushed);
  const { say } = notices;
  const ended = endOf(run, owner);
  const timeline = startTimeline(clock);
  const { start } = timeline;
  const recorded = { ...DEFAULTS, ...options };
  const recording = createRecording({ options: recorded, start, env, world, say });
  owner.add(recording.close);
  const summary = startSummary(world, options.color);
  const emit = (record: StreamRecord): void => {
    recording.writer.add(record);
    summary.add(record);
  };
  emit(startRecord(run, start));
  const limits = new WatchLimits({
    ...{ limits: run.limits, onBreach: run.onBreach },
    ...{ start, missing: source.missing, emit, say },
  });
  const masks = await masksOf(recorded, say);
  const { interval } = options;
  let highest = { size: 0, time: start };
  const left = timeLeft(run);
  const watching = startWatching({
    ...{ source, clock, timeline, emit, left },
    schedule: interval === 'auto' ? new AdaptiveSchedule(start) : fixedSchedule(interval),
    ...(interval === 'auto' && { thinning: new WatchThinning(start) }),
    masks: { text: masks.text, ...(options.argv && { words: masks.words }) },
    check(sample, at) {
      if (sample.size > highest.size) highest = { size: sample.size, time: at };
      if (recording.writer.failed) ended.because('lost');
      else if (recording.writer.bytes > options.maxRecord) ended.because('full');
      return limits.check(sample, at);
    },
    over: ended.because,
  });
  if (!options.quiet) say(introduction(run, recording));
  note(run, recording, start);
  const reason = await ended.reason;
  watching.stop();
  const { unjudged, fails } = limits.finish();
  const status = fails ? BREACH : reason === 'lost' ? OWN_FAILURE : 0;
  const cgroup = source.peak();
  const end: EndRecord = {
    type: 'end',
    time: watching.now(),
    reason,
    status,
    peak: {
      ...(run.what === 'machine' ? { machine: highest.size } : { seen: highest.size }),
      time: highest.time,
      ...(cgroup !== undefined && { cgroup }),
    },
    ...{ samples: watching.samples, late: watching.late, cost: { cpu: nodeSelf.cpu() } },
    ...(unjudged.length > 0 && { unjudged }),
  };
  emit(end);
  await recording.writer.flush();
  await recording.writeBack();
  if (!options.quiet && reason in REASONS) say(REASONS[reason as keyof typeof REASONS]);
  await notices.flushed();
  if (limits.broken > 0) await printBroken(run, recording);
  else if (!options.quiet) await summary.print(undefined, { lost: recording.lost });
  return status;
}

/** What a user may not expect. */
const REASONS = {
  gone: 'the cgroup is gone, and so this ends',
  full: 'the recording has reached --max-record, and so this ends',
  lost: 'nothing can be recorded any more, and so this ends',
} as const;

interface End {
  readonly reason: Promise<Reason>;
  readonly because: (reason: Reason) => void;
}

/** Listens for the signals that end a watch; the first reason counts. */
function endOf({ ignored, signals }: WatchRun, owner: Disposer): End {
  let because: (reason: Reason) => void = () => undefined;
  const reason = new Promise<Reason>((resolve) => {
    because = resolve;
  });
  const offs: (() => void)[] = [];
  const stop = (): void => {
    for (const off of offs.splice(0)) off();
    because('stopped');
  };
  for (const name of ENDING) {
    // Ignored when we were started, as by nohup: it stays so.
    const act = ignored.has(signals[name] ?? 0) ? () => undefined : stop;
    offs.push(nodeSelf.onSignal(name, act));
  }
  // Node would open its debugger.
  offs.push(nodeSelf.onSignal('SIGUSR1', () => undefined));
  owner.add(() => {
    for (const off of offs.splice(0)) off();
  });
  return { reason, because };
}

/** How long it may still last, milliseconds: a duration by a clock that is never set, a moment by the wall clock. */
function timeLeft({ options: { until }, world: { clock } }: WatchRun): () => number {
  if (until === undefined) return () => Number.POSITIVE_INFINITY;
  if ('at' in until) return () => until.at - clock.wall();
  const deadline = clock.monotonic() + until.after;
  return () => deadline - clock.monotonic();
}

function startRecord({ options, source, what, limits, world }: WatchRun, start: number) {
  const cwd = currentFolder(world);
  const { measure } = source;
  return {
    type: 'start',
    time: start,
    version: STREAM_VERSION,
    memwrap: VERSION,
    name: options.name,
    ...(cwd !== undefined && { cwd }),
    run: `${nodeSelf.pid.toString(36)}-${Math.round(start * 1000).toString(36)}`,
    host: {
      name: hostname(),
      platform: world.platform,
      cpus: availableParallelism(),
      ...source.host,
    },
    sampler: {
      kind: 'linux',
      interval: options.interval,
      metrics: source.metrics,
      missing: source.missing,
    },
    ...(Object.keys(limits).length > 0 && { limits }),
    ...(measure !== undefined && { measure }),
    watch: what,
  } as const;
}

function introduction({ what, options: { until } }: WatchRun, recording: RunRecording): string {
  const whom = what === 'machine' ? "the machine's memory" : `the cgroup ${printable(what)}`;
  const end = until === undefined ? 'until Ctrl-C' : 'until its time is over, or Ctrl-C';
  return `watching ${whom} ${end}, recorded in ${printable(recording.path)}`;
}

function note({ options, env, world }: WatchRun, recording: RunRecording, start: number): void {
  if (!recording.regular) return;
  const cwd = currentFolder(world);
  const { name } = options;
  noteRun({ time: start, name, ...(cwd !== undefined && { cwd }), file: recording.path }, env);
}

async function printBroken({ options, world }: WatchRun, recording: RunRecording): Promise<void> {
  const written = await recording.written();
  const report = written && (await readBack(written));
  if (report === undefined || options.quiet) return;
  const { breachReport } = await import('../render/breach-report.ts');
  const { viewOf } = await import('../render/terminal-view.ts');
  const { color } = options;
  const view = viewOf(world, world.stderr, color === undefined ? {} : { color });
  await world.stderr.write(breachReport(report, view, { record: recording.path }));
}
