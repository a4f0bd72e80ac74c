import type { OomCounts } from './oom-counts.ts';
import type { Sampler } from './sampler.ts';

/** A sampler for systems that cannot be measured: the run goes on without samples. `why` is one clause for the user. */
export function createNoSampler(why: string, oomCounts: () => OomCounts): Sampler {
  return {
    kind: 'none',
    metrics: [],
    missing: { rss: why },
    host: {},
    sample: () => undefined,
    members: () => [],
    living: () => [],
    oomCounts,
    close: () => undefined,
  };
}
