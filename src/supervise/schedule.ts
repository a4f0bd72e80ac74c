import { type Diagnostics, NO_DIAGNOSTICS } from '../host/diagnostics.ts';
import { EarlyCredit } from './early-credit.ts';
import { type Detail, type Measured, Thinning } from './thinning.ts';

const MIB = 1024 * 1024;
/** The growth assumed of any process until it is seen to grow faster: 1 GiB/s. */
const ASSUMED_BYTES_PER_MS = (1024 * MIB) / 1000;

export interface Step {
  /** Milliseconds until the next measurement. */
  readonly wait: number;
  readonly record: Detail;
  /** A ceiling is near: leave out of the next measurement what is slow. */
  readonly cheap: boolean;
}

/** Decides after each measurement when the next one is due, and whether this one is recorded. */
export interface Schedule {
  next(measured: Measured): Step;
  /** The command wrote something at `at` (milliseconds on the timeline): whether to measure now, and not when the next is due. */
  early?(at: number): boolean;
}

/** `--interval` with a fixed value (ms): every measurement is recorded whole. */
export function fixedSchedule(interval: number): Schedule {
  return { next: () => ({ wait: interval, record: 'whole', cheap: false }) };
}

/** A wait (ms) that grows with the age of the run: the share `early` of it up to `first`, then the share `late` up to `last`. */
interface WaitGrowth {
  readonly early: number;
  readonly first: number;
  readonly late: number;
  readonly last: number;
}
const MIN_WAIT_MS = 5;
/** While memory moves: 50 ms at an age of ten seconds, 100 ms from four minutes on. */
const MOVING: WaitGrowth = { early: 1 / 200, first: 50, late: 1 / 2400, last: 100 };
/** On a plateau: 100 ms after three seconds, sparser from two minutes on. Even a late one comes within a second. */
const STILL: WaitGrowth = { early: 1 / 30, first: 100, late: 1 / 1200, last: 900 };
/** On a plateau each wait is longer than the one before by this factor. */
const STILL_FACTOR = 1.25;
/** A change by more than this share of the size counts as moving. */
const MOVED_SHARE = 0.002;
/** Measuring takes at most this share of the time. */
const MAX_DUTY = 0.05;
/** The cost of a measurement is taken from this many. */
const RECENT_COSTS = 5;
/** Fewer costs than this say nothing yet. */
const MIN_COSTS = 3;

/** What the command writes makes a measurement come early no sooner than this after the last… */
const MIN_EARLY_WAIT_MS = 20;
/** …and not if the next is due so soon anyway. */
const SOON_MS = 5;

/** Near a ceiling the wait is half of the time that the fastest growth needs to reach it, but at least this… */
const MIN_NEAR_WAIT_MS = 2;
/** …or this, once nothing has moved for STILL_AFTER_MS. */
const MIN_NEAR_STILL_WAIT_MS = 20;
const STILL_AFTER_MS = 1000;

/** After a birth the next measurements come so soon, and the later ones later by a factor, for most short lives are very short… */
const YOUNG_WAIT_MS = 20;
/** …where a ceiling is set, which one may break unseen. */
const YOUNG_WAIT_BELOW_CEILING_MS = 5;
const YOUNG_FACTOR = 1.5;
/** Where births never end these measurements take at most this share of the time. */
const YOUNG_DUTY = 0.01;

/** `--interval auto`: dense at the start and while memory moves, sparser on a plateau and with age, fast near a ceiling. */
export class AdaptiveSchedule implements Schedule {
  readonly #start: number;
  readonly #diagnostics: Diagnostics;
  /** The wait and its reason that were reported last. */
  #reported = { wait: 0, why: '' };
  readonly #thinning: Thinning;
  #last: Measured | undefined;
  /** The size that the plateau is measured from. */
  #level = 0;
  #movedAt = 0;
  #still = MIN_WAIT_MS;
  /** No longer than this since a birth. */
  #young = Number.POSITIVE_INFINITY;
  readonly #costs: number[] = [];
  /** The fastest growth seen recently, bytes per millisecond. */
  #rate = 0;
  readonly #credit = new EarlyCredit();
  /** The wait after the last measurement as it is without lines; 0 near a ceiling. */
  #calmWait = 0;
  #due = 0;
  /** No measurement comes early before this: it would take too much of the time. */
  #earliest = 0;

  /** `start`: when the run began, milliseconds on the timeline of the measurements. */
  constructor(start: number, diagnostics: Diagnostics = NO_DIAGNOSTICS) {
    this.#start = start;
    this.#diagnostics = diagnostics;
    this.#movedAt = start;
    this.#thinning = new Thinning(start);
  }

