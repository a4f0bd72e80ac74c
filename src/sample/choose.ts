import type { Clock } from '../host/clock.ts';
import { type Diagnostics, NO_DIAGNOSTICS } from '../host/diagnostics.ts';
import { LinuxSampler } from './linux/linux-sampler.ts';
import { nodeProcFiles, type ProcFiles } from './linux/proc-files.ts';
import { createNoSampler } from './none.ts';
import type { Sampler } from './sampler.ts';

export type SamplerChoice = 'auto' | 'linux' | 'portable' | 'none';

export interface SamplerOptions {
  readonly kind: SamplerChoice;
  /** The command, just started. */
  readonly root: { readonly pid: number };
  /** What MEMWRAP_RUN holds in the command's environment. */
  readonly runId: string;
  /** Pids that never count: memwrap's own and what it started for itself. */
  readonly exclude: readonly number[];
  /** As Node names it: 'linux', 'darwin', 'win32', … */
  readonly platform: string;
  readonly clock: Clock;
  /** Whether PSS is read; yes unless said. */
  readonly pss?: boolean;
  readonly files?: ProcFiles;
  readonly diagnostics?: Diagnostics;
}

/** The sampler for this system, or the one that was asked for. Never fails: where nothing can be told, the sampler says why. */
export async function createSampler(options: SamplerOptions): Promise<Sampler> {
  const { diagnostics = NO_DIAGNOSTICS } = options;
  const sampler = await choose(options);
  const { kind, missing } = sampler;
  diagnostics.debug('sampler chosen', { kind, asked: options.kind, missing });
  return sampler;
}

async function choose(options: SamplerOptions): Promise<Sampler> {
  const { kind, platform, files = nodeProcFiles } = options;
  if (kind === 'none') return createNoSampler('switched off');
  if (kind === 'linux' || (kind === 'auto' && platform === 'linux')) {
    if (!files.exists('/proc/self/stat')) return createNoSampler('no /proc here');
    return new LinuxSampler({ ...options, files, pss: options.pss ?? true });
  }
  // Loaded only here: the run path on Linux starts without it.
  const { PortableSampler } = await import('./portable/portable-sampler.ts');
  const { processLister } = await import('./portable/process-list.ts');
  return new PortableSampler({ ...options, list: processLister(platform) });
}
