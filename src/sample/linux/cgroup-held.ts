/** What memory.stat tells of a cgroup, bytes; absent where it does not. */
export interface CgroupParts {
  readonly anon?: number;
  readonly shmem?: number;
  readonly cgroupCache?: number;
}

/** What the processes of a cgroup hold that belongs to no file, bytes. */
export interface MemberSums {
  /** As a sum, in which pages that forks share count for each; absent where some of it may not be read. */
  readonly anon?: number;
  /** Without those that still run their parent's program: no page counts twice. */
  readonly own: number;
  /** A number for the set of forks that do. */
  readonly forks: number;
}

/** Parts belong to a usage that differs by no more than this share from the one that they were read with. */
const SAME_SHARE = 0.01;

/**
 * What a cgroup holds without its page cache. Its usage is exact, but the kernel brings memory.stat up to date only every two
 * seconds or after much has changed (mem_cgroup_flush_stats in mm/memcontrol.c): what was written to files meanwhile is in the
 * usage and not yet in the cache, and what was taken back is still in it. In between, the anonymous memory of its processes,
 * which is exact, tells how it went on.
 */
export class CgroupHeld {
  #last: CgroupParts = {};
  /** What the cgroup held beyond the sum over its processes when the parts were last new, bytes; less than 0 with forks. */
  #rest = Number.NaN;
  #forks = 0;
  #usage = -1;
  #fresh = false;

  /** Bytes. */
  at(usage: number, parts: CgroupParts, { anon = Number.NaN, own, forks }: MemberSums): number {
    const { cgroupCache = 0 } = parts;
    const held = Math.max(0, usage - cgroupCache);
    const last = this.#last;
    const isNew =
      parts.anon !== last.anon ||
      parts.shmem !== last.shmem ||
      parts.cgroupCache !== last.cgroupCache;
    if (isNew) {
      this.#last = parts;
      this.#usage = usage;
      this.#rest = held - anon;
      this.#forks = forks;
    }
    this.#fresh = isNew || Math.abs(usage - this.#usage) <= SAME_SHARE * usage;
    // Who was forked counts its parent's pages once more, and who is gone counts them no more: the sum tells nothing then.
    const tells = forks === this.#forks && !Number.isNaN(this.#rest + anon);
    const size = tells ? Math.min(usage, this.#rest + anon) : held;
    return Math.max(size, Math.min(own, usage), 0);
  }

  /** Whether the parts belong to the usage of the last call. */
  get fresh(): boolean {
    return this.#fresh;
  }
}
