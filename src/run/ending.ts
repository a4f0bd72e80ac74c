import { constants } from 'node:os';
import type { Exit } from '../recording/records.ts';
import { BREACH, statusOf, succeeded } from './exit-codes.ts';

/** How memwrap exits: with a code, or by the signal that ended the command. */
export interface Ending {
  readonly code: number;
  readonly signal?: NodeJS.Signals;
}

/** Die of these signals too instead of returning 128 + n, so that a shell's loop stops. */
const DIES_ALIKE = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Exits as the command did, but with 122 if a breach fails the run and the command succeeded or was ended for the breach. A
 * command that failed by itself keeps its own status.
 */
export function endingOf(
  exit: Exit,
  limits: { readonly failsRun: boolean; readonly killed: boolean },
): Ending {
  if (limits.failsRun && (succeeded(exit) || limits.killed)) return { code: BREACH };
  const code = statusOf(exit, constants.signals);
  const signal = DIES_ALIKE.find((name) => 'signal' in exit && name === exit.signal);
  return signal === undefined ? { code } : { code, signal };
}
