import { closeSync } from 'node:fs';
import { constants } from 'node:os';
import { captureStream } from '../capture/capture.ts';
import type { Written } from '../capture/descriptor-writer.ts';
import { startSentinel } from '../child/sentinel.ts';
import { start } from '../child/start.ts';
import { compactLocalTime } from '../host/local-time.ts';
import { nodeSelf } from '../host/node-self.ts';
import { printable } from '../lines/printable.ts';
import { createSampler } from '../sample/choose.ts';
import { encodeRecord } from '../stream/encode.ts';
import { createLineEncoder, type LineEncoder } from '../stream/line-encoder.ts';
import { STREAM_VERSION, type StartRecord, type StreamRecord } from '../stream/records.ts';
import { createWriter } from '../stream/writer.ts';
import { conduct } from '../supervise/conduct.ts';
import { startSampling } from '../supervise/sampling.ts';
import type { SignalRouter } from '../supervise/signal-router.ts';
import { createStreamRecorder } from '../supervise/stream-recorder.ts';
import { startTimeline } from '../supervise/timeline.ts';
import { NOT_EXECUTABLE, statusOf } from './exit-codes.ts';
import { openOutputs } from './outputs.ts';
import type { Added, Prepared } from './prepare-command.ts';
import { openRecordFile } from './record-file.ts';
import type { Ending } from './run.ts';
import { fileName, runName } from './run-name.ts';
import { type RunOptions, VERSION } from './run-options.ts';
import type { World } from './world.ts';

export interface RunPlan {
  readonly command: readonly string[];
  readonly options: RunOptions;
  readonly prepared: Prepared;
  readonly router: SignalRouter;
  readonly world: World;
}

/** Starts the command, records it, and ends as it ended. */
export async function performRun(plan: RunPlan): Promise<Ending> {
  const { command, options, prepared, router, world } = plan;
  const { clock } = world;
  const say = (text: string): Promise<void> => world.stderr.write(`memwrap: ${text}\n`);
  const timeline = startTimeline(clock);
  const name = options.name ?? runName(command);
  const file = openRecordFile({
    ...options,
    baseName: `${compactLocalTime(timeline.start)}-${fileName(name)}`,
    cwd: world.cwd,
    env: prepared.env,
  });
  if (file.elsewhere) await say(`recording to ${printable(file.path)}`);

  const run = `${nodeSelf.pid.toString(36)}-${Math.round(timeline.start * 1000).toString(36)}`;
  const added: Added = {
    MEMWRAP_RUN: run,
    MEMWRAP_FILE: file.path,
    ...(options.unbuffer && prepared.env['PYTHONUNBUFFERED'] === undefined
      ? { PYTHONUNBUFFERED: '1' }
      : {}),
  };
  const outputs = openOutputs(options.io, prepared);
  const started = start(prepared.plan(command, added, outputs.descriptors));
  for (const pipe of outputs.pipes) closeSync(pipe.write);
  if (started.kind === 'failed') {
    await say(`${printable(command[0] ?? '')}: ${started.detail}`);
    return { code: NOT_EXECUTABLE };
  }
  const { child } = started;
  const sentinel = startSentinel(outputs.forSentinel, clock.after);
  router.started(child, sentinel);

  const writer = createWriter({
    descriptor: file.descriptor,
    regular: file.regular,
    after: clock.after,
    failed: (why) => void say(`the recording cannot be written any more (${why}); the run goes on`),
  });
  const summary = options.quiet
    ? undefined
    : (await import('./summary.ts')).startSummary(world, options.color);
  const emit = (record: StreamRecord): void => {
    writer.append(encodeRecord(record));
    summary?.add(record);
  };

  const encoders: LineEncoder[] = [];
  const recorders = [];
  const captures = [];
  const lost = (what: string) => (why: Exclude<Written, { kind: 'written' }>) => {
    if (why.kind === 'failed') void say(`${what} cannot be written any more (${why.code})`);
    else sentinel.release(what === 'stdout' ? 1 : 2);
  };
  const full = fullness(options.maxRecord, () => writer.bytes, say);
  for (const pipe of outputs.pipes) {
    const encoder = createLineEncoder(pipe.fd);
    const recorder = createStreamRecorder(encoder, writer, full);
    encoders.push(encoder);
    recorders.push(recorder);
    captures.push(
      captureStream({
        source: pipe.read,
        target: pipe.fd,
        clock,
        read: (chunk, at, since) =>
          recorder.chunk(
            chunk,
            timeline.at(at),
            since === undefined ? undefined : timeline.at(since),
          ),
        lost: lost(pipe.fd === 1 ? 'stdout' : 'stderr'),
      }),
    );
  }

  const sampler = await createSampler({
    kind: options.sampler,
    root: { pid: child.pid },
    runId: run,
    exclude: [nodeSelf.pid, ...(sentinel.pid === undefined ? [] : [sentinel.pid])],
    platform: world.platform,
    clock,
  });
  const startRecord: StartRecord = {
    type: 'start',
    time: timeline.start,
    version: STREAM_VERSION,
    memwrap: VERSION,
    name,
    ...(options.argv ? { argv: command } : {}),
    ...whereabouts(world),
    pid: child.pid,
    run,
    host: sampler.host,
    sampler: {
      kind: sampler.kind,
      interval: options.interval,
      metrics: sampler.metrics,
      missing: sampler.missing,
    },
    envAdded: Object.keys(added),
  };
  emit(startRecord);
  const sampling = startSampling({
    sampler,
    clock,
    timeline,
    pace: { next: () => ({ wait: 100, record: true }) },
    emit,
    watch: () => undefined,
    argv: options.argv,
  });

  const { exit, exited } = await conduct({
    child,
    sentinel,
    captures,
    recorders,
    sampling,
    router,
    clock,
    timeline,
  });
  const status = statusOf(exit, constants.signals);
  const sum = (count: (encoder: LineEncoder) => number): number =>
    encoders.reduce((total, encoder) => total + count(encoder), 0);
  emit({
    type: 'end',
    time: timeline.now(),
    reason: 'code' in exit ? 'exit' : 'signal',
    exit,
    status,
    samples: sampling.samples,
    lines: sum((encoder) => encoder.lines),
    ...(sum((encoder) => encoder.dropped) > 0
      ? { dropped: sum((encoder) => encoder.dropped) }
      : {}),
    late: sampling.late,
    cost: { cpu: nodeSelf.cpu() },
    exited,
  });
  await writer.flush();
  await summary?.print();
  sampler.close();
  router.close();
  const dies = 'signal' in exit && DIES_ALIKE.has(exit.signal);
  return { code: status, ...(dies ? { signal: exit.signal as NodeJS.Signals } : {}) };
}

/** Of these a shell's loop wants to see that we died of them, not that we returned 128 + n. */
const DIES_ALIKE: ReadonlySet<string> = new Set(['SIGINT', 'SIGTERM', 'SIGHUP']);

function whereabouts(world: World): { cwd?: string } {
  try {
    return { cwd: world.cwd() };
  } catch {
    // Deleted: it has no name any more.
    return {};
  }
}

function fullness(
  limit: number,
  bytes: () => number,
  say: (text: string) => Promise<void>,
): () => boolean {
  let full = false;
  return () => {
    if (!full && bytes() > limit) {
      full = true;
      void say('the recording has reached --max-record; lines are only counted from now on');
    }
    return full;
  };
}