  next(measured: Measured): Step {
    const age = Math.max(0, measured.at - this.#start);
    if (this.#last !== undefined && this.#calmWait > 0) {
      this.#credit.measured((measured.at - this.#last.at) / this.#calmWait);
    }
    const moving = this.#watch(measured);
    const dense = waitAt(MOVING, age);
    const sparse = Math.max(dense, waitAt(STILL, age));
    this.#still = moving ? dense : Math.min(Math.max(this.#still, dense) * STILL_FACTOR, sparse);
    const cost = this.#cost(measured.cost);
    const youngWait = this.#youngWait(measured, cost);
    const usualWait = Math.min(Math.max(this.#still, cost / MAX_DUTY), STILL.last);
    const calmWait = Math.min(usualWait, youngWait);
    const nearWait = this.#nearWait(measured, cost);
    const wait = Math.min(calmWait * (1 + this.#credit.debt), STILL.last, nearWait);
    this.#calmWait = nearWait < calmWait ? 0 : calmWait;
    this.#due = measured.at + wait;
    this.#earliest = measured.at + Math.max(MIN_EARLY_WAIT_MS, cost / MAX_DUTY);
    if (this.#diagnostics.enabled) {
      const slow = cost / MAX_DUTY >= calmWait;
      const why = slow ? 'cost' : moving ? 'moving' : 'still';
      const reason = youngWait < usualWait ? 'births' : why;
      this.#report(wait, nearWait < calmWait ? 'limit near' : reason);
    }
    return { wait, record: this.#thinning.take(measured, wait), cheap: nearWait < calmWait };
  }

  /**
   * A measurement at the moment of a line tells what grew before it from what grew after it. The ones after it wait longer in
   * turn, so that there are no more of them.
   */
  early(at: number): boolean {
    if (this.#last === undefined || this.#calmWait === 0) return false;
    if (at < this.#earliest || at > this.#due - SOON_MS) return false;
    return this.#credit.allows((at - this.#last.at) / this.#calmWait);
  }

  /** At each new reason, and when the wait has changed by a quarter: it grows a little with each measurement. */
  #report(wait: number, why: string): void {
    const from = this.#reported;
    const alike = wait < from.wait * STILL_FACTOR && wait > from.wait / STILL_FACTOR;
    if (alike && why === from.why) return;
    this.#diagnostics.debug('interval changed', { from: from.wait, to: wait, why });
    this.#reported = { wait, why };
  }

  /** The least of the last few: on a busy machine a measurement can take long because others run meanwhile. */
  #cost(cost: number): number {
    this.#costs.push(cost);
    if (this.#costs.length > RECENT_COSTS) this.#costs.shift();
    // The first samples are slow (cold caches) but matter most.
    return this.#costs.length < MIN_COSTS ? 0 : Math.min(...this.#costs);
  }

  #watch(measured: Measured): boolean {
    const { at, rss } = measured;
    const last = this.#last;
    this.#last = measured;
    if (last !== undefined && at > last.at) {
      const rate = (rss - last.rss) / (at - last.at);
      this.#rate = Math.max(rate, this.#rate * 0.9);
    }
    const spiked = measured.peak !== undefined && measured.peak > rss * (1 + MOVED_SHARE);
    if (!spiked && Math.abs(rss - this.#level) <= rss * MOVED_SHARE) return false;
    this.#level = rss;
    this.#movedAt = at;
    return true;
  }

  /** How long to wait so that a process that was just born is not missed; infinite where none was. */
  #youngWait({ unseen, young, headroom }: Measured, cost: number): number {
    if (young === true || unseen !== undefined) {
      this.#young = headroom === undefined ? YOUNG_WAIT_MS : YOUNG_WAIT_BELOW_CEILING_MS;
    } else this.#young *= YOUNG_FACTOR;
    return Math.max(this.#young, cost / YOUNG_DUTY);
  }

  /** How long to wait so that a ceiling is not passed unseen; infinite without a ceiling. */
  #nearWait({ at, headroom }: Measured, cost: number): number {
    if (headroom === undefined) return Number.POSITIVE_INFINITY;
    const reached = Math.max(0, headroom) / Math.max(ASSUMED_BYTES_PER_MS, this.#rate * 1.5);
    const least = at - this.#movedAt > STILL_AFTER_MS ? MIN_NEAR_STILL_WAIT_MS : MIN_NEAR_WAIT_MS;
    // If measuring a large tree takes longer than that, half of the time goes into measuring.
    return Math.max(reached / 2, least, cost);
  }
}

function waitAt({ early, first, late, last }: WaitGrowth, age: number): number {
  const wait = Math.max(Math.min(age * early, first), age * late);
  return Math.min(Math.max(wait, MIN_WAIT_MS), last);
}
