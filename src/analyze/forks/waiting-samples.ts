import { placeOf } from '../report/sample-sizes.ts';

/** Maximum number of samples that wait for the next reading of PSS. */
export const MOST_WAITING = 4096;
/** The metrics and the machine's memory stand first among the sizes of a sample, and keep their places here. */
const COPIED = placeOf('system') + 1;
const COLUMNS = COPIED + 5;
/** From one column to the next: a little more than a power of two, whose places would push each other out of the cache. */
const HEIGHT = MOST_WAITING + 8;
/** Where each column begins. */
const PROCESSES = COPIED * HEIGHT;
const TIME = (COPIED + 1) * HEIGHT;
const SHARED = (COPIED + 2) * HEIGHT;
const SHARERS = (COPIED + 3) * HEIGHT;
const FILES = (COPIED + 4) * HEIGHT;
const PROCESSES_PLACE = placeOf('procs');
const RSS = placeOf('rss') * HEIGHT;
const PSS = placeOf('pss') * HEIGHT;
const ANON = placeOf('anon');
const FILE = placeOf('file');
const SHMEM = placeOf('shmem');

/** A sample as far as a gap depends on it, sizes in bytes. */
export interface Sharing {
  readonly time: number;
  readonly processes: number;
  readonly sharers: number;
  readonly rss: number;
  /** Mapped files and shared memory; NaN where unknown. */
  readonly files: number;
  /** Pages shared since a fork, each copy beyond the first. */
  readonly shared: number;
}

/** Samples in order until they are dropped all at once: their sizes by index, and what is known of their sharing. */
export class WaitingSamples {
  count = 0;
  /** Of the last sample that has more than a sum: those of brief ones in between are nearly the same. */
  #processes = Number.NaN;
  #files = Number.NaN;
  readonly #values = new Float64Array(COLUMNS * HEIGHT);
  readonly #sharing: { -readonly [K in keyof Sharing]: Sharing[K] } = {
    time: 0,
    processes: 0,
    sharers: 0,
    rss: 0,
    files: 0,
    shared: 0,
  };

  add(time: number, sizes: Float64Array): void {
    const values = this.#values;
    const at = this.count++;
    for (let i = 0; i < COPIED; i++) values[i * HEIGHT + at] = sizes[i] as number;
    const files = (sizes[FILE] as number) + (sizes[SHMEM] as number);
    const processes = sizes[PROCESSES_PLACE] as number;
    if (!(Number.isNaN(files) && Number.isNaN(processes))) {
      this.#files = files;
      this.#processes = processes;
    }
    values[FILES + at] = this.#files;
    values[PROCESSES + at] = this.#processes;
    values[TIME + at] = time;
    values[SHARED + at] = 0;
    values[SHARERS + at] = 0;
  }

  /** Notes what the last one shares since a fork. */
  share(bytes: number, sharers: number): void {
    const at = this.count - 1;
    this.#values[SHARED + at] = bytes;
    this.#values[SHARERS + at] = sharers;
  }

  /** The values of a metric by sample; the array changes with what waits. */
  column(place: number): Float64Array {
    return this.#values.subarray(place * HEIGHT, place * HEIGHT + MOST_WAITING);
  }

  /** As `column`: when the samples were taken. */
  times(): Float64Array {
    return this.#values.subarray(TIME, TIME + MOST_WAITING);
  }

  time(index: number): number {
    return this.#values[TIME + index] as number;
  }

  processes(index: number): number {
    return this.#values[PROCESSES + index] as number;
  }

  sharers(index: number): number {
    return this.#values[SHARERS + index] as number;
  }

  shared(index: number): number {
    return this.#values[SHARED + index] as number;
  }

  /** A metric of a sample, by its index among the sizes. */
  size(index: number, place: number): number {
    return this.#values[place * HEIGHT + index] as number;
  }

  /** What a gap depends on; the same object each time. */
  sharing(index: number): Sharing {
    const values = this.#values;
    const to = this.#sharing;
    to.time = values[TIME + index] as number;
    to.processes = values[PROCESSES + index] as number;
    to.sharers = values[SHARERS + index] as number;
    to.rss = values[RSS + index] as number;
    to.files = values[FILES + index] as number;
    to.shared = values[SHARED + index] as number;
    return to;
  }

  /** What no process can share, bytes: memory of no file, each page that a fork shared counted once. */
  private(index: number): number {
    return this.size(index, ANON) - this.shared(index);
  }

  /**
   * Estimates PSS: RSS less what forks share, less these fractions of mapped files and of RSS, and what was copied
   * more. It is never above RSS. Written in place, for a call for each of millions of samples.
   */
  estimate(
    index: number,
    gap: { readonly files: number; readonly ratio: number },
    copied: number,
  ): void {
    const values = this.#values;
    const rss = values[RSS + index] as number;
    const shared = values[SHARED + index] as number;
    const files = values[FILES + index] as number;
    const mapped = files > 0 ? gap.files * files : 0;
    const once = rss - shared - mapped - gap.ratio * rss + Math.min(copied, shared);
    values[PSS + index] = Math.round(Math.min(rss, Math.max(0, once)));
  }

  forget(index: number): void {
    this.#values[PSS + index] = Number.NaN;
  }
}
