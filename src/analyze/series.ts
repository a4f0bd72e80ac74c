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
  private readonly groupTimes = new Float64Array(KEPT);
  private readonly groupValues = new Float64Array(KEPT);

  /** Adds a sample: milliseconds since the start of the recording, bytes. A time that steps back counts as the time before. */
  add(time: number, value: number): void {
    if (this.groupSize === 1) this.keep(time, value);
    else this.gather(time, value);
  }

  /** The curve so far; the builder may go on afterwards. */
  finish(): Series {
    const tail = this.groupCount > 0 ? KEPT : 0;
    const times = new Float64Array(this.length + tail);
    const values = new Float64Array(this.length + tail);
    let length = 0;
    let last = Number.NEGATIVE_INFINITY;
    const push = (time: number, value: number): void => {
      // The middle of a group is often its lowest or highest as well: once is enough.
      if (length > 0 && time === times[length - 1] && value === values[length - 1]) return;
      last = Math.max(last, time);
      times[length] = last;
      values[length++] = value;
    };
    for (let i = 0; i < this.length; i++) push(this.times[i] as number, this.values[i] as number);
    if (tail > 0) {
      for (const i of inTimeOrder(this.groupTimes)) {
        push(this.groupTimes[i] as number, this.groupValues[i] as number);
      }
    }
    return { times: times.slice(0, length), values: values.slice(0, length) };
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
    const { groupTimes: times, groupValues: values } = this;
    if (this.groupCount === 0) {
      times.fill(time);
      values.fill(value);
    } else {
      if (this.groupCount === this.groupSize >> 1) {
        times[0] = time;
        values[0] = value;
      }
      if (value < (values[1] as number)) {
        times[1] = time;
        values[1] = value;
      }
      if (value > (values[2] as number)) {
        times[2] = time;
        values[2] = value;
      }
    }
    if (++this.groupCount < this.groupSize) return;
    this.groupCount = 0;
    if (this.length + KEPT > CAPACITY) this.thin();
    for (const i of inTimeOrder(times)) {
      this.times[this.length] = times[i] as number;
      this.values[this.length++] = values[i] as number;
    }
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

function inTimeOrder(times: Float64Array): number[] {
  return [0, 1, 2].sort((a, b) => (times[a] as number) - (times[b] as number));
}

function grown(column: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const wider = new Float64Array(Math.min(CAPACITY, column.length * 2));
  wider.set(column);
  return wider;
}
