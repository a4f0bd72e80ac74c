import { closeSync } from 'node:fs';
import type { Comparison } from '../analyze/compare/compare.ts';
import { collectOnlyWhenNeeded } from '../host/engine.ts';
import { nodeSelf } from '../host/node-self.ts';
import type { World } from '../host/world.ts';
import { openOutputs } from '../launch/outputs.ts';
import type { Prepared } from '../launch/prepare-command.ts';
import { startSentinel } from '../launch/signal-relay.ts';
import { start } from '../launch/start.ts';
import { commandWords } from '../limits/breach-line.ts';
import { type GateSetup, isWatched } from '../limits/setup.ts';
import type { EndRecord, Exit } from '../recording/records.ts';
import { createSampler } from '../sample/choose.ts';
import { readOomCounts } from '../sample/linux/oom.ts';
import { PeakFold } from '../sample/peak.ts';
import { lateSummary } from '../sinks/lazy-summary.ts';
import { conduct } from '../supervise/await-end.ts';
import { startSampling } from '../supervise/sampling.ts';
import { AdaptiveSchedule, fixedSchedule } from '../supervise/schedule.ts';
import type { SignalRouter } from '../supervise/signal-router.ts';
import { startTimeline } from '../supervise/timeline.ts';
import { printable } from '../text/printable.ts';
import { makeHardLimit } from './cgroup-limit.ts';
import { growthOf } from './current-growth.ts';
import { createDiagnostics } from './diagnostics.ts';
import { endRecord } from './end-record.ts';
import { type Ending, endingOf } from './ending.ts';
import { NOT_EXECUTABLE } from './exit-codes.ts';
import type { JudgePlan } from './judge-baseline.ts';
import { causeOf } from './kill-cause.ts';
import { startRunGate } from './limit-watch.ts';
import { markRules } from './mark-rules.ts';
import { createNotices } from './notices.ts';
import { tellRun } from './print-result.ts';
import { openRecording } from './recording.ts';
import type { RunOptions } from './run-options.ts';
import { startRecord } from './start-record.ts';
import { startStreams } from './streams.ts';

export interface RunPlan {
  /** Where the command was found. */
  readonly file: string;
  readonly command: readonly string[];
  readonly options: RunOptions & { readonly name: string };
  readonly gate: GateSetup;
  readonly prepared: Prepared;
  readonly router: SignalRouter;
  readonly world: World;
}

/** A run that lasts this long, milliseconds, has loaded what it needs. */
const LASTING = 2000;

