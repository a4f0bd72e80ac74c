import type { Exit, KilledProcess } from '../recording/records.ts';
import { type OomCounts, oomBetween } from '../sample/oom-counts.ts';
import { succeeded } from './exit-codes.ts';

/** Why a command was killed, as far as that is known. */
export type Cause = (typeof CAUSES)[number];
const CAUSES = ['ceiling', 'cgroup-oom', 'system-oom', 'unknown'] as const;

export interface Death {
  readonly exit: Exit;
  /** memwrap ended it, or the kernel did at the limit that memwrap set. */
  readonly ours: boolean;
  /** Read when the command was started and when it had ended. */
  readonly before: OomCounts;
  readonly after: OomCounts;
  /** Who of the tree was seen to be killed; undefined where its processes were not watched. */
  readonly killed?: readonly Pick<KilledProcess, 'cause' | 'command'>[] | undefined;
}

/** A shell's status for a command that died of SIGKILL: 128 + 9. */
const KILLED_STATUS = 137;

/**
 * The cause of a death by SIGKILL, also of a descendant's that the command passes on as its own status; `undefined` if
 * nothing was killed. A command that failed otherwise after an out-of-memory killer took one of its tree counts too; where
 * nobody saw who was taken, after one was at work in its cgroup.
 */
export function causeOf({ exit, ours, before, after, killed }: Death): Cause | undefined {
  if (ours) return 'ceiling';
  if (succeeded(exit)) return undefined;
  const isKilled = 'signal' in exit ? exit.signal === 'SIGKILL' : exit.code === KILLED_STATUS;
  const own = killed?.find(({ command }) => command)?.cause;
  const taken = killed?.find(
    ({ cause }) => cause === 'cgroup-oom' || cause === 'system-oom',
  )?.cause;
  const found = CAUSES.find((cause) => cause === (own ?? taken));
  if (found !== undefined) return found;
  const killer = oomBetween(before, after);
  if (
    killer !== undefined &&
    (isKilled || (killed === undefined && after.killedHere !== undefined))
  )
    return killer === 'cgroup' ? 'cgroup-oom' : 'system-oom';
  return isKilled ? 'unknown' : undefined;
}
