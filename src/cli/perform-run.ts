import { closeSync } from 'node:fs';
import { constants } from 'node:os';
import { writeAll } from '../capture/descriptor-writer.ts';
import { startSentinel } from '../child/sentinel.ts';
import { start } from '../child/start.ts';
import { nodeSelf } from '../host/node-self.ts';
import { printable } from '../lines/printable.ts';
import { briefSummary } from '../render/brief-summary.ts';
import { createSampler } from '../sample/choose.ts';
import { PeakFold } from '../sample/peak.ts';
import type { Exit } from '../stream/records.ts';
import { conduct } from '../supervise/conduct.ts';
import { startSampling } from '../supervise/sampling.ts';
import { AdaptiveSchedule, fixedSchedule } from '../supervise/schedule.ts';
import type { SignalRouter } from '../supervise/signal-router.ts';
import { startTimeline } from '../supervise/timeline.ts';
import type { Ending } from './ending.ts';
import { BREACH, NOT_EXECUTABLE, statusOf } from './exit-codes.ts';
import { commandWords } from './gate/breach-words.ts';
import { growthOf } from './gate/growth-now.ts';
import { type RunGate, startRunGate } from './gate/run-gate.ts';
import { type GateSetup, isWatched } from './gate/setup.ts';
import { lateSummary } from './late-summary.ts';
import { openOutputs } from './outputs.ts';
import type { Prepared } from './prepare-command.ts';
import type { RunOptions } from './run-options.ts';
import { openRecording } from './run-recording.ts';
import { startStreams } from './run-streams.ts';
import { startRecord } from './start-record.ts';
import type { World } from './world.ts';

export interface RunPlan {
  readonly command: readonly string[];
  readonly options: RunOptions & { readonly name: string };
  readonly gate: GateSetup;
  readonly prepared: Prepared;
  readonly router: SignalRouter;
  readonly world: World;
}

const STDERR = 2;

/** Starts the command, records it, and tells how we are to end: as it ended. */
export async function performRun(plan: RunPlan): Promise<Ending> {
  const { command, options, prepared, router, world } = plan;
  const { clock } = world;
  // Not through the world: a terminal that is stopped must not stop us.
  const say = (text: string): void =>
    writeAll(STDERR, Buffer.from(`memwrap: ${text}\n`), clock.after, () => undefined);
  const timeline = startTimeline(clock);
  const { name } = options;
  const watched = !options.quiet || isWatched(plan.gate);
  const recording = openRecording(options, watched, name, timeline.start, prepared.env, world, say);

  const run = `${nodeSelf.pid.toString(36)}-${Math.round(timeline.start * 1000).toString(36)}`;
  const unbuffer = options.unbuffer && prepared.env['PYTHONUNBUFFERED'] === undefined;
  const added = {
    MEMWRAP_RUN: run,
    MEMWRAP_FILE: recording.path,
    ...(unbuffer ? { PYTHONUNBUFFERED: '1' } : {}),
  };
  const outputs = openOutputs(options.io, prepared);
  const started = start(prepared.plan(command, added, outputs.descriptors));
  for (const pipe of outputs.pipes) closeSync(pipe.write);
  if (started.kind === 'failed') {
    say(`${printable(command[0] ?? '')}: ${started.detail}`);
    return { code: NOT_EXECUTABLE };
  }
  const { child } = started;
  const sentinel = startSentinel(outputs.forSentinel, clock.after);
  router.started(child, sentinel);
  const streams = startStreams({
    ...outputs,
    writer: recording.writer,
    sentinel,
    clock,
    timeline,
    full: recording.full,
    say,
  });
  const sampler = await createSampler({
    kind: options.sampler,
    root: { pid: child.pid },
    runId: run,
    exclude: [nodeSelf.pid, ...(sentinel.pid === undefined ? [] : [sentinel.pid])],
    platform: world.platform,
    clock,
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
  const gate = startRunGate({
    setup: plan.gate,
    command: commandWords(command),
    sampler,
    clock,
    timeline,
    emit: recording.emit,
    say,
    tail: streams.tail,
    growth: async () => growthOf((await summary?.get())?.report()),
  });
  const sampling = startSampling({
    sampler,
    clock,
    timeline,
    schedule:
      options.interval === 'auto'
        ? new AdaptiveSchedule(timeline.start)
        : fixedSchedule(options.interval),
    emit: recording.emit,
    watch(sample, at) {
      peak.add(sample, at);
      gate.watch(sample, at);
    },
    headroom: gate.headroom,
    wantsPss: gate.wantsPss,
    argv: options.argv,
  });
  const summary = watched ? lateSummary(recording, world, clock, options.color) : undefined;

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
  const ending = endingOf(exit, gate);
  recording.emit({
    type: 'end',
    time: timeline.now(),
    reason: 'code' in exit ? 'exit' : 'signal',
    exit,
    status: ending.code,
    ...(peak.peak === undefined ? {} : { peak: peak.peak }),
    samples: sampling.samples,
    lines: streams.lines,
    ...(streams.dropped > 0 ? { dropped: streams.dropped } : {}),
    late: sampling.late,
    cost: { cpu: nodeSelf.cpu() },
    exited,
  });
  await recording.writer.flush();
  summary?.cancel();
  if (!options.quiet && summary !== undefined) {
    const brief = sampling.samples < 2 && !summary.loaded && !gate.broken;
    const { code: status } = ending;
    if (!brief) await (await summary.get()).print();
    else {
      const duration = exited - timeline.start;
      await world.stderr.write(`${briefSummary({ exit, status, duration })}\n`);
    }
  }
  sampler.close();
  router.close();
  return ending;
}

/** Of these a shell's loop wants to see that we died of them, not that we returned 128 + n. */
const DIES_ALIKE = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function endingOf(exit: Exit, gate: RunGate): Ending {
  const succeeded = 'code' in exit && exit.code === 0;
  if (gate.broken && (succeeded || gate.killed)) return { code: BREACH };
  const code = statusOf(exit, constants.signals);
  const signal = DIES_ALIKE.find((name) => 'signal' in exit && name === exit.signal);
  return signal === undefined ? { code } : { code, signal };
}
