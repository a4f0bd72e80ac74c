import { START_UP_MS } from './first-phase.ts';
import { type Point, robustSlope, type Slope } from './robust-slope.ts';

const MIB = 1024 * 1024;
/** Beyond this, every two points are merged. */
const MAX_POINTS = 128;
const MIN_POINTS = 16;
/** What a point covers at first. */
const FIRST_WIDTH_MS = 100;
/** 99.9 %, one-sided. */
const DEVIATIONS = 3.09;
export const CONFIDENCE = 0.999;
/** A climb counts only if it lasts this long and grows by this much, also as a share of the memory. */
const MIN_CLIMB_MS = 10_000;
const MIN_CLIMB_AT_END_MS = START_UP_MS;
const MIN_GROWTH_BYTES = 8 * MIB;
const MIN_GROWTH_SHARE = 0.05;
/** A sawtooth's flank is no leak: a climb must last this many times as long as the longest tooth that fell again. */
const MIN_TEETH = 5;
const MIN_TOOTH_BYTES = 4 * MIB;
/** A process that ends may take this long to give its memory back. */
const TEARDOWN_MS = 1000;
const JUDGE_EVERY_MS = 1000;

/** A climb of the lower envelope. */
export interface Climb extends Slope {
  /** The time that the slope is that of, up to the moment it was judged; milliseconds. */
  readonly lasted: number;
}

/**
 * Watches for a leak: a climb of the lower envelope whose slope, with confidence, exceeds what is allowed. At most 128
 * points hold the time since the first phase; all of it, its last half and its last quarter are judged, so that a leak
 * that begins late is found too. Times in milliseconds, sizes in bytes.
 */
export class LeakWatch {
  readonly #allowed: number;
  #points: Point[] = [];
  #width = FIRST_WIDTH_MS;
  #judgedAt = Number.NEGATIVE_INFINITY;
  #valley: Point | undefined;
  #top: Point | undefined;
  #longestTooth = 0;
  /** The tooth that fell last: the end of the process looks like one. */
  #lastTooth: { readonly length: number; readonly fell: number } | undefined;

  /** `allowed`: bytes a millisecond. */
  constructor(allowed: number) {
    this.#allowed = allowed;
  }

  add(at: number, size: number): void {
    this.#watchTeeth({ at, size });
    const last = this.#points.at(-1);
    if (last !== undefined && Math.floor(at / this.#width) === Math.floor(last.at / this.#width)) {
      if (size < last.size) this.#points[this.#points.length - 1] = { at: last.at, size };
      return;
    }
    this.#points.push({ at, size });
    if (this.#points.length > MAX_POINTS) this.#halve();
  }

  /** The slope that exceeds what is allowed, if one does; computed once a second at most, and always at the end. */
  judge(at: number, end = false): Climb | undefined {
    if (!end && at - this.#judgedAt < JUDGE_EVERY_MS) return undefined;
    this.#judgedAt = at;
    const all = end ? withoutTeardown(this.#points) : this.#points;
    const teeth = MIN_TEETH * this.#longestToothBefore(end ? at - TEARDOWN_MS : at);
    const shortest = Math.max(end ? MIN_CLIMB_AT_END_MS : MIN_CLIMB_MS, teeth);
    // At the end judge a short climb too, but only over the whole time: gathering results at the end is no leak.
    for (let part = 1; part <= (end ? 1 : 4); part *= 2) {
      const points = all.slice(-Math.floor(all.length / part));
      const [first] = points;
      const last = points.at(-1);
      if (points.length < MIN_POINTS || first === undefined || last === undefined) return undefined;
      const lasted = last.at - first.at;
      const growth = Math.max(MIN_GROWTH_BYTES, MIN_GROWTH_SHARE * last.size);
      // Before the expensive test: what ends no higher than it began is no climb.
      if (lasted < shortest || last.size - first.size < growth / 2) continue;
      const slope = robustSlope(points, DEVIATIONS);
      if (slope && slope.least > this.#allowed && slope.least * lasted >= growth) {
        return { ...slope, lasted };
      }
    }
    return undefined;
  }

  /**
   * Why it cannot be told whether a climb was a leak, as a clause; undefined where there was none, where it ended within a
   * start-up's time, or where there were measurements enough. `rested`: it watches from when memory had come to rest.
   */
  unjudged(rested: boolean): string | undefined {
    const [first] = this.#points;
    const last = this.#points.at(-1);
    if (first === undefined || last === undefined)
      return rested ? undefined : 'it was never measured';
    const lasted = last.at - first.at;
    const enough = this.#points.length >= MIN_POINTS;
    // A start-up: too short for a leak.
    if (lasted < MIN_CLIMB_AT_END_MS || enough) return undefined;
    const grew = Math.max(...this.#points.map(({ size }) => size)) - first.size;
    if (grew < MIN_GROWTH_BYTES || grew <= this.#allowed * lasted) return undefined;
    return `${this.#points.length} measurements are too few to tell a leak`;
  }

  #halve(): void {
    this.#width *= 2;
    const merged: Point[] = [];
    for (const point of this.#points) {
      const last = merged.at(-1);
      if (last && Math.floor(last.at / this.#width) === Math.floor(point.at / this.#width)) {
        merged[merged.length - 1] = { at: last.at, size: Math.min(last.size, point.size) };
      } else merged.push(point);
    }
    this.#points = merged;
  }

  /** A tooth is a climb that lost more than half of its height again. */
  #watchTeeth(now: Point): void {
    if (this.#valley === undefined || this.#top === undefined || now.size < this.#valley.size) {
      this.#valley = this.#top = now;
      return;
    }
    if (now.size >= this.#top.size) {
      this.#top = now;
      return;
    }
    const height = this.#top.size - this.#valley.size;
    if (height < MIN_TOOTH_BYTES || this.#top.size - now.size < height / 2) return;
    this.#longestTooth = this.#longestToothBefore(now.at);
    this.#lastTooth = { length: this.#top.at - this.#valley.at, fell: now.at };
    this.#valley = this.#top = now;
  }

  #longestToothBefore(at: number): number {
    const { length = 0, fell = at } = this.#lastTooth ?? {};
    return fell > at ? this.#longestTooth : Math.max(this.#longestTooth, length);
  }
}

/** The points without the fall while the process ends. */
function withoutTeardown(points: readonly Point[]): readonly Point[] {
  const highest = Math.max(...points.map(({ size }) => size));
  const last = points.findLastIndex(({ size }) => size > highest / 2);
  return points.slice(0, last + 1);
}
