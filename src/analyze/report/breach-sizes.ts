import { METRIC_NAMES, type Metric } from '../../recording/metrics.ts';
import type { BreachRecord, Sizes } from '../../recording/records.ts';
import { placeOf } from './sample-sizes.ts';

const RSS = placeOf('rss');
const PSS = placeOf('pss');
const PROCESSES = placeOf('procs');
const PLACES = METRIC_NAMES.map((metric) => [metric, placeOf(metric)] as const);

/** A sample with a reading of PSS, which also tells what is freed lazily. */
interface Reading {
  readonly rss: number;
  readonly sizes: Sizes;
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
    const reading = { rss, sizes: sizesIn(sizes), procs: sizes[PROCESSES] as number };
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
      const most = Math.max(procs ?? 0, reading.procs || 0);
      return {
        ...record,
        // Of one moment: what is shared is the difference of RSS and PSS, and the parts add up to RSS.
        ...(sizes.pss === undefined && { sizes: { ...sizes, ...reading.sizes } }),
        ...(most > 0 && { procs: most }),
      };
    });
  }
}

function isAlike({ sizes }: BreachRecord, { rss }: Reading): boolean {
  return sizes?.rss !== undefined && rss >= ALIKE * sizes.rss;
}

function sizesIn(sizes: Float64Array): Sizes {
  const known: { -readonly [M in Metric]?: number } = {};
  for (const [metric, place] of PLACES) {
    const size = sizes[place] as number;
    if (size >= 0) known[metric] = size;
  }
  return known;
}
