/** Between two records of a calm watch: this at first, then a part of its age, and no more than a time. */
const FIRST_DISTANCE_MS = 1000;
const AGE_PART = 1 / 600;
const LAST_DISTANCE_MS = 30_000;
/** What moves is recorded at this distance… */
const MOVING_DISTANCE_MS = 100;
/** …where it moved by this share… */
const MOVED_SHARE = 0.005;
/** …as long as there are such records left: this many at first, and one more in each of these intervals. */
const STOCK = 4000;
const REFILL_EVERY_MS = 10_000;

interface Sized {
  /** Epoch milliseconds. */
  readonly time: number;
  /** Bytes. */
  readonly size: number;
}

/**
 * Decides which readings of a watch are recorded: seldom at rest, often where it moves. None of those left out was higher, by
 * more than a share, than both of its neighbours: the highest is kept until the next is recorded, and so is the last, which
 * tells a jump from a climb. A day makes about 3500 records at rest and at most three times that and 12,000 more where it moves.
 */
export class WatchThinning<R extends Sized> {
  readonly #start: number;
  #recorded: R | undefined;
  #highest: R | undefined;
  #last: R | undefined;
  #stock = STOCK;
  #refilledAt: number;

  /** `start`: epoch milliseconds. */
  constructor(start: number) {
    this.#start = start;
    this.#refilledAt = start;
  }

  /** The readings to record now, in order of time; `whole`: this one in any case. */
  take(reading: R, whole = false): readonly R[] {
    const recorded = this.#recorded;
    if (recorded === undefined) return this.#record([], reading);
    const since = reading.time - recorded.time;
    const isMoved = differs(reading, recorded);
    const isDue = whole || since >= distanceAt(reading.time - this.#start);
    if (isDue || (isMoved && since >= MOVING_DISTANCE_MS && this.#spend(reading.time))) {
      return this.#record(this.#between(recorded, reading, isMoved), reading);
    }
    if (this.#highest === undefined || reading.size > this.#highest.size) this.#highest = reading;
    this.#last = reading;
    return [];
  }

  /** What is kept and has to be recorded before something else is: the highest, where it tells anything. */
  settle(): readonly R[] {
    const recorded = this.#recorded;
    const highest = this.#highest;
    this.#highest = undefined;
    this.#last = undefined;
    if (recorded === undefined || highest === undefined) return [];
    if (highest.size < recorded.size || !differs(highest, recorded)) return [];
    this.#recorded = highest;
    return [highest];
  }

  #between(recorded: R, reading: R, isMoved: boolean): readonly R[] {
    const highest = this.#highest;
    const last = this.#last;
    const isPeak =
      highest !== undefined &&
      highest.size > Math.max(recorded.size, reading.size) &&
      differs(highest, recorded) &&
      differs(highest, reading);
    const peak = isPeak ? [highest] : [];
    const isJump = isMoved && last !== undefined && differs(last, reading);
    return isJump && last !== peak[0] ? [...peak, last] : peak;
  }

  #record(before: readonly R[], reading: R): readonly R[] {
    this.#recorded = reading;
    this.#highest = undefined;
    this.#last = undefined;
    return [...before, reading];
  }

  #spend(time: number): boolean {
    const earned = Math.floor((time - this.#refilledAt) / REFILL_EVERY_MS);
    this.#refilledAt += earned * REFILL_EVERY_MS;
    this.#stock = Math.min(STOCK, this.#stock + earned);
    if (this.#stock === 0) return false;
    this.#stock--;
    return true;
  }
}

const differs = (one: Sized, other: Sized): boolean =>
  Math.abs(one.size - other.size) > MOVED_SHARE * Math.max(one.size, other.size);

function distanceAt(age: number): number {
  return Math.min(Math.max(FIRST_DISTANCE_MS, age * AGE_PART), LAST_DISTANCE_MS);
}
