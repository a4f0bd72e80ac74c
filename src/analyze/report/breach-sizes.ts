import type { BreachRecord } from '../../recording/records.ts';
import { placeOf } from './sample-sizes.ts';

const RSS = placeOf('rss');
const PSS = placeOf('pss');
const LAZYFREE = placeOf('lazyfree');
const PROCESSES = placeOf('procs');

/** A reading of PSS, which also tells what is freed lazily. Bytes. */
interface Reading {
  readonly rss: number;
  readonly pss: number;
  /** NaN where the kernel does not tell. */
  readonly lazyfree: number;
  readonly procs: number;
}

/** A reading tells of the moment of a breach if RSS was at least this fraction of what it was then. */
const ALIKE = 0.9;

/**
 * Completes the sizes of breaches: PSS is read now and then, and seldom in the very sample that broke a limit. The reading
 * after it tells the same, or the one before, where the tree was about as large.
 */
export class BreachSizes {
  readonly #breaches: { readonly record: BreachRecord; reading: Reading | undefined }[] = [];
  #last: Reading | undefined;
  #waiting = 0;

  /** `sizes`: those of a sample, by index. */
  sample(sizes: Float64Array): void {
    const pss = sizes[PSS] as number;
    const rss = sizes[RSS] as number;
    if (Number.isNaN(pss) || Number.isNaN(rss)) return;
    const lazyfree = sizes[LAZYFREE] as number;
    const reading = { rss, pss, lazyfree, procs: sizes[PROCESSES] as number };
    this.#last = reading;
    if (this.#waiting === 0) return;
    this.#waiting = 0;
    for (const breach of this.#breaches) {
      if (breach.reading !== undefined) continue;
      if (isAlike(breach.record, reading)) breach.reading = reading;
      else this.#waiting++;
    }
  }

  add(record: BreachRecord): void {
    // The record is written a little after the sample that it is about.
    const reading = this.#last && isAlike(record, this.#last) ? this.#last : undefined;
    this.#breaches.push({ record, reading });
    if (reading === undefined) this.#waiting++;
  }

  get count(): number {
    return this.#breaches.length;
  }

  /** The breaches in order, each with what a reading told. */
  finish(): BreachRecord[] {
    return this.#breaches.map(({ record, reading }) => {
      const { sizes, procs } = record;
      if (typeof sizes !== 'object' || sizes === null || reading === undefined) return record;
      const { pss = reading.pss, lazyfree = reading.lazyfree } = sizes;
      const most = Math.max(procs ?? 0, reading.procs || 0);
      return {
        ...record,
        sizes: {
          ...sizes,
          // Of one moment: what is shared is the difference of the two.
          ...(sizes.pss === undefined && { rss: reading.rss }),
          pss,
          ...(lazyfree >= 0 && { lazyfree }),
        },
        ...(most > 0 && { procs: most }),
      };
    });
  }
}

function isAlike({ sizes }: BreachRecord, { rss }: Reading): boolean {
  return sizes?.rss !== undefined && rss >= ALIKE * sizes.rss;
}
