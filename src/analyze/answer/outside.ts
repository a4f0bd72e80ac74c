import { SeriesBuilder } from '../report/series.ts';
import type { Series } from '../report/types.ts';

/** Growth that no process of the tree holds. Bytes; milliseconds since the start of the recording. */
export interface OutsideGrowth {
  readonly bytes: number;
  readonly start: number;
  readonly end: number;
  /** 'shmem': files in tmpfs or /dev/shm, which no process needs to hold. */
  readonly where: 'shmem' | 'cgroup' | 'machine';
}

/** Sizes of one sample in bytes, NaN where unknown. */
export interface OutsideSizes {
  /** Of the tree. */
  readonly rss: number;
  readonly ownShmem: number;
  /** Of its cgroup. */
  readonly cgroup: number;
  /** Of the machine: what is in use, and what of it is tmpfs and shared memory (NaN: as before). */
  readonly machine: number;
  readonly shmem: number;
}

/** Memory is beyond the tree when it stays there this long: a tree that just ended is charged to its cgroup for a moment more. */
const KEPT_MS = 400;
/** Distance of two looks: at least this, and in a long run a fraction of its age. */
const LOOK_EVERY_MS = 40;
const LOOKS = 2000;
/** A machine's use wanders by less than this on its own; below it nothing is claimed. */
const NOTICE_BYTES = 48 * 2 ** 20;
/** The cgroup counts page cache, which the machine's used memory does not: the machine confirms at least this part. */
const CONFIRMED_PART = 0.5;
/**
 * A container and a machine have other processes, whose growth looks the same: it takes at least the first, and this many times
 * what the tree grew by, unless that is next to nothing.
 */
const OTHERS_BYTES = 96 * 2 ** 20;
const OTHERS_FACTOR = 16;
const IDLE_TREE_BYTES = 24 * 2 ** 20;

/** What the cgroup and the machine hold beyond the tree, sample by sample, in constant memory. */
export class OutsideWatch {
  readonly #cgroup = new SeriesBuilder();
  readonly #machine = new SeriesBuilder();
  readonly #shmem = new SeriesBuilder();
  #lastShmem = Number.NaN;
  #next = 0;

  /** Whether `add` would use a sample: most are not worth an object. */
  wants(time: number, machine: number, shmem: number): boolean {
    return !Number.isNaN(shmem) || (time >= this.#next && !Number.isNaN(machine));
  }

  add(time: number, { rss, ownShmem, cgroup, machine, shmem }: OutsideSizes): void {
    if (!Number.isNaN(shmem)) this.#lastShmem = shmem;
    // Closer looks tell nothing about what has to last, and a long run needs fewer.
    if (time < this.#next || Number.isNaN(machine)) return;
    this.#next = time + Math.max(LOOK_EVERY_MS, time / LOOKS);
    if (!Number.isNaN(cgroup - rss)) this.#cgroup.add(time, cgroup - rss);
    this.#machine.add(time, machine - rss);
    const files = this.#lastShmem - (ownShmem || 0);
    if (!Number.isNaN(files)) this.#shmem.add(time, files);
  }

  /** The growth beyond a tree that itself grew by `tree` bytes; undefined where none is sure. `cut`: a kill for memory was the end of it. */
  finish(tree: number, cut = false): OutsideGrowth | undefined {
    const least = Math.max(NOTICE_BYTES, tree);
    const cgroup = keptGrowth(this.#cgroup.finish(), cut);
    const shmem = keptGrowth(this.#shmem.finish(), cut);
    // Files in memory are counted as such, whoever wrote them; the cgroup says that it was this run.
    const ours = cgroup === undefined || cgroup.bytes >= CONFIRMED_PART * (shmem?.bytes ?? 0);
    if (shmem && shmem.bytes >= least && ours) return { ...shmem, where: 'shmem' };
    const others = tree > IDLE_TREE_BYTES ? OTHERS_FACTOR * tree : OTHERS_BYTES;
    const machine = keptGrowth(this.#machine.finish(), cut);
    if (cgroup && cgroup.bytes >= others) {
      const confirmed = (machine?.bytes ?? 0) >= CONFIRMED_PART * cgroup.bytes;
      if (confirmed) return { ...cgroup, where: 'cgroup' };
    }
    if (cgroup === undefined && machine && machine.bytes >= others) {
      return { ...machine, where: 'machine' };
    }
    return undefined;
  }
}

/**
 * The largest rise above the first value that lasts, or of a run that was `cut` off that is there at the end: from where it
 * leaves the first twentieth to where it is nearly whole. Undefined where nothing was measured.
 */
function keptGrowth(
  { times, values }: Series,
  cut: boolean,
): Omit<OutsideGrowth, 'where'> | undefined {
  if (times.length < 3) return undefined;
  const base = values[0] as number;
  let most = 0;
  for (let i = 0; i < times.length; i++) {
    let low = values[i] as number;
    if (low - base <= most) continue;
    let j = i;
    while (j + 1 < times.length && (times[j] as number) < (times[i] as number) + KEPT_MS) {
      low = Math.min(low, values[++j] as number);
    }
    const lasted = (times[j] as number) - (times[i] as number);
    if (lasted >= KEPT_MS * 0.75 || (cut && j === times.length - 1))
      most = Math.max(most, low - base);
  }
  if (most <= 0) return { bytes: 0, start: 0, end: 0 };
  const at = (part: number): number => {
    const i = values.findIndex((value) => value - base >= part * most);
    return times[Math.max(0, i)] as number;
  };
  return { bytes: most, start: at(0.05), end: at(0.95) };
}
