import type { Metric } from '../recording/metrics.ts';
import type { HostInfo, Sizes } from '../recording/records.ts';
import type { OomCounts } from './oom-counts.ts';

/** One process of the tree at one moment; sizes in bytes. A process is its pid and its start time. */
export interface ProcessSample extends Sizes {
  readonly pid: number;
  readonly ppid: number;
  /** Start time in the platform's own ticks: distinguishes a reused pid. */
  readonly started: number;
  readonly name: string;
  readonly rss: number;
  /** The kernel's high-water mark of the RSS. */
  readonly hwm?: number;
}

export interface ProcessSeen {
  readonly pid: number;
  readonly ppid: number;
  /** Epoch milliseconds, where it can be told. */
  readonly startedAt?: number;
  readonly name: string;
  readonly argv?: readonly string[];
}

/** The whole tree at one moment: sums in bytes. `pss` is absent when it was not due or cannot be read. */
export interface TreeSample extends Sizes {
  readonly rss: number;
  /** What the high-water marks of all who lived since the last sample add up to: no more was held at any moment; at least rss. */
  readonly hwm?: number;
  /** What was held at least at one moment since the last sample, by a mark that rose and what the others held before and after; at least rss. */
  readonly peak?: number;
  readonly procs: number;
  readonly machineUsed?: number;
  readonly machineAvailable?: number;
  readonly cgroup?: number;
  /** The largest processes by rss, largest first, at most 8. */
  readonly top: readonly ProcessSample[];
  /** Processes that came since the last sample (or started another program: then again), and those that went (with their last known high-water mark). */
  readonly seen: readonly ProcessSeen[];
  readonly gone: readonly { readonly pid: number; readonly hwm?: number }[];
}

export interface SampleOptions {
  /** Leave out what takes long: no PSS. */
  readonly cheap?: boolean;
  /** A decision waits for the PSS: read it as soon as its share of the time allows, be it cheap otherwise. */
  readonly wantsPss?: boolean;
}

/** Measures one process tree. Made once a run; every call of `sample` is one moment. */
export interface Sampler {
  readonly kind: 'linux' | 'portable' | 'none';
  readonly metrics: readonly Metric[];
  /** Why a metric cannot be told here, by name. */
  readonly missing: Readonly<Record<string, string>>;
  readonly host: HostInfo;
  /** `undefined` when nobody of the tree is left. Synchronous on Linux; never throws for a process that went away. */
  sample(options?: SampleOptions): TreeSample | undefined | Promise<TreeSample | undefined>;
  /** Every living process of the tree, newcomers included: for stopping it. */
  members(): readonly { readonly pid: number; readonly started: number }[];
  /** What the out-of-memory killers have done so far; read before and after a run. */
  oomCounts(): OomCounts;
  close(): void;
}