/** Starts the command, records it, and tells how we are to end: as it ended. */
export async function performRun(plan: RunPlan): Promise<Ending> {
  const { command, options, prepared, router, world } = plan;
  const { clock } = world;
  const { say, told } = createNotices(clock);
  const timeline = startTimeline(clock);
  const { name } = options;
  const watched = !options.quiet || isWatched(plan.gate);
  const diagnostics = createDiagnostics({
    logFile: options.logFile,
    env: prepared.env,
    cwd: world.cwd,
    now: timeline.now,
    say,
  });
  const recording = openRecording(
    options,
    watched,
    name,
    timeline.start,
    prepared.env,
    world,
    say,
    diagnostics,
  );
  await diagnostics.open(recording);

  const run = `${nodeSelf.pid.toString(36)}-${Math.round(timeline.start * 1000).toString(36)}`;
  const outer = prepared.env['MEMWRAP_RUN'];
  const unbuffer = options.unbuffer && prepared.env['PYTHONUNBUFFERED'] === undefined;
  const added = {
    // Inside of another run the command belongs to both.
    MEMWRAP_RUN: outer ? `${outer}:${run}` : run,
    MEMWRAP_FILE: recording.path,
    ...(unbuffer ? { PYTHONUNBUFFERED: '1' } : {}),
  };
  const outputs = await openOutputs(options.io, prepared);
  const hardLimit = makeHardLimit(plan.gate, run, say);
  const started = start(
    prepared.plan(plan.file, command, added, outputs.descriptors, hardLimit?.join, diagnostics),
  );
  for (const descriptor of outputs.handedOver) closeSync(descriptor);
  if (started.kind === 'failed') {
    say(`${printable(command[0] ?? '')}: ${started.detail}`);
    hardLimit?.close();
    diagnostics.close();
    await told();
    return { code: NOT_EXECUTABLE };
  }
  const { child } = started;
  const sentinel = startSentinel(outputs.forSentinel, clock.after);
  router.started(child, sentinel, diagnostics);
  const oom = readOomCounts();
  // The terminal tells the command of its new size at once; its own terminals have it a moment later.
  for (const terminal of outputs.terminals) terminal.onResize(() => child.signal('SIGWINCH'));
  const streams = startStreams({
    ...outputs,
    writer: recording.writer,
    sentinel,
    clock,
    timeline,
    full: recording.full,
    marks: markRules(options.mark, plan.gate.ci),
    emit: recording.emit,
    say,
  });
  const sampler = await createSampler({
    kind: options.sampler,
    root: { pid: child.pid },
    runId: run,
    exclude: [nodeSelf.pid, ...(sentinel.pid === undefined ? [] : [sentinel.pid])],
    platform: world.platform,
    clock,
    diagnostics,
  });
  if (sampler.kind === 'none' && options.sampler !== 'none') {
    say(`memory cannot be measured here (${sampler.missing['rss']}); only lines are recorded`);
  }
  const { pid } = child;
  recording.emit(
    startRecord({
      command,
      options,
      name,
      run,
      pid,
      added,
      sampler,
      timeline,
      world,
      limits: plan.gate.limits,
    }),
  );
  const peak = new PeakFold();
  const words = commandWords(command);
  const gate = startRunGate({
    setup: plan.gate,
    command: words,
    hardLimit,
    sampler,
    clock,
    timeline,
    emit: recording.emit,
    say,
    tail: streams.tail,
    diagnostics,
    growth: async () => {
      const written = await recording.written();
      const { readBack } = await import('../read/read-back.ts');
      const report = written && (await readBack(written));
      return growthOf(report ?? (await summary?.get())?.report());
    },
  });
  const sampling = startSampling({
    sampler,
    clock,
    timeline,
    schedule:
      options.interval === 'auto'
        ? new AdaptiveSchedule(timeline.start, diagnostics)
        : fixedSchedule(options.interval),
    emit: recording.emit,
    watch(sample, at) {
      peak.add(sample, at);
      gate.watch(sample, at);
    },
    headroom: gate.headroom,
    wantsPss: gate.wantsPss,
    argv: options.argv,
    diagnostics,
  });
  const summary = watched ? lateSummary(recording, world, clock, options.color) : undefined;
  const calm = clock.after(LASTING, () => void collectOnlyWhenNeeded());

  const { exit, exited } = await conduct({
    ...streams,
    child,
    sentinel,
    sampling,
    router,
    clock,
    timeline,
    settled: gate.settled,
  });
  await gate.finish();
  // Nobody asks what killed a command that succeeded.
  const after = succeeded(exit) ? oom : readOomCounts();
  const cause = causeOf({ exit, ours: gate.killed, before: oom, after });
  diagnostics.debug('command ended', { exit, cause, oom: { before: oom, after } });
  const kernelPeak = hardLimit?.peak();
  hardLimit?.close();
  const end = (status: number): EndRecord =>
    endRecord({
      time: timeline.now(),
      exited,
      exit,
      status,
      peak: peak.peak && { ...peak.peak, ...kernelPeak },
      sampling,
      streams,
      cpu: nodeSelf.cpu(),
      cause,
    });
  const comparison = await compared(plan.gate, exit, { recording, end, gate, say });
  const ending = endingOf(exit, gate);
  recording.emit(end(ending.code));
  await recording.writer.flush();
  summary?.cancel();
  calm.cancel();
  await told();
  await tellRun({
    ...plan,
    words,
    recording,
    summary,
    breaches: gate.breaches,
    comparison,
    samples: sampling.samples,
    exit,
    duration: exited - timeline.start,
    ending,
    cause,
    env: prepared.env,
  });
  sampler.close();
  router.close();
  diagnostics.debug('run ended', { ending, samples: sampling.samples, late: sampling.late });
  diagnostics.close();
  await told();
  return ending;
}

/** What a command that succeeded comes to beside its baseline; one that failed did not do the same work. */
async function compared(
  setup: GateSetup,
  exit: Exit,
  { end, ...parts }: Omit<JudgePlan, 'end' | 'setup'> & { end: (status: number) => EndRecord },
): Promise<Comparison | undefined> {
  for (const name of setup.noBaseline) parts.say(`no baseline yet: nothing matches ${name}`);
  if (setup.baseline.length === 0 || !succeeded(exit)) return undefined;
  const { judgeBaseline } = await import('./judge-baseline.ts');
  return judgeBaseline({ ...parts, setup, end: end(0) });
}

const succeeded = (exit: Exit): boolean => 'code' in exit && exit.code === 0;
