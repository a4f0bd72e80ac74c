import { totalmem } from 'node:os';
import pidusage from 'pidusage';
import type { Clock } from '../../host/clock.ts';
import { METRIC_NAMES } from '../../recording/metrics.ts';
import type { ProcessSample, Sampler, TreeSample } from '../sampler.ts';
import { PortableTree } from './portable-tree.ts';
import type { ListedProcess, ProcessLister } from './process-list.ts';

/** The processes are listed anew at most so often: a listing starts a program and takes tens of milliseconds. */
const LISTING_WAIT = 10;
const LARGEST = 8;
/** pidusage keeps a descriptor for each pid that it was asked for: beyond so many, the listing's figures serve. */
const MOST_ASKED = 200;
/** For how long pidusage remembers a pid (0: its promise never settles). Short, so that a reused pid is forgotten soon. */
const MEMORY = 2000;

/** Resident bytes by pid; a pid without an entry is gone, or not told. */
export type MemoryReader = (pids: readonly number[]) => Promise<ReadonlyMap<number, number>>;

export interface PortableSamplerOptions {
  readonly root: { readonly pid: number };
  readonly exclude: readonly number[];
  readonly clock: Clock;
  readonly list: ProcessLister;
  readonly read?: MemoryReader;
}

/** Measures a tree's RSS on any system: parentage by the system's process list, sizes by pidusage. */
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
  #listedAt = Number.NEGATIVE_INFINITY;
  #listingTook = 0;
  #unlisted = false;
  #ended = false;

  constructor(options: PortableSamplerOptions) {
    this.#tree = new PortableTree(options.root.pid, options.exclude);
    this.#clock = options.clock;
    this.#list = options.list;
    this.#read = options.read ?? readMemory;
  }

  async sample(): Promise<TreeSample | undefined> {
    if (this.#ended) return undefined;
    const change = await this.#relist();
    const { members } = this.#tree;
    const sizes = await this.#read([...members.keys()].slice(0, MOST_ASKED));
    // Without a listing only its silence tells that the root is gone.
    if (this.#unlisted && sizes.size === 0) return undefined;
    const processes = [...members.values()].map((member) => toSample(member, sizes));
    processes.sort((one, other) => other.rss - one.rss);
    if (processes.length === 0) return undefined;
    const rss = processes.reduce((sum, process) => sum + process.rss, 0);
    return {
      rss,
      peak: rss,
      procs: processes.length,
      top: processes.slice(0, LARGEST),
      seen: change.seen,
      gone: change.gone,
    };
  }

  async #relist(): Promise<Pick<TreeSample, 'seen' | 'gone'>> {
    const before = this.#clock.monotonic();
    if (before - this.#listedAt < this.#listingTook * LISTING_WAIT) return NOTHING;
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

  close(): void {
    // pidusage.clear() would forget its descriptors without closing them; left alone it closes them itself.
    this.#ended = true;
  }
}

const NOTHING = { seen: [], gone: [] } as const;

function toSample(member: ListedProcess, sizes: ReadonlyMap<number, number>): ProcessSample {
  const { pid, ppid, started, name } = member;
  // Not told: pidusage goes on asking the former owner of a reused pid. The listing is the next best.
  return { pid, ppid, started, name, rss: sizes.get(pid) ?? member.rss };
}

/** By pidusage; it rejects when the only pid asked for is gone, and leaves out those that are gone among several. */
async function readMemory(pids: readonly number[]): Promise<ReadonlyMap<number, number>> {
  const sizes = new Map<number, number>();
  if (pids.length === 0) return sizes;
  let stats: Readonly<Record<string, { memory: number } | undefined>>;
  try {
    stats = await pidusage([...pids], { maxage: MEMORY });
  } catch (error) {
    // ENOENT, ESRCH, a ps that found nobody or could not be run: nothing told, which the caller expects.
    if (error instanceof Error) return sizes;
    throw error;
  }
  for (const pid of pids) {
    const memory = stats[pid]?.memory;
    if (memory !== undefined && Number.isFinite(memory)) sizes.set(pid, memory);
  }
  return sizes;
}
