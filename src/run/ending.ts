import { constants } from 'node:os';
import type { Exit } from '../recording/records.ts';
import { BREACH, statusOf } from './exit-codes.ts';

/** How this process is to end: with a code, or by the signal that ended the command. */
export interface Ending {
  readonly code: number;
  readonly signal?: NodeJS.Signals;
}

/** Of these a shell's loop wants to see that we died of them, not that we returned 128 + n. */
const DIES_ALIKE = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * As the command ended; but 122 where a limit was broken and the command either succeeded or was ended by us. One that
 * failed by itself keeps its own status.
 */
export function endingOf(
  exit: Exit,
  gate: { readonly broken: boolean; readonly killed: boolean },
): Ending {
  const succeeded = 'code' in exit && exit.code === 0;
  if (gate.broken && (succeeded || gate.killed)) return { code: BREACH };
  const code = statusOf(exit, constants.signals);
  const signal = DIES_ALIKE.find((name) => 'signal' in exit && name === exit.signal);
  return signal === undefined ? { code } : { code, signal };
}
