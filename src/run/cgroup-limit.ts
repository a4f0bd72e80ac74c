import type { Breach } from '../limits/breach.ts';
import { enforcedCeiling } from '../limits/options.ts';
import type { GateSetup } from '../limits/setup.ts';
import { type MemoryCgroup, makeMemoryCgroup } from '../sample/linux/memory-cgroup.ts';
import { formatSize } from '../text/size.ts';

/** The command's own cgroup, where one was asked for and could be made. */
export interface HardLimit extends MemoryCgroup {
  /** What the kernel did at the limit, if it had to. */
  broken(): Breach | undefined;
  /** For the end record. */
  peak(): { readonly cgroup?: number };
}

/** Makes the cgroup of `--enforce cgroup`, or says why it cannot be; `run` is the run's id. */
export function makeHardLimit(
  { enforce, limits }: GateSetup,
  run: string,
  say: (text: string) => void,
): HardLimit | undefined {
  const enforced = enforce ? enforcedCeiling(limits) : undefined;
  if (enforced === undefined) return undefined;
  const { allowed } = enforced;
  const made = makeMemoryCgroup(`memwrap-${run}`, allowed);
  if (made.kind === 'impossible') {
    const ceiling = formatSize(allowed, { fixed: true });
    say(`--enforce cgroup: ${made.why}; ${ceiling} is watched by measuring alone`);
    return undefined;
  }
  const { cgroup } = made;
  return {
    ...cgroup,
    peak() {
      const { peak } = cgroup.facts();
      return peak === undefined ? {} : { cgroup: peak };
    },
    broken() {
      const { oomKills, peak } = cgroup.facts();
      return oomKills === 0 ? undefined : { ...enforced, measured: peak ?? allowed, by: 'cgroup' };
    },
  };
}
