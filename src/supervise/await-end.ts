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
  /** The living processes of the tree. */
  readonly members: () => readonly unknown[];
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

/**
 * So long after the command the rest of its tree may end before it counts as what outlives the command: helpers end a moment
 * later, when they see that their pipe is closed.
 */
export const STRAGGLERS_MS = 100;
const LOOK_EVERY_MS = 10;

/** Waits for the end of the command and the last byte of its output, and takes the last sample. */
export async function awaitEnd(plan: AwaitEndPlan): Promise<Ended> {
  const { child, relay, captures, recorders, sampling, router, clock, timeline } = plan;
  const exit = await child.exited;
  const exited = timeline.now();
  const patience = clock.monotonic() + STRAGGLERS_MS;
  const hurried = new Promise<void>((resolve) => router.ended(() => resolve()));
  await plan.settled(hurried);
  await drain(captures, relay, clock, hurried);
  await awaitStragglers(plan.members, clock, patience, hurried);
  await sampling.stop();
  // The last sample may have broken a limit.
  await plan.settled(hurried);
  for (const recorder of recorders) recorder.end(timeline.now());
  return { exit, exited };
}

/** Waits until nobody of the tree lives, at most until `patience` (monotonic milliseconds), or until we are asked to leave. */
async function awaitStragglers(
  members: AwaitEndPlan['members'],
  clock: Clock,
  patience: number,
  hurried: Promise<void>,
): Promise<void> {
  let leaves = false;
  void hurried.then(() => {
    leaves = true;
  });
  while (clock.monotonic() < patience && members().length > 0 && !leaves) {
    await new Promise<void>((resolve) => clock.after(LOOK_EVERY_MS, resolve));
  }
}
