import type { Clock } from '../host/clock.ts';
import { type Diagnostics, NO_DIAGNOSTICS } from '../host/diagnostics.ts';
import { LinuxSampler } from './linux/linux-sampler.ts';
import { readOomCounts } from './linux/oom.ts';
import { OomWatch } from './linux/oom-watch.ts';
import { nodeProcFiles, type ProcFiles } from './linux/proc-files.ts';
import { createNoSampler } from './none.ts';
import type { OomCounts } from './oom-counts.ts';
import type { Sampler } from './sampler.ts';

/** On a system without memory cgroups it answers 'impossible'. */
export { type MemoryCgroup, makeMemoryCgroup } from './linux/memory-cgroup.ts';

export type SamplerChoice = 'auto' | 'linux' | 'portable' | 'none';

export interface SamplerOptions {
  readonly kind: SamplerChoice;
  /** The command, just started. */
  readonly root: { readonly pid: number };
  /** The value of MEMWRAP_RUN in the command's environment. */
  readonly runId: string;
  /** Pids to leave out: memwrap's own and those of its helpers. */
  readonly exclude: readonly number[];
  /** Node's name for it: 'linux', 'darwin', 'win32', … */
  readonly platform: string;
  readonly clock: Clock;
  /** Whether to read PSS; default true. */
  readonly pss?: boolean;
  readonly files?: ProcFiles;
  readonly diagnostics?: Diagnostics;
}

/**
 * Creates the sampler for this system, or the one asked for. Never fails: where nothing can be measured, the sampler
 * says why.
 */
export async function createSampler(options: SamplerOptions): Promise<Sampler> {
  const { diagnostics = NO_DIAGNOSTICS } = options;
  const sampler = await choose(options);
  const { kind, missing } = sampler;
  diagnostics.debug('sampler chosen', { kind, asked: options.kind, missing });
  return sampler;
}

async function choose(options: SamplerOptions): Promise<Sampler> {
  const { kind, platform, files = nodeProcFiles } = options;
  const oomCounts = (): OomCounts => readOomCounts(files);
  const watch = (): OomWatch => {
    const oom = new OomWatch(files, -1);
    oom.follow(options.root.pid, options.clock.monotonic());
    return oom;
  };
  if (kind === 'none') return without('switched off');
  if (kind === 'linux' || (kind === 'auto' && platform === 'linux')) {
    if (!files.exists('/proc/self/stat')) return without('no /proc here');
    return new LinuxSampler({ ...options, files, pss: options.pss ?? true });
  }
  // Loaded lazily, so that the run path on Linux starts without it.
  const { PortableSampler } = await import('./portable/portable-sampler.ts');
  const { processLister } = await import('./portable/process-list.ts');
  return new PortableSampler({
    ...options,
    list: processLister(platform),
    oomCounts,
    oom: watch(),
  });

  function without(why: string): Sampler {
    const oom = watch();
    return {
      ...createNoSampler(why, oomCounts, (ended) => oom.kills(ended)),
      close: () => oom.close(),
    };
  }
}
