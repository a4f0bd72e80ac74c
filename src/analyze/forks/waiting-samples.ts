import { placeOf, SIZES } from '../report/sample-sizes.ts';

/** Maximum number of samples that wait for the next reading of PSS. */
export const MOST_WAITING = 4096;
const TIME = SIZES;
const SHARED = SIZES + 1;
const SHARERS = SIZES + 2;
const STRIDE = SIZES + 3;
const RSS = placeOf('rss');
const ANON = placeOf('anon');
const FILE = placeOf('file');
const SHMEM = placeOf('shmem');
const PROCESSES = placeOf('procs');
const PSS = placeOf('pss');

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
  readonly #values = new Float64Array(MOST_WAITING * STRIDE);
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
    const at = this.count++ * STRIDE;
    for (let i = 0; i < SIZES; i++) values[at + i] = sizes[i] as number;
    values[at + TIME] = time;
    values[at + SHARED] = 0;
    values[at + SHARERS] = 0;
  }

  /** Notes what the last one shares since a fork. */
  share(bytes: number, sharers: number): void {
    const at = (this.count - 1) * STRIDE;
    this.#values[at + SHARED] = bytes;
    this.#values[at + SHARERS] = sharers;
  }

  time(index: number): number {
    return this.#values[index * STRIDE + TIME] as number;
  }

  processes(index: number): number {
    return this.#values[index * STRIDE + PROCESSES] as number;
  }

  sharers(index: number): number {
    return this.#values[index * STRIDE + SHARERS] as number;
  }

  shared(index: number): number {
    return this.#values[index * STRIDE + SHARED] as number;
  }

  size(index: number, place: number): number {
    return this.#values[index * STRIDE + place] as number;
  }

  /** What a gap depends on; the same object each time. */
  sharing(index: number): Sharing {
    const values = this.#values;
    const at = index * STRIDE;
    const to = this.#sharing;
    to.time = values[at + TIME] as number;
    to.processes = values[at + PROCESSES] as number;
    to.sharers = values[at + SHARERS] as number;
    to.rss = values[at + RSS] as number;
    to.files = (values[at + FILE] as number) + (values[at + SHMEM] as number);
    to.shared = values[at + SHARED] as number;
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
    const at = index * STRIDE;
    const rss = values[at + RSS] as number;
    const shared = values[at + SHARED] as number;
    const files = (values[at + FILE] as number) + (values[at + SHMEM] as number);
    const mapped = files > 0 ? gap.files * files : 0;
    const once = rss - shared - mapped - gap.ratio * rss + Math.min(copied, shared);
    values[at + PSS] = Math.round(Math.min(rss, Math.max(0, once)));
  }

  forget(index: number): void {
    this.#values[index * STRIDE + PSS] = Number.NaN;
  }
}
