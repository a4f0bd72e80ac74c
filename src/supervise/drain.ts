import type { Capture } from '../capture/capture.ts';
import type { Clock } from '../host/clock.ts';
import type { SignalRelay } from '../launch/signal-relay.ts';

/** How long to wait for the end of the pipes, which a descendant may hold open for ever. */
export const DRAIN_TIMEOUT_MS = 2000;

/**
 * Called when the command has ended: waits for the rest of its output, then leaves what may still come to the relay, which
 * has held the pipes open all along. `hurried` resolves when a signal asks us to leave.
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
    const timer = clock.after(DRAIN_TIMEOUT_MS, resolve);
    cancel = () => timer.cancel();
  });
  await Promise.race([all, patience, hurried]);
  cancel();
  if (ended) {
    relay.end();
    return;
  }
  for (const capture of captures) capture.release();
  // What we have read must come out before what the relay will read.
  await Promise.race([all, hurried]);
  relay.takeOver();
}
