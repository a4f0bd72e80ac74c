import type { CiName } from '../ci/names.ts';
import { nodeSelf } from '../host/node-self.ts';
import type { World } from '../host/world.ts';
import type { Added, Prepared } from '../launch/prepare-command.ts';
import { commandWords } from '../limits/breach-line.ts';
import type { LimitSetup } from '../limits/setup.ts';
import type { SignalRouter } from '../supervise/signal-router.ts';
import { startTimeline, type Timeline } from '../supervise/timeline.ts';
import { type CgroupLimit, makeCgroupLimit } from './cgroup-limit.ts';
import { createDiagnostics, type RunDiagnostics } from './diagnostics.ts';
import type { Disposer } from './disposer.ts';
import { type Masks, masksOf } from './masks.ts';
import { createNotices, type Notices } from './notices.ts';
import { createRecording, type RunRecording } from './recording.ts';
import type { RunOptions } from './run-options.ts';

export interface RunPlan {
  /** Where the command was found. */
  readonly file: string;
  readonly command: readonly string[];
  readonly options: RunOptions & { readonly name: string; readonly ci: CiName };
  readonly limitSetup: LimitSetup;
  readonly prepared: Prepared;
  /** Already listening; closed at the end of the run. */
  readonly router: SignalRouter;
  readonly world: World;
}

/** A run that has its recording, but no command yet. */
export interface OpenRun extends RunPlan {
  /** Unique on this machine: made of our pid and the start time. */
  readonly id: string;
  /** The command in a few words, for messages; without its secrets. */
  readonly commandText: string;
  readonly masks: Masks;
  readonly timeline: Timeline;
  readonly notices: Notices;
  readonly recording: RunRecording;
  /** What memwrap decides and why, where somebody asked for it. */
  readonly diagnostics: RunDiagnostics;
  /** Variables that the command gets in addition. */
  readonly added: Added;
  /** The command's own cgroup, if one was asked for and could be made. */
  readonly cgroup: CgroupLimit | undefined;
}

/** Opens what a run needs before its command starts; `owner` closes it. Throws UserError if there is no place to record to. */
export async function openRun(plan: RunPlan, owner: Disposer): Promise<OpenRun> {
  const { command, options, limitSetup, prepared, router, world } = plan;
  const notices = createNotices(world.clock);
  owner.add(notices.flushed);
  // Closed before the last messages are waited for: a signal then ends us, even with stderr stopped.
  owner.add(() => router.close());
  const timeline = startTimeline(world.clock);
  const { start } = timeline;
  const { env } = prepared;
  const diagnostics = createDiagnostics({
    logFile: options.logFile,
    env,
    cwd: world.cwd,
    now: timeline.now,
    say: notices.say,
  });
  owner.add(() => diagnostics.close());
  const recording = createRecording({ options, start, env, world, say: notices.say, diagnostics });
  owner.add(recording.close);
  await diagnostics.open(recording);
  const id = `${nodeSelf.pid.toString(36)}-${Math.round(start * 1000).toString(36)}`;
  const cgroup = makeCgroupLimit(limitSetup, id, notices.say);
  owner.add(() => cgroup?.close());
  const added = addedVariables(plan, id, recording.path);
  const masks = await masksOf(options, notices.say);
  const commandText = commandWords(masks.words(command));
  return {
    ...plan,
    ...{ id, commandText, masks, timeline, notices, recording, diagnostics, added, cgroup },
  };
}

function addedVariables({ options, prepared: { env } }: RunPlan, id: string, file: string): Added {
  const outer = env['MEMWRAP_RUN'];
  const unbuffer = options.unbuffer && env['PYTHONUNBUFFERED'] === undefined;
  return {
    // Inside another run the command belongs to both.
    MEMWRAP_RUN: outer ? `${outer}:${id}` : id,
    MEMWRAP_FILE: file,
    ...(unbuffer ? { PYTHONUNBUFFERED: '1' } : {}),
  };
}
