import type { SampleBatch } from '../report/sample-batch.ts';

/** Maximum number of groups of neighbouring moments: beyond that, two become one. */
const MOST_GROUPS = 4096;
/** Numbers of an entry: the process, its size, and how much of that it shares since a fork. */
export const ENTRY = 3;

/** What the processes held at one moment. */
export interface Moment {
  /** Milliseconds since the start of the recording. */
  readonly time: number;
  /** The curves' values then, bytes; NaN where unknown. */
  readonly levels: readonly number[];
  /** ENTRY numbers for each process: its id, bytes, bytes. Thousands of small typed arrays would cost far more. */
  readonly entries: readonly number[];
}

/** Of neighbouring moments those in which a curve was highest, by the curve's index. */
type Group = (Moment | undefined)[];

/** The highest moment of a group that is still open. It is copied into at every new height and makes no object. */
class Draft {
  /** The number of the moment; -1: none yet. */
  number = -1;
  time = 0;
  readonly levels: Float64Array;
  #entries = new Float64Array(8 * ENTRY);
  #length = 0;

  constructor(levels: number) {
    this.levels = new Float64Array(levels);
  }

  /** Takes the levels of a sample. */
  level({ values }: SampleBatch, sample: number): void {
    for (let k = 0; k < this.levels.length; k++) {
      this.levels[k] = (values[k] as Float64Array)[sample] as number;
    }
  }

  /** Takes the entries between two places. */
  enter(from: Float64Array, at: number, end: number): void {
    this.#length = end - at;
    if (this.#length > this.#entries.length) this.#entries = new Float64Array(2 * this.#length);
    for (let i = at; i < end; i++) this.#entries[i - at] = from[i] as number;
  }

  moment(): Moment {
    return {
      time: this.time,
      levels: numbersOf(this.levels, this.levels.length),
      entries: numbersOf(this.#entries, this.#length),
    };
  }
}

/**
 * Collects moments in constant memory. They come without their levels, which the curves know only later: until then
 * they wait. Up to 4096 are kept as they are; beyond that, of each group of neighbours the one in which a curve was
 * highest, for each curve of `thinnedBy`.
 */
export class Moments {
  readonly #thinnedBy: readonly number[];
  #groups: Group[] = [];
  #groupSize = 1;
  /** Of the open group, as `thinnedBy`. */
  readonly #drafts: readonly Draft[];
  #inGroup = 0;
  #number = 0;
  // What waits: its times and entries, one after the other.
  #times = new Float64Array(64);
  #begins = new Int32Array(65);
  #entries = new Float64Array(1024);
  #waiting = 0;
  #next = 0;
  #length = 0;

  /** `levels`: how many there are; `thinnedBy`: indices among them. */
  constructor(levels: number, thinnedBy: readonly number[]) {
    this.#thinnedBy = thinnedBy;
    this.#drafts = thinnedBy.map(() => new Draft(levels));
  }

  /** Begins the next moment. */
  begin(time: number): void {
    if (this.#next === this.#waiting) this.#next = this.#waiting = this.#length = 0;
    if (this.#waiting === this.#times.length) {
      this.#times = grown(this.#times);
      const begins = new Int32Array(this.#times.length + 1);
      begins.set(this.#begins);
      this.#begins = begins;
    }
    this.#times[this.#waiting++] = time;
    this.#begins[this.#waiting] = this.#length;
  }

  /** Adds a process to the moment that was begun last. */
  add(id: number, bytes: number, shared: number): void {
    if (this.#length + ENTRY > this.#entries.length) this.#entries = grown(this.#entries);
    this.#entries[this.#length] = id;
    this.#entries[this.#length + 1] = bytes;
    this.#entries[this.#length + 2] = shared;
    this.#length += ENTRY;
    this.#begins[this.#waiting] = this.#length;
  }

  /** Gives the oldest moments that wait their levels, one for each sample. */
  settle(samples: SampleBatch): void {
    const end = Math.min(samples.count, this.#waiting - this.#next);
    for (let sample = 0; sample < end; sample++) {
      const at = this.#next++;
      const number = this.#number++;
      for (let i = 0; i < this.#drafts.length; i++) {
        const draft = this.#drafts[i] as Draft;
        const k = this.#thinnedBy[i] as number;
        const level = (samples.values[k] as Float64Array)[sample] as number;
        const isHigher =
          draft.number < 0 ? !Number.isNaN(level) : level > (draft.levels[k] as number);
        if (!isHigher) continue;
        draft.number = number;
        draft.time = this.#times[at] as number;
        draft.level(samples, sample);
        draft.enter(this.#entries, this.#begins[at] as number, this.#begins[at + 1] as number);
      }
      if (++this.#inGroup === this.#groupSize) this.#close();
    }
  }

  /** All moments kept, in order of time. */
  all(): Moment[] {
    const moments: Moment[] = [];
    for (const group of [...this.#groups, this.#open()]) {
      const own = new Set(group.filter((moment) => moment !== undefined));
      moments.push(...[...own].sort((a, b) => a.time - b.time));
    }
    return moments;
  }

  /** The group that is still open; curves that were highest at one moment share it. */
  #open(): Group {
    const group: Group = [];
    for (let i = 0; i < this.#drafts.length; i++) {
      const { number } = this.#drafts[i] as Draft;
      if (number < 0) continue;
      const same = this.#drafts.findIndex((other) => other.number === number);
      group[this.#thinnedBy[i] as number] =
        same < i ? group[this.#thinnedBy[same] as number] : this.#drafts[i]?.moment();
    }
    return group;
  }

  #close(): void {
    this.#inGroup = 0;
    const group = this.#open();
    for (const draft of this.#drafts) draft.number = -1;
    if (group.length > 0) this.#groups.push(group);
    if (this.#groups.length < MOST_GROUPS) return;
    const halved: Group[] = [];
    for (let i = 0; i + 1 < this.#groups.length; i += 2) {
      halved.push(this.#higher(this.#groups[i] as Group, this.#groups[i + 1] as Group));
    }
    this.#groups = halved;
    this.#groupSize *= 2;
  }

  #higher(a: Group, b: Group): Group {
    const group: Group = [];
    for (const k of this.#thinnedBy) {
      const higher = (b[k]?.levels[k] ?? -1) > (a[k]?.levels[k] ?? -1) ? b[k] : a[k];
      group[k] = higher ?? b[k];
    }
    return group;
  }
}

function grown(column: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const wider = new Float64Array(column.length * 4);
  wider.set(column);
  return wider;
}

function numbersOf(column: Float64Array, length: number): number[] {
  const numbers: number[] = [];
  for (let i = 0; i < length; i++) numbers.push(column[i] as number);
  return numbers.slice();
}
