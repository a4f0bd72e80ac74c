import type { Series } from './report-types.ts';

/** Samples kept exactly; a longer recording is thinned out to at most this many. */
const CAPACITY = 3 * 2 ** 17;
/** A group of samples is told by three of them: the one in the middle, the lowest and the highest. */
const KEPT = 3;

/**
 * Collects a curve in constant memory. Up to 393 216 samples are kept as they are; beyond that, groups of
 * neighbouring samples keep their lowest, their highest and the one in their middle, each at its own time:
 * peaks and feet stay exact, and the middle one, chosen without looking at it, keeps the balance between them.
 */
export class SeriesBuilder {
  private times = new Float64Array(1024);
  private values = new Float64Array(1024);
  private length = 0;
  /** Samples a group stands for; 1 while everything is kept. */
  private groupSize = 1;
  private groupCount = 0;
  private middleTime = 0;
  private middle = 0;
  private lowTime = 0;
  private low = 0;
  private highTime = 0;
  private high = 0;

  /** Adds a sample: milliseconds since the start of the recording, bytes. A time that steps back counts as the time before. */
  add(time: number, value: number): void {
    if (this.groupSize === 1) this.keep(time, value);
    else this.gather(time, value);
  }

  /** The curve so far; the builder may go on afterwards. */
  finish(): Series {
    const group = this.groupCount > 0 ? this.group() : [];
    const times = new Float64Array(this.length + group.length);
    const values = new Float64Array(times.length);
    times.set(this.times.subarray(0, this.length));
    values.set(this.values.subarray(0, this.length));
    for (const [i, [time, value]] of group.entries()) {
      times[this.length + i] = time;
      values[this.length + i] = value;
    }
    let length = 0;
    let last = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < times.length; i++) {
      const time = Math.max(last, times[i] as number);
      const value = values[i] as number;
      // The middle of a group is often its lowest or highest as well: once is enough.
      if (this.groupSize > 1 && time === last && value === values[length - 1]) continue;
      times[length] = time;
      values[length++] = value;
      last = time;
    }
    return { times: times.subarray(0, length), values: values.subarray(0, length) };
  }

  private keep(time: number, value: number): void {
    if (this.length === CAPACITY) {
      this.thin();
      this.gather(time, value);
      return;
    }
    if (this.length === this.times.length) {
      this.times = grown(this.times);
      this.values = grown(this.values);
    }
    this.times[this.length] = time;
    this.values[this.length++] = value;
  }

  private gather(time: number, value: number): void {
    if (this.groupCount === 0) {
      this.middleTime = this.lowTime = this.highTime = time;
      this.middle = this.low = this.high = value;
    } else {
      if (this.groupCount === this.groupSize >> 1) {
        this.middleTime = time;
        this.middle = value;
      }
      if (value < this.low) {
        this.lowTime = time;
        this.low = value;
      } else if (value > this.high) {
        this.highTime = time;
        this.high = value;
      }
    }
    if (++this.groupCount < this.groupSize) return;
    this.groupCount = 0;
    if (this.length + KEPT > CAPACITY) this.thin();
    for (const [at, one] of this.group()) {
      this.times[this.length] = at;
      this.values[this.length++] = one;
    }
  }

  /** What is told of the group so far, in order of time. */
  private group(): [number, number][] {
    const told: [number, number][] = [
      [this.middleTime, this.middle],
      [this.lowTime, this.low],
      [this.highTime, this.high],
    ];
    return told.sort((a, b) => a[0] - b[0]);
  }

  /** Halves what is kept: six neighbours become their middle, lowest and highest. */
  private thin(): void {
    const width = 2 * KEPT;
    const whole = this.length - (this.length % width);
    let length = 0;
    for (let from = 0; from < whole; from += width) {
      let low = from;
      let high = from;
      for (let i = from + 1; i < from + width; i++) {
        if ((this.values[i] as number) < (this.values[low] as number)) low = i;
        if ((this.values[i] as number) > (this.values[high] as number)) high = i;
      }
      for (const i of [from + KEPT, low, high].sort((a, b) => a - b)) {
        this.times[length] = this.times[i] as number;
        this.values[length++] = this.values[i] as number;
      }
    }
    this.length = length;
    this.groupSize = this.groupSize === 1 ? width : this.groupSize * 2;
  }
}

function grown(column: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const wider = new Float64Array(Math.min(CAPACITY, column.length * 2));
  wider.set(column);
  return wider;
}
