import type { Capture } from '../capture/capture.ts';
import type { Clock } from '../host/clock.ts';
import type { SignalRelay } from '../launch/signal-relay.ts';
import type { Child } from '../launch/spawn-command.ts';
import type { Exit } from '../recording/records.ts';
import { drain } from './drain.ts';
import type { Sampling } from './sampling.ts';
import type { SignalRouter } from './signal-router.ts';
import type { StreamRecorder } from './stream-recorder.ts';
import type { Timeline } from './timeline.ts';

export interface AwaitEndPlan {
  readonly child: Child;
  readonly relay: SignalRelay;
  readonly captures: readonly Capture[];
  readonly recorders: readonly StreamRecorder[];
  readonly sampling: Sampling;
  readonly router: SignalRouter;
  readonly clock: Clock;
  readonly timeline: Timeline;
  /** Called when the command has ended, and again after the last sample; resolves when the rest of its tree is dealt with. */
  readonly settled: (hurried: Promise<void>) => Promise<void>;
}

/** How and when the command ended. */
export interface Ended {
  readonly exit: Exit;
  /** When the command was seen to have ended, epoch milliseconds. */
  readonly exited: number;
}

/** Waits for the end of the command and the last byte of its output, and takes the last sample. */
export async function awaitEnd(plan: AwaitEndPlan): Promise<Ended> {
  const { child, relay, captures, recorders, sampling, router, clock, timeline } = plan;
  const exit = await child.exited;
  const exited = timeline.now();
  const hurried = new Promise<void>((resolve) => router.ended(() => resolve()));
  await plan.settled(hurried);
  await drain(captures, relay, clock, hurried);
  await sampling.stop();
  // The last sample may have broken a limit.
  await plan.settled(hurried);
  for (const recorder of recorders) recorder.end(timeline.now());
  return { exit, exited };
}
