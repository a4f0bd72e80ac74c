import type { EndRecord, SampleRecord, StartRecord } from '../../recording/records.ts';
import { sizeOrNaN } from './safe-values.ts';

/** How much of the time tasks waited for memory. */
export interface Waited {
  /** The most of any ten seconds, percent. */
  readonly most: number;
  /** In all, milliseconds. */
  readonly total: number;
}

/** What a watch saw beside its curve; sizes in bytes, each absent where it was not recorded. */
export interface Watched {
  /** 'machine', or the folder of a cgroup. */
  readonly what: string;
  /** The least that the machine had available, and when: milliseconds since the start of the recording. */
  readonly available?: { readonly least: number; readonly time: number };
  /** The most swap that the machine used. */
  readonly swapUsed?: number;
  /** The most that the container, or the watched cgroup, used with its page cache. */
  readonly usage?: number;
  /** The most page cache of the watched cgroup. */
  readonly cache?: number;
  /** The most that its processes held as a sum of RSS. */
  readonly membersRss?: number;
  /** The highest reading of their PSS, and their RSS then: PSS is read now and then. */
  readonly membersPss?: { readonly bytes: number; readonly rss: number };
  /** Some task waited, or all did. */
  readonly some?: Waited;
  readonly full?: Waited;
}

const MOST = {
  swapUsed: 'machineSwapUsed',
  usage: 'cgroup',
  cache: 'cgroupCache',
  membersRss: 'membersRss',
} as const;
const WAITS = {
  some: ['pressureSome', 'stalledSome'],
  full: ['pressureFull', 'stalledFull'],
} as const;

type Counted = keyof typeof MOST;
type Wait = keyof typeof WAITS;

/** Folds the samples of a watch in constant memory. */
export class WatchedFold {
  readonly #most: { [F in Counted]?: number } = {};
  readonly #waits: { [W in Wait]?: { most: number; first: number; last: number } } = {};
  #membersPss: { bytes: number; rss: number } | undefined;
  #available: { least: number; time: number } | undefined;

  /** `time`: milliseconds since the start of the recording. */
  add(time: number, sample: SampleRecord): void {
    for (const name of Object.keys(MOST) as Counted[]) {
      const size = sizeOrNaN(sample[MOST[name]]);
      if (size >= 0 && !(size <= (this.#most[name] ?? -1))) this.#most[name] = size;
    }
    for (const name of Object.keys(WAITS) as Wait[]) {
      const [share, total] = WAITS[name];
      this.#wait(name, sample[share], sample[total]);
    }
    const pss = sizeOrNaN(sample.membersPss);
    const rss = sizeOrNaN(sample.membersRss);
    if (pss > (this.#membersPss?.bytes ?? -1) && rss >= 0) this.#membersPss = { bytes: pss, rss };
    const available = sizeOrNaN(sample.machineAvailable);
    if (available < (this.#available?.least ?? Number.POSITIVE_INFINITY)) {
      this.#available = { least: available, time };
    }
  }

  /** undefined where nothing was watched. */
  finish(start: StartRecord | undefined, end: EndRecord | undefined): Watched | undefined {
    if (typeof start?.watch !== 'string') return undefined;
    const available = this.#available;
    // The kernel saw what came between two readings.
    const usage = Math.max(this.#most.usage ?? -1, sizeOrNaN(end?.peak?.cgroup) || -1);
    const waits = Object.entries(this.#waits).map(([name, { most, first, last }]) => [
      name,
      { most, total: Math.max(0, last - first) },
    ]);
    return {
      what: start.watch,
      ...(available && { available }),
      ...this.#most,
      ...(usage >= 0 && { usage }),
      ...(this.#membersPss && { membersPss: this.#membersPss }),
      ...Object.fromEntries(waits),
    };
  }

  #wait(name: Wait, share: number | undefined, total: number | undefined): void {
    if (!Number.isFinite(share) || !Number.isFinite(total)) return;
    const before = this.#waits[name] ?? { most: 0, first: total as number, last: 0 };
    this.#waits[name] = {
      most: Math.max(before.most, share as number),
      first: before.first,
      last: total as number,
    };
  }
}
