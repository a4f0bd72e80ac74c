import type { Metric } from '../recording/metrics.ts';
import type { HostInfo, Sizes } from '../recording/records.ts';
import type { OomCounts } from './oom-counts.ts';

/** How many processes a sample lists where there are so many. */
export const TOP_PROCESSES = 8;
/** So many at most, of those that hold at least TOP_SHARE of the tree. */
export const MOST_PROCESSES = 32;
export const TOP_SHARE = 0.01;

/** One process of the tree at one moment; sizes in bytes. Pid and start time together identify a process. */
export interface ProcessSample extends Sizes {
  readonly pid: number;
  readonly ppid: number;
  /** Start time in the platform's own ticks: detects a reused pid. */
  readonly started: number;
  readonly name: string;
  readonly rss: number;
  /** The kernel's high-water mark of the RSS. */
  readonly hwm?: number;
}

export interface ProcessSeen {
  readonly pid: number;
  readonly ppid: number;
  /** Epoch milliseconds; absent where unknown. */
  readonly startedAt?: number;
  readonly name: string;
  /** Absent where unknown, as in the middle of an exec. */
  readonly argv?: readonly string[];
  /** It runs its parent's program, and shares pages with it. */
  readonly forked?: boolean;
  /** Of a process seen for the first time: what it held that belongs to no file when it was first looked at, bytes. */
  readonly anon?: number;
  /** Only its command line is new. */
  readonly again?: boolean;
}

/** A process whose memory may not be read, or not all of it. */
export interface UnreadProcess {
  readonly pid: number;
  /** '' where that may not be read either. */
  readonly name: string;
}

/** The whole tree at one moment: sums in bytes. `pss` is absent if it was not due or cannot be read of every process. */
export interface TreeSample extends Sizes {
  readonly rss: number;
  /** Without `pss`: what it is at least. */
  readonly pssAtLeast?: number;
  /** Of a reading that lacks some processes, or during which some were born: what PSS is at most, if that is less than RSS. */
  readonly pssAtMost?: number;
  /** The processes that such a reading lacks. */
  readonly unread?: readonly UnreadProcess[];
  /** Living processes of the tree whose size is not known at all: `rss` lacks them. */
  readonly hidden?: readonly UnreadProcess[];
  /** Sum of the high-water marks of all processes that lived since the last sample: an upper limit, at least rss. */
  readonly hwm?: number;
  /**
   * The most that is known to have been held at one moment since the last sample: a high-water mark that rose, plus
   * what the others held before and after; at least rss.
   */
  readonly peak?: number;
  readonly procs: number;
  readonly machineUsed?: number;
  readonly machineAvailable?: number;
  /** tmpfs and shared memory on the whole machine, bytes. */
  readonly machineShmem?: number;
  readonly cgroup?: number;
  /** The largest processes by RSS, largest first, at most MOST_PROCESSES. */
  readonly top: readonly ProcessSample[];
  /**
   * Processes new since the last sample (reported again after an exec, and when their title or command line changed), and
   * those gone, with their last known high-water mark.
   */
  readonly seen: readonly ProcessSeen[];
  readonly gone: readonly { readonly pid: number; readonly hwm?: number }[];
}

/** What lived between two samples and was not seen, or used more after it was last seen. */
export interface Unseen {
  /** All of it together held so many bytes at most that belong to no file. */
  readonly bytes: number;
  /** So many processes at most were born and ended; 0 where none surely did. */
  readonly births: number;
}

export interface SampleOptions {
  /** Leave out what is slow: PSS. */
  readonly cheap?: boolean;
  /** A decision waits for the PSS: read it as soon as its share of the time allows, even in a cheap sample. */
  readonly wantsPss?: boolean;
}

/** What is known of a command that ended before it could be measured. */
export interface ShortLife {
  /** What it can have held at most, bytes. */
  readonly atMost: number;
  /** The machine's available memory then, bytes. */
  readonly machineAvailable?: number;
}

/** Measures one process tree. Created once a run; each call of `sample` is one moment. */
export interface Sampler {
  readonly kind: 'linux' | 'portable' | 'none';
  readonly metrics: readonly Metric[];
  /** Why a metric is unavailable here, by its name. */
  readonly missing: Readonly<Record<string, string>>;
  readonly host: HostInfo;
  /** `undefined` once the tree is empty. Synchronous on Linux; never throws for a process that has gone. */
  sample(options?: SampleOptions): TreeSample | undefined | Promise<TreeSample | undefined>;
  /** What lived unseen up to the last `sample`, since the call before; also once the tree is empty. Undefined if nothing is known of any. */
  unseen?(): Unseen | undefined;
  /** Whether a process may have been born since the last `sample`; cheap. Absent where nothing tells. */
  born?(): boolean;
  /** Where no call of `sample` found a living process; absent where that cannot be told. */
  readonly shortLife?: ShortLife | undefined;
  /** All living processes of the tree, newcomers included: for stopping it. */
  members(): readonly { readonly pid: number; readonly started: number }[];
  /** What the out-of-memory killers have done so far; read before and after a run. */
  oomCounts(): OomCounts;
  close(): void;
}
