import { type Point, robustSlope, type Slope } from './robust-slope.ts';

const MIB = 1024 * 1024;
/** So many points at most; then two become one. */
const MOST = 128;
const FEWEST = 16;
/** The first width of a point, milliseconds. */
const FINEST = 100;
/** 99.9 %, one-sided. */
const DEVIATIONS = 3.09;
export const CONFIDENCE = 0.999;
/** A climb counts from these on: it lasts, and it comes to something. */
const SHORTEST = 10_000;
const SHORTEST_AT_END = 2000;
const LEAST_GROWTH = 8 * MIB;
const LEAST_SHARE = 0.05;
/** A sawtooth's flank is no leak: a climb must have lasted for so many of the longest that fell again. */
const TEETH = 5;
const LEAST_TOOTH = 4 * MIB;
/** A process that ends may take so long to give its memory back, milliseconds. */
const TEARDOWN = 1000;
/** How often it is reckoned anew, milliseconds. */
const EVERY = 1000;

/**
 * Watches for a leak: a climb of the lower envelope whose slope, with confidence, exceeds what is allowed. The memory of
 * the whole time since the first phase is kept in at most 128 points; the whole of it, its last half and its last quarter
 * are judged, so that a leak that begins late is found too. Times in milliseconds, sizes in bytes.
 */
export class LeakWatch {
  readonly #allowed: number;
  #points: Point[] = [];
  #width = FINEST;
  #judgedAt = Number.NEGATIVE_INFINITY;
  #valley: Point | undefined;
  #top: Point | undefined;
  #longestTooth = 0;
  /** The tooth that fell last, which may turn out to be the end of the process. */
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
    if (this.#points.length > MOST) this.#halve();
  }

  /** The slope that exceeds what is allowed, if one does; reckoned now and then only, but always at the end. */
  judge(at: number, end = false): Slope | undefined {
    if (!end && at - this.#judgedAt < EVERY) return undefined;
    this.#judgedAt = at;
    const all = end ? withoutTeardown(this.#points) : this.#points;
    const teeth = TEETH * this.#longestToothBefore(end ? at - TEARDOWN : at);
    const shortest = Math.max(end ? SHORTEST_AT_END : SHORTEST, teeth);
    // At the end a short climb is judged too, but only if it was the whole of the time: results being gathered are no leak.
    for (let part = 1; part <= (end ? 1 : 4); part *= 2) {
      const points = all.slice(-Math.floor(all.length / part));
      const [first] = points;
      const last = points.at(-1);
      if (points.length < FEWEST || first === undefined || last === undefined) return undefined;
      const lasted = last.at - first.at;
      const growth = Math.max(LEAST_GROWTH, LEAST_SHARE * last.size);
      // Cheap before dear: what ends no higher than it began is no climb.
      if (lasted < shortest || last.size - first.size < growth / 2) continue;
      const slope = robustSlope(points, DEVIATIONS);
      if (slope && slope.least > this.#allowed && slope.least * lasted >= growth) return slope;
    }
    return undefined;
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

  /** A tooth is a climb of which more than half was given back. */
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
    if (height < LEAST_TOOTH || this.#top.size - now.size < height / 2) return;
    this.#longestTooth = this.#longestToothBefore(now.at);
    this.#lastTooth = { length: this.#top.at - this.#valley.at, fell: now.at };
    this.#valley = this.#top = now;
  }

  #longestToothBefore(at: number): number {
    const { length = 0, fell = at } = this.#lastTooth ?? {};
    return fell > at ? this.#longestTooth : Math.max(this.#longestTooth, length);
  }
}

/** Without what a process gives back while it ends. */
function withoutTeardown(points: readonly Point[]): readonly Point[] {
  const highest = Math.max(...points.map(({ size }) => size));
  const last = points.findLastIndex(({ size }) => size > highest / 2);
  return points.slice(0, last + 1);
}
