import type { CgroupRecord, StreamRecord } from '../../recording/records.ts';
import { sizeOrNaN } from './safe-values.ts';
import type { Full } from './types.ts';

/** From this part on a container is at its limit: the kernel charges pages in batches. */
const AT_LIMIT = 0.97;
/** Growth may fill it between the last sample that was written and the kill: at most so much later than the next sample. */
const UNSEEN_MS = 150;
/** Below this part nothing is claimed, however fast it grew. */
const NEAR = 0.6;
/** Page cache is taken back before anybody is killed: with more than this part of it the limit explains nothing. */
const CACHE_PART = 0.25;
/** A tree of less than this part of what it was has lost its largest process. */
const LEFT_PART = 0.5;
/** A machine keeps a little that nobody can have. */
const MACHINE_AT_LIMIT = 0.98;
/** A kill is told a moment after it: what was held just before is looked for in so long a time, or twice that. */
const JUST_BEFORE_MS = 500;

/** What held a container, bytes; NaN where unknown. */
interface Holding {
  readonly usage: number;
  readonly tree: number;
  readonly shmem: number;
}

const NOBODY: Holding = { usage: Number.NEGATIVE_INFINITY, tree: Number.NaN, shmem: Number.NaN };

/** How full the run's container and its machine were in the last samples, in constant memory. Sizes in bytes, NaN where unknown. */
export class Fullness {
  // The last two samples of the container, and the last of the machine.
  #time = Number.NaN;
  #usage = Number.NaN;
  #timeBefore = Number.NaN;
  #usageBefore = Number.NaN;
  #machine = Number.NaN;
  #tree = Number.NaN;
  #firstShmem = Number.NaN;
  #shmem = Number.NaN;
  #cgroup: { readonly limit: number; readonly cache: number } | undefined;
  /** The most in this stretch of time and of the one before. */
  #bucket = Number.NaN;
  #fullest = NOBODY;
  #fullestBefore = NOBODY;

  /** `tree`: RSS of the run's processes; `shmem`: the machine's, NaN where it is as before. */
  sample(time: number, usage: number, tree: number, machineUsed: number, shmem: number): void {
    if (shmem >= 0) {
      if (Number.isNaN(this.#firstShmem)) this.#firstShmem = shmem;
      this.#shmem = shmem;
    }
    if (machineUsed >= 0) this.#machine = machineUsed;
    if (tree >= 0) this.#tree = tree;
    if (!(usage >= 0)) return;
    this.#timeBefore = this.#time;
    this.#usageBefore = this.#usage;
    this.#time = time;
    this.#usage = usage;
    const bucket = Math.floor(time / JUST_BEFORE_MS);
    if (bucket !== this.#bucket) {
      this.#fullestBefore = bucket === this.#bucket + 1 ? this.#fullest : NOBODY;
      this.#fullest = NOBODY;
      this.#bucket = bucket;
    }
    this.#fullest = {
      usage: Math.max(usage, this.#fullest.usage),
      // A process that is just ending holds nothing any more, while its memory is still charged.
      tree: larger(this.#tree, this.#fullest.tree),
      shmem: larger(Math.max(0, this.#shmem - this.#firstShmem), this.#fullest.shmem),
    };
  }

  /** The same from any record. */
  record(time: number, record: StreamRecord): void {
    if (record.type === 'cgroup') this.cgroup(record);
    if (record.type !== 'sample') return;
    const { cgroup, rss, machineUsed, machineShmem } = record;
    const [usage, tree, machine, shmem] = [cgroup, rss, machineUsed, machineShmem].map(sizeOrNaN);
    this.sample(time, usage as number, tree as number, machine as number, shmem as number);
  }

  cgroup(record: CgroupRecord): void {
    this.#cgroup = { limit: sizeOrNaN(record.limit), cache: sizeOrNaN(record.cache) };
  }

  /** What held the container just before now, where it is known. */
  held(): Pick<Full, 'tree' | 'shmem'> {
    const { usage, tree, shmem } =
      this.#fullestBefore.usage > this.#fullest.usage ? this.#fullestBefore : this.#fullest;
    return usage >= 0 ? sizes(tree, shmem) : {};
  }

  /** Of a recording without an end: whether memory was at a limit when it stops. `total`: the machine's memory. */
  finish({ limit, total }: { readonly limit?: number; readonly total?: number }): Full | undefined {
    const container = this.#container(this.#cgroup?.limit || limit);
    if (container !== undefined) return container;
    if (total === undefined || !(this.#machine >= MACHINE_AT_LIMIT * total)) return undefined;
    const { tree } = sizes(this.#tree, Number.NaN);
    return {
      where: 'machine',
      used: this.#machine,
      limit: total,
      ...(tree !== undefined && { tree }),
      probably: true,
    };
  }

  /** Whether the container is at its limit, or would be a moment later at its pace. */
  #container(limit: number | undefined): Full | undefined {
    if (limit === undefined) return undefined;
    const used = this.#usage;
    const took = this.#time - this.#timeBefore;
    const rate = (used - this.#usageBefore) / took;
    const grows = used >= NEAR * limit && took > 0 && used + rate * (took + UNSEEN_MS) >= limit;
    const isThere = used >= AT_LIMIT * limit;
    if (!isThere && this.#vanished(limit)) return this.#fullOf(this.#fullest.usage, limit);
    return isThere || grows ? this.#fullOf(used, limit, isThere ? undefined : rate) : undefined;
  }

  /** Whether it was there a moment ago, and most of the tree is gone since. */
  #vanished(limit: number): boolean {
    const { usage, tree } = this.#fullest;
    return usage >= AT_LIMIT * limit && this.#tree < LEFT_PART * tree;
  }

  #fullOf(used: number, limit: number, rate?: number): Full {
    const { cache = Number.NaN } = this.#cgroup ?? {};
    return {
      where: 'cgroup',
      used,
      limit,
      ...this.held(),
      ...(cache >= 0 && { cache }),
      // Bytes a second.
      ...(rate !== undefined && { rate: rate * 1000 }),
      probably: !(cache > CACHE_PART * limit),
    };
  }
}

/** Of two numbers that may be NaN. */
function larger(one: number, other: number): number {
  return one >= other || Number.isNaN(other) ? one : other;
}

function sizes(tree: number, shmem: number): Pick<Full, 'tree' | 'shmem'> {
  return { ...(tree >= 0 && { tree }), ...(shmem > 0 && { shmem }) };
}
