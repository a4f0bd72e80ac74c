import type { Capture } from '../capture/capture.ts';
import type { Clock } from '../host/clock.ts';
import type { SignalRelay } from '../launch/signal-relay.ts';

/** A descendant may hold the pipes for ever; this long, in milliseconds, we wait for their end. */
export const DRAIN = 2000;

/**
 * After the command has ended: waits for the rest of its output, then leaves what may still come to the relay,
 * which has held the pipes open all along. `hurried` settles when a signal says that we are to leave.
 */
export async function drain(
  captures: readonly Capture[],
  relay: SignalRelay,
  clock: Clock,
  hurried: Promise<void>,
): Promise<void> {
  let ended = false;
  const all = Promise.all(captures.map((capture) => capture.done)).then(() => {
    ended = true;
  });
  let cancel: () => void = () => undefined;
  const patience = new Promise<void>((resolve) => {
    const timer = clock.after(DRAIN, resolve);
    cancel = () => timer.cancel();
  });
  await Promise.race([all, patience, hurried]);
  cancel();
  if (ended) {
    relay.end();
    return;
  }
  for (const capture of captures) capture.release();
  // What was read already comes before what the relay is going to read.
  await Promise.race([all, hurried]);
  relay.takeOver();
}
