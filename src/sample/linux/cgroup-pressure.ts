import type { MemoryCgroup } from './cgroup.ts';
import { field } from './oom.ts';
import { type ProcFiles, readText } from './proc-files.ts';

/** A cgroup that is nearly full, bytes. */
export interface CgroupPressure {
  readonly usage: number;
  readonly limit: number;
  /** What of it is page cache, which the kernel can take back; absent where that cannot be read. */
  readonly cache?: number;
}

/** From this part of its limit on it is told… */
const NEARLY_FULL = 0.9;
/** …again when usage or cache has changed by this part of the limit, but not sooner than so long after the last look. */
const CHANGED = 0.01;
const LOOK_EVERY_MS = 100;
/** The page cache in memory.stat: with all that is below in v1, where the plain lines are those of the cgroup alone. */
const CACHE = {
  1: ['total_active_file', 'total_inactive_file'],
  2: ['active_file', 'inactive_file'],
} as const;

/** Watches a cgroup that limits the run, while it is nearly full. */
export class CgroupPressureWatch {
  readonly #files: ProcFiles;
  readonly #cgroup: MemoryCgroup | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #told: CgroupPressure | undefined;

  constructor(files: ProcFiles, cgroup: MemoryCgroup | undefined) {
    this.#files = files;
    this.#cgroup = cgroup;
  }

  /** What there is to tell at a usage (bytes, -1 where unknown), if anything; `now` in monotonic milliseconds. */
  look(usage: number, now: number): CgroupPressure | undefined {
    const limit = this.#cgroup?.limit;
    if (limit === undefined || usage < NEARLY_FULL * limit) return undefined;
    if (now - this.#lookedAt < LOOK_EVERY_MS) return undefined;
    this.#lookedAt = now;
    const cache = this.#cache();
    const pressure = { usage, limit, ...(cache !== undefined && { cache }) };
    const told = this.#told;
    const moved = (a: number | undefined, b: number | undefined): boolean =>
      Math.abs((a ?? 0) - (b ?? 0)) >= CHANGED * limit;
    if (told !== undefined && !moved(told.usage, usage) && !moved(told.cache, cache)) {
      return undefined;
    }
    this.#told = pressure;
    return pressure;
  }

  #cache(): number | undefined {
    if (this.#cgroup === undefined) return undefined;
    const { version, usagePath } = this.#cgroup;
    const stat = readText(this.#files, usagePath.replace(/[^/]*$/, 'memory.stat'));
    const parts = CACHE[version].map((name) => field(stat, name));
    return parts.reduce((sum, part) =>
      sum === undefined || part === undefined ? undefined : sum + part,
    );
  }
}
