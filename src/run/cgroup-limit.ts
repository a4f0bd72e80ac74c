import type { Breach } from '../limits/breach.ts';
import { enforcedCeiling } from '../limits/options.ts';
import type { LimitSetup } from '../limits/setup.ts';
import { type MemoryCgroup, makeMemoryCgroup } from '../sample/choose.ts';
import { formatSize } from '../text/size.ts';

/** The command's own cgroup, with a limit that the kernel enforces. */
export interface CgroupLimit extends MemoryCgroup {
  /** What the kernel did at the limit; undefined if it had nothing to do. */
  breach(): Breach | undefined;
  /** The kernel's own peak in bytes, for the end record; empty if it cannot be read. */
  peak(): { readonly cgroup?: number };
}

/**
 * Makes the cgroup of `--enforce cgroup`; `runId` names it. Undefined if none was asked for, or if it cannot be made, which
 * is said: the limit is then checked by measuring alone.
 */
export function makeCgroupLimit(
  { enforce, limits }: LimitSetup,
  runId: string,
  say: (text: string) => void,
): CgroupLimit | undefined {
  const enforced = enforce ? enforcedCeiling(limits) : undefined;
  if (enforced === undefined) return undefined;
  const { allowed } = enforced;
  const made = makeMemoryCgroup(`memwrap-${runId}`, allowed);
  if (made.kind === 'impossible') {
    const ceiling = formatSize(allowed, { fixed: true });
    say(`--enforce cgroup: ${made.why}; ${ceiling} is checked by measuring alone`);
    return undefined;
  }
  const { cgroup } = made;
  return {
    ...cgroup,
    peak() {
      const { peak } = cgroup.facts();
      return peak === undefined ? {} : { cgroup: peak };
    },
    breach() {
      const { oomKills, peak } = cgroup.facts();
      return oomKills === 0 ? undefined : { ...enforced, measured: peak ?? allowed, by: 'cgroup' };
    },
  };
}
