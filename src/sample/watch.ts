import type { Clock } from '../host/clock.ts';
import { hostMemory } from './host-memory.ts';
import { findNamedCgroup } from './linux/cgroup.ts';
import { CgroupSource } from './linux/cgroup-source.ts';
import { MachineSource } from './linux/machine-source.ts';
import { nodeProcFiles, type ProcFiles } from './linux/proc-files.ts';
import type { WatchSource } from './watch-source.ts';

export type Opened =
  | { readonly kind: 'opened'; readonly source: WatchSource; readonly what: string }
  /** `why` is a clause for the user, `hint` what to do instead. */
  | { readonly kind: 'impossible'; readonly why: string; readonly hint: string };

export interface WatchPlace {
  /** Node's name for it. */
  readonly platform: string;
  readonly clock: Clock;
  /** A cgroup's folder, or its path as /proc/PID/cgroup has it; absent: the machine. */
  readonly cgroup?: string;
  readonly files?: ProcFiles;
}

/** Opens what is to be watched; `what` of the answer is what a start record calls it. Never throws. */
export function openWatch({ platform, clock, cgroup, files = nodeProcFiles }: WatchPlace): Opened {
  if (platform !== 'linux' || !files.exists('/proc/meminfo')) {
    return no('there is no /proc/meminfo here', 'watch needs Linux');
  }
  if (cgroup === undefined) {
    const source = new MachineSource(files, clock);
    if (source.sample() !== undefined) return { kind: 'opened', source, what: 'machine' };
    source.close();
    return no('/proc/meminfo does not tell it', 'watch needs Linux');
  }
  const { machineTotal = -1 } = hostMemory(platform, files);
  const found = findNamedCgroup(files, cgroup, machineTotal);
  if (found !== undefined) {
    return {
      kind: 'opened',
      source: new CgroupSource(files, clock, found),
      what: found.folder,
    };
  }
  return no(
    'no cgroup with memory figures is there',
    'write its path as it stands in /proc/PID/cgroup, or its folder below /sys/fs/cgroup',
  );
}

function no(why: string, hint: string): Opened {
  return { kind: 'impossible', why, hint };
}
