/** One measurement; times in milliseconds on the run's timeline, sizes in bytes. */
export interface Measured {
  readonly at: number;
  readonly rss: number;
  /** At least this much was held at one moment since the last measurement. */
  readonly peak?: number;
  /** What the measurement itself took. */
  readonly cost: number;
  /** How far the nearest ceiling is; absent without one. */
  readonly headroom?: number;
  /** What lived unseen since the last measurement held so much at most; absent where nothing did. */
  readonly unseen?: number;
  /** A process was seen for the first time, or has become another program. */
  readonly young?: boolean;
}

/** How a measurement is recorded: with all its figures, with the size alone, or not at all. */
export type Detail = 'whole' | 'brief' | 'none';

/** Up to this age every measurement is recorded, except those that only a near ceiling makes denser. */
export const YOUNG_MS = 10 * 60_000;
/** The least distance of two recorded samples, but for a very young run. */
const MIN_DISTANCE_MS = 20;
const VERY_YOUNG_MS = 2000;
/** The greatest distance of two recorded samples; it leaves room up to a second for a late timer. */
const MAX_DISTANCE_MS = 920;
/** In an old run all figures are written this often, and only the size in between: a recording of days stays small. */
const WHOLE_EVERY_MS = 10_000;
/** A measurement that differs from the last recorded one by more than this share gets a record of its own… */
const DIFFERENT_SHARE = 0.005;
/** …as long as there are such records left: this many at first, and one more in each of these intervals. */
const STOCK = 4000;
const REFILL_EVERY_MS = 10_000;

/**
 * Decides which measurements are recorded. Three days make about 260,000 records one second apart, nine in ten of them brief,
 * and 30,000 more where the curve moves.
 */
export class Thinning {
  readonly #start: number;
  #recorded: Measured | undefined;
  #wholeAt = Number.NEGATIVE_INFINITY;
  #highest = 0;
  #stock = STOCK;
  #refilledAt: number;

  constructor(start: number) {
    this.#start = start;
    this.#refilledAt = start;
  }

  /** `wait`: until the next measurement, milliseconds. */
  take(measured: Measured, wait: number): Detail {
    const detail = this.#judge(measured, wait);
    if (detail !== 'none') this.#recorded = measured;
    if (detail === 'whole') this.#wholeAt = measured.at;
    return detail;
  }

  #judge(measured: Measured, wait: number): Detail {
    const { at, rss } = measured;
    const last = this.#recorded;
    const height = Math.max(rss, measured.peak ?? 0);
    // A new peak always gets all its figures.
    const higher = height > this.#highest * (1 + DIFFERENT_SHARE);
    if (higher) this.#highest = height;
    if (last === undefined) return 'whole';
    const since = at - last.at;
    const age = at - this.#start;
    if (age < YOUNG_MS) return age < VERY_YOUNG_MS || since >= MIN_DISTANCE_MS ? 'whole' : 'none';
    const detail: Detail = at - this.#wholeAt >= WHOLE_EVERY_MS || higher ? 'whole' : 'brief';
    if (since + wait > MAX_DISTANCE_MS) return detail;
    const differs = Math.abs(rss - last.rss) > rss * DIFFERENT_SHARE || higher;
    if (since < MIN_DISTANCE_MS || !differs || !this.#spend(at)) return 'none';
    return detail;
  }

  #spend(at: number): boolean {
    const earned = Math.floor((at - this.#refilledAt) / REFILL_EVERY_MS);
    this.#refilledAt += earned * REFILL_EVERY_MS;
    this.#stock = Math.min(STOCK, this.#stock + earned);
    if (this.#stock === 0) return false;
    this.#stock--;
    return true;
  }
}
