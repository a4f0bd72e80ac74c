import { closeSync } from 'node:fs';
import { type CapturedPipe, openOutputs } from '../launch/outputs.ts';
import { type SignalRelay, startSignalRelay } from '../launch/signal-relay.ts';
import { type Child, spawnCommand } from '../launch/spawn-command.ts';
import type { OpenRun } from './open-run.ts';

/** The command, running, and what belongs to it. */
export interface RunningCommand {
  readonly child: Child;
  readonly relay: SignalRelay;
  /** The captured output streams, not read yet. */
  readonly pipes: readonly CapturedPipe[];
}

export type Launched =
  | { readonly kind: 'running'; readonly command: RunningCommand }
  | { readonly kind: 'failed'; readonly detail: string };

/** Starts the command, and passes signals on to it from then on. Throws UserError if `--io pty` has no terminals to give. */
export async function launchCommand(run: OpenRun): Promise<Launched> {
  const { file, command, options, prepared, added, cgroup, router, diagnostics, world } = run;
  const { descriptors, handedOver, pipes, forRelay, terminals } = await openOutputs(
    options.io,
    prepared,
  );
  const plan = prepared.spawnPlan(file, command, added, descriptors, cgroup?.join, diagnostics);
  const spawned = spawnCommand(plan);
  for (const descriptor of handedOver) closeSync(descriptor);
  if (spawned.kind === 'failed') return spawned;
  const { child } = spawned;
  const relay = startSignalRelay(forRelay, world.clock.after);
  router.started(child, relay, diagnostics);
  // Our terminal reports its new size to the command at once, but the command's own terminals get it a moment later.
  for (const terminal of terminals) terminal.onResize(() => child.signal('SIGWINCH'));
  return { kind: 'running', command: { child, relay, pipes } };
}
