import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Exit } from '../recording/records.ts';

/** A running command. */
export interface Child {
  readonly pid: number;
  /** Resolves when the command itself has ended, even if others still hold its pipes. Never rejects. */
  readonly exited: Promise<Exit>;
  /** Sends a signal to the command alone; false if it has ended, whether or not we know yet. */
  signal(name: NodeJS.Signals): boolean;
}

export interface SpawnPlan {
  readonly file: string;
  /** Its argv[0], if not its file. */
  readonly name?: string;
  readonly args: readonly string[];
  /** What Node passes on; the trampoline may replace it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Our descriptors that become the command's 0, 1, 2 …; undefined leaves one closed. */
  readonly descriptors: readonly (number | undefined)[];
  /** Its current folder, if not ours by name: a deleted folder has no name any more, but can still be entered. */
  readonly folder?: string;
}

export type Spawned =
  | { readonly kind: 'started'; readonly child: Child }
  | { readonly kind: 'failed'; readonly detail: string };

/** Starts one process in our own session and group, with exactly the given descriptors. */
export function spawnCommand(plan: SpawnPlan): Spawned {
  const child = spawn(plan.file, plan.args, {
    // From 3 on, 'ignore' leaves a descriptor closed.
    stdio: plan.descriptors.map((descriptor) => descriptor ?? 'ignore'),
    env: plan.environment,
    ...(plan.name === undefined ? {} : { argv0: plan.name }),
    ...(plan.folder === undefined ? {} : { cwd: plan.folder }),
  });
  const { pid } = child;
  const exited = new Promise<Exit>((resolve) => {
    child.on('exit', (code, signal) => {
      resolve(signal === null ? { code: code ?? 0 } : { signal });
    });
  });
  if (pid === undefined) {
    // The missing pid says it already; without a listener the error would be thrown.
    child.on('error', () => undefined);
    return { kind: 'failed', detail: 'it could not be started' };
  }
  const signal = (name: NodeJS.Signals): boolean => !isZombie(pid) && child.kill(name);
  return { kind: 'started', child: { pid, exited, signal } };
}

/** Whether a child has ended without our having read its status: a signal to it succeeds and is lost. */
function isZombie(pid: number): boolean {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return false;
  }
  // The state follows the name in parentheses (proc_pid_stat(5)).
  return stat.charAt(stat.lastIndexOf(')') + 2) === 'Z';
}
