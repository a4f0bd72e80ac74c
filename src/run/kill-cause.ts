import type { Exit } from '../recording/records.ts';
import { type OomCounts, oomBetween } from '../sample/oom-counts.ts';
import { succeeded } from './exit-codes.ts';

/** Why a command was killed, as far as that is known. */
export type Cause = 'ceiling' | 'cgroup-oom' | 'system-oom' | 'unknown';

export interface Death {
  readonly exit: Exit;
  /** memwrap ended it, or the kernel did at the limit that memwrap set. */
  readonly ours: boolean;
  /** Read when the command was started and when it had ended. */
  readonly before: OomCounts;
  readonly after: OomCounts;
}

/** A shell's status for a command that died of SIGKILL: 128 + 9. */
const KILLED_STATUS = 137;

/**
 * The cause of a death by SIGKILL, also of a descendant's that the command passes on as its own status; `undefined` if
 * nothing was killed. A command that failed otherwise while an out-of-memory killer was at work in its cgroup counts too.
 */
export function causeOf({ exit, ours, before, after }: Death): Cause | undefined {
  if (ours) return 'ceiling';
  if (succeeded(exit)) return undefined;
  const killer = oomBetween(before, after);
  if (killer === 'cgroup') return 'cgroup-oom';
  const killed = 'signal' in exit ? exit.signal === 'SIGKILL' : exit.code === KILLED_STATUS;
  if (killer === 'system' && (killed || after.killedHere !== undefined)) return 'system-oom';
  return killed ? 'unknown' : undefined;
}

/** What is printed about it at the end; undefined for a ceiling, which is reported when it is broken. */
export function causeWords(cause: Cause): string | undefined {
  switch (cause) {
    case 'ceiling':
      return undefined;
    case 'cgroup-oom':
      return 'killed by the kernel: the memory limit of its cgroup (container) was reached';
    case 'system-oom':
      return 'killed by the kernel: the system was out of memory';
    case 'unknown':
      return 'killed by SIGKILL from outside; no OOM kill was seen';
  }
}
