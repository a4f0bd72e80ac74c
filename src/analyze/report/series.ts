import type { Series } from './types.ts';

/** Maximum number of samples: a longer recording is thinned out to this many. */
const CAPACITY = 3 * 2 ** 17;
const FEW = 2 ** 14;
/** A group of samples is represented by three: the one in the middle, the lowest and the highest. */
const KEPT = 3;

/**
 * Collects a curve in constant memory. Up to 393 216 samples are kept as they are; beyond that, groups of
 * neighbouring samples keep their lowest, their highest and the one in the middle, each at its own time: peaks and
 * feet stay exact, and the middle one, chosen regardless of its value, keeps the balance between them.
 */
export class SeriesBuilder {
  #times = new Float64Array(1024);
  #values = new Float64Array(1024);
  #length = 0;
  /** Samples per group; 1 while everything is kept. */
  #groupSize = 1;
  #groupCount = 0;
  /** Of the current group: the sample in the middle, the lowest and the highest. */
  readonly #groupTimes = new Float64Array(KEPT);
  readonly #groupValues = new Float64Array(KEPT);
  readonly #one = { times: new Float64Array(1), values: new Float64Array(1) };

  /**
   * Adds a sample: milliseconds since the start of the recording, bytes. A time that steps back counts as the time
   * before.
   */
  add(time: number, value: number): void {
    this.#one.times[0] = time;
    this.#one.values[0] = value;
    this.addAll(this.#one.times, this.#one.values, 1);
  }

  /** Adds the first `count` of these samples, as `add`; those whose value is NaN are left out. */
  addAll(times: Float64Array, values: Float64Array, count: number): void {
    let at = 0;
    while (at < count) {
      at =
        this.#groupSize === 1
          ? this.#keep(times, values, at, count)
          : this.#gather(times, values, at, count);
    }
  }

  /** The curve so far; more samples may be added afterwards. */
  finish(): Series {
    const tail = this.#groupCount > 0 ? KEPT : 0;
    const groupTimes = this.#groupTimes.slice(0, tail);
    const groupValues = this.#groupValues.slice(0, tail);
    if (tail > 0) sortByTime(groupTimes, groupValues);
    const length = this.#length + tail - this.#repeats();
    const curve = { times: new Float64Array(length), values: new Float64Array(length) };
    const copied = this.#copy(this.#times, this.#values, this.#length, curve, 0);
    const end = this.#copy(groupTimes, groupValues, tail, curve, copied);
    return { times: curve.times.subarray(0, end), values: curve.values.subarray(0, end) };
  }

  /** Copies samples to a curve at an index, and returns the index after them. */
  #copy(
    times: Float64Array,
    values: Float64Array,
    length: number,
    curve: Series,
    from: number,
  ): number {
    let to = from;
    let last = to > 0 ? (curve.times[to - 1] as number) : Number.NEGATIVE_INFINITY;
    for (let i = 0; i < length; i++) {
      const time = Math.max(last, times[i] as number);
      const value = values[i] as number;
      if (this.#groupSize > 1 && time === last && value === curve.values[to - 1]) continue;
      curve.times[to] = time;
      curve.values[to++] = value;
      last = time;
    }
    return to;
  }

  /** How many samples repeat the one before: the middle of a group is often its lowest or highest as well. */
  #repeats(): number {
    if (this.#groupSize === 1) return 0;
    const times = this.#times;
    const values = this.#values;
    const length = this.#length;
    let count = 0;
    for (let i = 1; i < length; i++) {
      if (times[i] === times[i - 1] && values[i] === values[i - 1]) count++;
    }
    return count;
  }

  /** Keeps samples as they are while there is room, from an index on; returns where it stopped. */
  #keep(times: Float64Array, values: Float64Array, from: number, end: number): number {
    for (let at = from; at < end; at++) {
      const value = values[at] as number;
      if (Number.isNaN(value)) continue;
      if (this.#length === CAPACITY) {
        this.#thin();
        return at;
      }
      if (this.#length === this.#times.length) {
        this.#times = grown(this.#times);
        this.#values = grown(this.#values);
      }
      this.#times[this.#length] = times[at] as number;
      this.#values[this.#length++] = value;
    }
    return end;
  }

  /** Gathers samples in groups, from an index to the end. */
  #gather(times: Float64Array, values: Float64Array, from: number, end: number): number {
    const groupTimes = this.#groupTimes;
    const group = this.#groupValues;
    for (let at = from; at < end; at++) {
      const value = values[at] as number;
      if (Number.isNaN(value)) continue;
      const time = times[at] as number;
      if (this.#groupCount === 0) {
        groupTimes.fill(time);
        group.fill(value);
      } else {
        if (this.#groupCount === this.#groupSize >> 1) {
          groupTimes[0] = time;
          group[0] = value;
        }
        if (value < (group[1] as number)) {
          groupTimes[1] = time;
          group[1] = value;
        } else if (value > (group[2] as number)) {
          groupTimes[2] = time;
          group[2] = value;
        }
      }
      if (++this.#groupCount === this.#groupSize) this.#closeGroup();
    }
    return end;
  }

  #closeGroup(): void {
    this.#groupCount = 0;
    if (this.#length + KEPT > CAPACITY) this.#thin();
    sortByTime(this.#groupTimes, this.#groupValues);
    this.#times.set(this.#groupTimes, this.#length);
    this.#values.set(this.#groupValues, this.#length);
    this.#length += KEPT;
  }

  /** Halves what is kept: six neighbours become their middle, lowest and highest. */
  #thin(): void {
    const values = this.#values;
    const width = 2 * KEPT;
    const whole = this.#length - (this.#length % width);
    let length = 0;
    for (let from = 0; from < whole; from += width) {
      let low = from;
      let high = from;
      for (let i = from + 1; i < from + width; i++) {
        if ((values[i] as number) < (values[low] as number)) low = i;
        if ((values[i] as number) > (values[high] as number)) high = i;
      }
      const middle = from + KEPT;
      const first = Math.min(middle, low, high);
      const last = Math.max(middle, low, high);
      // The sum of all three less the outer two.
      const between = middle + low + high - first - last;
      length = this.#move(first, length);
      length = this.#move(between, length);
      length = this.#move(last, length);
    }
    this.#length = length;
    this.#groupSize = this.#groupSize === 1 ? width : this.#groupSize * 2;
  }

  #move(from: number, to: number): number {
    this.#times[to] = this.#times[from] as number;
    this.#values[to] = this.#values[from] as number;
    return to + 1;
  }
}

/** Sorts a group of three by time; stable. */
function sortByTime(times: Float64Array, values: Float64Array): void {
  swapIfLater(times, values, 0);
  swapIfLater(times, values, 1);
  swapIfLater(times, values, 0);
}

function swapIfLater(times: Float64Array, values: Float64Array, at: number): void {
  const time = times[at] as number;
  if (!(time > (times[at + 1] as number))) return;
  const value = values[at] as number;
  times[at] = times[at + 1] as number;
  values[at] = values[at + 1] as number;
  times[at + 1] = time;
  values[at + 1] = value;
}

/**
 * Untouched memory costs nothing: past the first few thousand the full capacity is allocated at once, without copies
 * to collect.
 */
function grown(column: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const wider = new Float64Array(column.length < FEW ? column.length * 4 : CAPACITY);
  wider.set(column);
  return wider;
}
