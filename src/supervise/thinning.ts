/** What one measurement told; times in milliseconds on the run's timeline, sizes in bytes. */
export interface Measured {
  readonly at: number;
  readonly rss: number;
  /** At least this was held since the last measurement. */
  readonly peak?: number;
  /** What the measurement itself took. */
  readonly cost: number;
  /** How far the nearest ceiling is; absent without any. */
  readonly headroom?: number;
}

/** How a measurement goes into the recording: with all its figures, with the size alone, or not at all. */
export type Detail = 'whole' | 'brief' | 'none';

/** Within this age every measurement is recorded, but for those that a near ceiling makes denser, milliseconds. */
const YOUNG = 10 * 60_000;
const CLOSEST = 20;
const EARLY = 2000;
/** No two recorded samples are further apart; a timer that comes late has room up to a second. */
const FURTHEST = 920;
/** In an old run all figures are written this often, in between the size alone: a run of days stays small. */
const WHOLE = 10_000;
/** A measurement that differs by more than this share of the size from the last recorded one is worth a record of its own… */
const DIFFERENT = 0.005;
/** …as long as there are some left: so many at first, and one more every ten seconds. */
const STOCK = 4000;
const REFILL = 10_000;

/**
 * Decides which measurements are written. Three days come to some 260,000 records for the second's rule alone, nine of ten
 * brief, and 30,000 more wherever the curve moves.
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
    // The peak is worth all its figures, whatever comes afterwards.
    const higher = height > this.#highest * (1 + DIFFERENT);
    if (higher) this.#highest = height;
    if (last === undefined) return 'whole';
    const since = at - last.at;
    const age = at - this.#start;
    if (age < YOUNG) return age < EARLY || since >= CLOSEST ? 'whole' : 'none';
    const detail: Detail = at - this.#wholeAt >= WHOLE || higher ? 'whole' : 'brief';
    if (since + wait > FURTHEST) return detail;
    const differs = Math.abs(rss - last.rss) > rss * DIFFERENT || higher;
    if (since < CLOSEST || !differs || !this.#spend(at)) return 'none';
    return detail;
  }

  #spend(at: number): boolean {
    const earned = Math.floor((at - this.#refilledAt) / REFILL);
    this.#refilledAt += earned * REFILL;
    this.#stock = Math.min(STOCK, this.#stock + earned);
    if (this.#stock === 0) return false;
    this.#stock--;
    return true;
  }
}
