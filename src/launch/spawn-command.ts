import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Exit } from '../recording/records.ts';

/** A command that runs. */
export interface Child {
  readonly pid: number;
  /** Settles when the command itself has ended, whoever still holds its pipes. Never rejects. */
  readonly exited: Promise<Exit>;
  /** Sends a signal to the command alone; false when it has ended, whether that is known yet or not. */
  signal(name: NodeJS.Signals): boolean;
}

export interface SpawnPlan {
  readonly file: string;
  /** What it is told to be called, if not by its file. */
  readonly name?: string;
  readonly args: readonly string[];
  /** What Node hands over; the trampoline may replace it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Descriptors of ours that become 0, 1, 2 … of the command; undefined: stays closed. */
  readonly descriptors: readonly (number | undefined)[];
  /** Where it runs, if not simply here: a deleted folder has no name any more, but it can still be entered. */
  readonly folder?: string;
}

export type Spawned =
  | { readonly kind: 'started'; readonly child: Child }
  | { readonly kind: 'failed'; readonly detail: string };

/** Starts one process in our own session and group, its descriptors exactly as told. */
export function spawnCommand(plan: SpawnPlan): Spawned {
  const child = spawn(plan.file, plan.args, {
    // From 3 on, 'ignore' leaves the descriptor closed.
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
    // Told by the missing pid; without a listener it would be thrown.
    child.on('error', () => undefined);
    return { kind: 'failed', detail: 'it could not be started' };
  }
  const signal = (name: NodeJS.Signals): boolean => !awaitsItsParent(pid) && child.kill(name);
  return { kind: 'started', child: { pid, exited, signal } };
}

/** Whether a child of ours has ended and we have not asked for its status yet: a signal to it succeeds and is lost. */
function awaitsItsParent(pid: number): boolean {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return false;
  }
  // Behind the name in parentheses: the state (proc_pid_stat(5)).
  return stat.charAt(stat.lastIndexOf(')') + 2) === 'Z';
}
