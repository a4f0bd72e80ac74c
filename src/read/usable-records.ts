import { METRIC_NAMES } from '../recording/metrics.ts';
import type { SampleRecord, StreamRecord } from '../recording/records.ts';
import type { Task } from '../recording/task.ts';

/** The last moment that ECMAScript knows, epoch milliseconds. */
const LATEST = 8.64e15;
/** Records of a run that has no sample yet; more are left out. */
const MOST_WAITING = 100_000;
/** Larger sizes than this are no memory: bytes. */
const MOST_BYTES = Number.MAX_SAFE_INTEGER;
const SIZES: ReadonlySet<string> = new Set([...METRIC_NAMES, 'machineUsed', 'cgroup']);

/** Lets through what an importer emits as far as it can be used, and counts the rest: a file may hold anything. */
export class UsableRecords {
  readonly #take: (record: StreamRecord) => void;
  /** Of a run whose first sample is not there yet: a run without any is none. */
  #waiting: StreamRecord[] | undefined;
  #last = Number.NEGATIVE_INFINITY;
  #unusable = 0;
  #backwards = 0;
  #figures = 0;

  constructor(take: (record: StreamRecord) => void) {
    this.#take = take;
  }

  add(record: StreamRecord): void {
    if (!isMoment(record.time)) {
      this.#unusable += 1;
      return;
    }
    if (record.type === 'start') {
      this.#waiting = [record];
      return;
    }
    if (record.type === 'sample') {
      if (!hasSize(record)) {
        this.#unusable += 1;
        return;
      }
      this.#begin();
      if (record.time < this.#last) this.#backwards += 1;
      this.#last = Math.max(this.#last, record.time);
    }
    if (this.#waiting === undefined) this.#take(record);
    else if (this.#waiting.length < MOST_WAITING) this.#waiting.push(record);
  }

  /** The task without figures that cannot be: absent is what cannot be told. */
  task(task: Task): Task {
    const { peak, duration, start, asked, ...rest } = task;
    const usable = {
      ...rest,
      ...(isSize(peak) && { peak }),
      ...(isSize(duration) && { duration }),
      ...(isMoment(start) && { start }),
      ...(isSize(asked) && { asked }),
    };
    if (Object.keys(usable).length < Object.keys(task).length) this.#figures += 1;
    return usable;
  }

  /** What was left out or moved, in sentences. */
  get notes(): string[] {
    const notes: string[] = [];
    if (this.#unusable > 0) {
      notes.push(`${counted(this.#unusable)} without a time or a size that can be were left out.`);
    }
    if (this.#figures > 0) {
      notes.push(
        `${this.#figures === 1 ? '1 task has a figure' : `${this.#figures} tasks have figures`} that cannot be, which is left out.`,
      );
    }
    if (this.#backwards > 0) {
      notes.push(
        `The times run backwards ${this.#backwards === 1 ? 'once' : `${this.#backwards} times`}; what is earlier than the sample before is shown at its time.`,
      );
    }
    return notes;
  }

  #begin(): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    this.#waiting = undefined;
    this.#last = Number.NEGATIVE_INFINITY;
    for (const one of waiting) this.#take(one);
  }
}

function isMoment(time: unknown): time is number {
  return typeof time === 'number' && Math.abs(time) <= LATEST;
}

/** Whether at least one size is there, and none is impossible. */
function hasSize(record: SampleRecord): boolean {
  let known = false;
  // Only what is there is looked at, and no array made: there may be millions of samples.
  for (const field in record) {
    if (!SIZES.has(field)) continue;
    const size = record[field as 'rss'];
    if (size === undefined) continue;
    if (!(size >= 0 && size <= MOST_BYTES)) return false;
    known = true;
  }
  return known;
}

/** Bytes, or milliseconds. */
function isSize(value: number | undefined): value is number {
  return value !== undefined && value >= 0 && value <= MOST_BYTES;
}

function counted(count: number): string {
  return count === 1 ? '1 sample' : `${count} samples`;
}
