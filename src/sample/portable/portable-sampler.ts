import { totalmem } from 'node:os';
import pidusage from 'pidusage';
import type { Clock } from '../../host/clock.ts';
import { lives } from '../../host/deliver.ts';
import { METRIC_NAMES } from '../../recording/metrics.ts';
import type { OomCounts } from '../oom-counts.ts';
import {
  type LivingProcess,
  MOST_PROCESSES,
  type ProcessSample,
  type Sampler,
  TOP_PROCESSES,
  TOP_SHARE,
  type TreeSample,
} from '../sampler.ts';
import { PortableTree } from './portable-tree.ts';
import type { ListedProcess, ProcessLister } from './process-list.ts';

/**
 * A new listing waits this many times as long as the last one took: listing starts a program and takes tens of
 * milliseconds.
 */
const LISTING_WAIT_FACTOR = 10;
/** pidusage keeps a descriptor for each pid it was asked about: beyond this many, the listing's figures are used. */
const MAX_MEASURED = 200;
/**
 * How long pidusage remembers a pid (with 0 its promise never settles). Short, so that a reused pid is forgotten
 * soon.
 */
const REMEMBERED_MS = 2000;

/** Resident bytes by pid; a pid without an entry is gone or unknown. */
export type MemoryReader = (pids: readonly number[]) => Promise<ReadonlyMap<number, number>>;

export interface PortableSamplerOptions {
  readonly root: { readonly pid: number };
  readonly exclude: readonly number[];
  readonly clock: Clock;
  readonly list: ProcessLister;
  readonly read?: MemoryReader;
  readonly oomCounts?: () => OomCounts;
}

/** Measures a tree's RSS on any system: parentage from the system's process list, sizes from pidusage. */
export class PortableSampler implements Sampler {
  readonly kind = 'portable';
  readonly metrics = ['rss'] as const;
  readonly missing: Readonly<Record<string, string>> = Object.fromEntries(
    [...METRIC_NAMES.filter((metric) => metric !== 'rss'), 'hwm', 'machineUsed', 'cgroup'].map(
      (name) => [name, 'the portable sampler reads RSS only'],
    ),
  );
  readonly host = { machineTotal: totalmem() };
  readonly #tree: PortableTree;
  readonly #clock: Clock;
  readonly #list: ProcessLister;
  readonly #read: MemoryReader;
  readonly #oomCounts: () => OomCounts;
  #listedAt = Number.NEGATIVE_INFINITY;
  #listingTook = 0;
  #unlisted = false;
  #ended = false;

  constructor(options: PortableSamplerOptions) {
    this.#tree = new PortableTree(options.root.pid, options.exclude);
    this.#clock = options.clock;
    this.#list = options.list;
    this.#read = options.read ?? readMemory;
    this.#oomCounts = options.oomCounts ?? (() => ({}));
  }

  async sample(): Promise<TreeSample | undefined> {
    if (this.#ended) return undefined;
    const change = await this.#relist();
    const { members } = this.#tree;
    const sizes = await this.#read([...members.keys()].slice(0, MAX_MEASURED));
    // Without a listing, an empty answer is the only sign that the root is gone.
    if (this.#unlisted && sizes.size === 0) return undefined;
    const processes = [...members.values()].map((member) => toSample(member, sizes));
    processes.sort((one, other) => other.rss - one.rss);
    if (processes.length === 0) return undefined;
    const rss = processes.reduce((sum, process) => sum + process.rss, 0);
    const isLarge = (one: ProcessSample, i: number): boolean =>
      i < TOP_PROCESSES || one.rss >= rss * TOP_SHARE;
    return {
      rss,
      peak: rss,
      procs: processes.length,
      top: processes.slice(0, MOST_PROCESSES).filter(isLarge),
      seen: change.seen,
      gone: change.gone,
    };
  }

  async #relist(): Promise<Pick<TreeSample, 'seen' | 'gone'>> {
    const before = this.#clock.monotonic();
    if (before - this.#listedAt < this.#listingTook * LISTING_WAIT_FACTOR) return NOTHING;
    const listed = await this.#list();
    this.#listedAt = this.#clock.monotonic();
    this.#listingTook = this.#listedAt - before;
    if (listed === undefined) {
      this.#unlisted = true;
      this.#tree.assumeRoot();
      return NOTHING;
    }
    this.#unlisted = false;
    const { seen, gone } = this.#tree.update(listed);
    return {
      seen: seen.map(({ pid, ppid, name }) => ({ pid, ppid, name })),
      gone: gone.map(({ pid }) => ({ pid })),
    };
  }

  members(): readonly { readonly pid: number; readonly started: number }[] {
    return [...this.#tree.members.values()];
  }

  living(): readonly LivingProcess[] {
    // The listing may be older than the end of some of them.
    return [...this.#tree.members.values()]
      .filter(({ pid }) => lives(pid))
      .map(({ pid, name }) => ({ pid, name }));
  }

  oomCounts(): OomCounts {
    return this.#oomCounts();
  }

  close(): void {
    // pidusage.clear() would drop its descriptors without closing them; left alone it closes them itself.
    this.#ended = true;
  }
}

const NOTHING = { seen: [], gone: [] } as const;

function toSample(member: ListedProcess, sizes: ReadonlyMap<number, number>): ProcessSample {
  const { pid, ppid, started, name } = member;
  // If it is missing, pidusage is still asking the former owner of a reused pid. The listing is the next best.
  return { pid, ppid, started, name, rss: sizes.get(pid) ?? member.rss };
}

/** Asks pidusage, which rejects if the only pid asked for is gone, and omits gone ones among several. */
async function readMemory(pids: readonly number[]): Promise<ReadonlyMap<number, number>> {
  const sizes = new Map<number, number>();
  if (pids.length === 0) return sizes;
  let stats: Readonly<Record<string, { memory: number } | undefined>>;
  try {
    stats = await pidusage([...pids], { maxage: REMEMBERED_MS });
  } catch (error) {
    // ENOENT, ESRCH, a ps that found no process or could not be run: nothing measured, which the caller expects.
    if (error instanceof Error) return sizes;
    throw error;
  }
  for (const pid of pids) {
    const memory = stats[pid]?.memory;
    if (memory !== undefined && Number.isFinite(memory)) sizes.set(pid, memory);
  }
  return sizes;
}
