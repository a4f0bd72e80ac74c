import { type Diagnostics, NO_DIAGNOSTICS } from '../host/diagnostics.ts';
import { type Detail, type Measured, Thinning } from './thinning.ts';

const MIB = 1024 * 1024;
/** Assumed of any process until it is seen to grow faster: it can fill this much in a millisecond (1 GiB/s). */
const FASTEST = (1024 * MIB) / 1000;

export interface Step {
  /** Milliseconds until the next measurement. */
  readonly wait: number;
  readonly record: Detail;
  /** A ceiling is near: leave out of the next measurement what takes long. */
  readonly cheap: boolean;
}

/** Says after each measurement when the next one is due, and whether this one is recorded. */
export interface Schedule {
  next(measured: Measured): Step;
}

/** `--interval`: every measurement is recorded whole. */
export function fixedSchedule(interval: number): Schedule {
  return { next: () => ({ wait: interval, record: 'whole', cheap: false }) };
}

/** Wait times in milliseconds grow with a run's age: first a share of it up to the first limit, much later on to the second. */
interface Growth {
  readonly early: number;
  readonly first: number;
  readonly late: number;
  readonly last: number;
}
const DENSEST = 5;
/** While memory moves: a two-hundredth of the age up to 50 ms, which it is at ten seconds; 100 ms from four minutes on. */
const MOVING: Growth = { early: 1 / 200, first: 50, late: 1 / 2400, last: 100 };
/** On a plateau: 100 ms after three seconds; from two minutes on sparser. One that comes late still comes within a second. */
const STILL: Growth = { early: 1 / 30, first: 100, late: 1 / 1200, last: 900 };
const SPREAD = 1.25;
/** What counts as moving: this share of the size. */
const MOVED = 0.002;
/** Measuring takes at most so much of the time. */
const DUTY = 0.05;
/** So many measurements are looked at for what one takes. */
const COSTS = 5;
const COLD = 3;

/** Near a ceiling nothing may grow past it unseen: half of the time that the fastest growth needs to reach it, at least… */
const NEAREST = 2;
/** …and while nothing moves no more often than this. */
const NEAR_STILL = 20;
/** A ceiling is near when less than this is left before the next measurement would come. */
const STILL_AFTER = 1000;

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
  #still = DENSEST;
  readonly #costs: number[] = [];
  /** The fastest growth seen of late, bytes a millisecond. */
  #rate = 0;

  /** `start`: when the run began, on the timeline of the measurements. */
  constructor(start: number, diagnostics: Diagnostics = NO_DIAGNOSTICS) {
    this.#start = start;
    this.#diagnostics = diagnostics;
    this.#movedAt = start;
    this.#thinning = new Thinning(start);
  }

  next(measured: Measured): Step {
    const age = Math.max(0, measured.at - this.#start);
    const moving = this.#watch(measured);
    const dense = grown(MOVING, age);
    const sparse = Math.max(dense, grown(STILL, age));
    this.#still = moving ? dense : Math.min(Math.max(this.#still, dense) * SPREAD, sparse);
    const cost = this.#cost(measured.cost);
    const calm = Math.min(Math.max(this.#still, cost / DUTY), STILL.last);
    const near = this.#nearWait(measured, cost);
    const wait = Math.min(calm, near);
    if (this.#diagnostics.enabled) {
      const dear = cost / DUTY >= calm;
      this.#report(wait, near < calm ? 'limit near' : dear ? 'cost' : moving ? 'moving' : 'still');
    }
    return { wait, record: this.#thinning.take(measured, wait), cheap: near < calm };
  }

  /** At each new reason, and when the wait has changed by a quarter: it grows a little with each measurement. */
  #report(wait: number, why: string): void {
    const from = this.#reported;
    const alike = wait < from.wait * SPREAD && wait > from.wait / SPREAD;
    if (alike && why === from.why) return;
    this.#diagnostics.debug('interval changed', { from: from.wait, to: wait, why });
    this.#reported = { wait, why };
  }

  /** The least of the last few: on a busy machine a measurement takes long because others run meanwhile. */
  #cost(cost: number): number {
    this.#costs.push(cost);
    if (this.#costs.length > COSTS) this.#costs.shift();
    // The first ones are cold, at the very moment when there is most to see.
    return this.#costs.length < COLD ? 0 : Math.min(...this.#costs);
  }

  #watch(measured: Measured): boolean {
    const { at, rss } = measured;
    const last = this.#last;
    this.#last = measured;
    if (last !== undefined && at > last.at) {
      const rate = (rss - last.rss) / (at - last.at);
      this.#rate = Math.max(rate, this.#rate * 0.9);
    }
    const spiked = measured.peak !== undefined && measured.peak > rss * (1 + MOVED);
    if (!spiked && Math.abs(rss - this.#level) <= rss * MOVED) return false;
    this.#level = rss;
    this.#movedAt = at;
    return true;
  }

  /** How long until the next look so that a ceiling is not overrun; for ever where none is. */
  #nearWait({ at, headroom }: Measured, cost: number): number {
    if (headroom === undefined) return Number.POSITIVE_INFINITY;
    const reached = Math.max(0, headroom) / Math.max(FASTEST, this.#rate * 1.5);
    const least = at - this.#movedAt > STILL_AFTER ? NEAR_STILL : NEAREST;
    // A large tree takes longer to measure than that: then half of the time goes into measuring.
    return Math.max(reached / 2, least, cost);
  }
}

function grown({ early, first, late, last }: Growth, age: number): number {
  const wait = Math.max(Math.min(age * early, first), age * late);
  return Math.min(Math.max(wait, DENSEST), last);
}
