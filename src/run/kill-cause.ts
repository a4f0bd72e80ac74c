import type { Exit } from '../recording/records.ts';
import type { OomCounts } from '../sample/linux/oom.ts';
import { oomBetween } from '../sample/linux/oom.ts';

/** Why a command was killed, as far as it can be told. */
export type Cause = 'ceiling' | 'cgroup-oom' | 'system-oom' | 'unknown';

export interface Death {
  readonly exit: Exit;
  /** We ended it, or the hard limit that we gave it did. */
  readonly ours: boolean;
  readonly before: OomCounts;
  readonly after: OomCounts;
}

/** What a shell gives for a command that died of SIGKILL. */
const KILLED_BELOW = 137;

/**
 * The cause of a death by SIGKILL, also of a descendant's that the command passes on as its status; `undefined` where
 * nobody was killed. A command that failed otherwise while an out-of-memory killer was at work in its cgroup counts too.
 */
export function causeOf({ exit, ours, before, after }: Death): Cause | undefined {
  if (ours) return 'ceiling';
  if ('code' in exit && exit.code === 0) return undefined;
  const killer = oomBetween(before, after);
  if (killer === 'cgroup') return 'cgroup-oom';
  const killed = 'signal' in exit ? exit.signal === 'SIGKILL' : exit.code === KILLED_BELOW;
  if (killer === 'system' && (killed || after.killedHere !== undefined)) return 'system-oom';
  return killed ? 'unknown' : undefined;
}

/** What is said of it at the end; a ceiling was told already. */
export function causeWords(cause: Cause): string | undefined {
  switch (cause) {
    case 'ceiling':
      return undefined;
    case 'cgroup-oom':
      return 'killed by the kernel: the memory limit of its cgroup (container) was reached';
    case 'system-oom':
      return 'killed by the kernel: the system was out of memory';
    case 'unknown':
      return 'SIGKILL came from outside; no out-of-memory killer was seen at work';
  }
}
