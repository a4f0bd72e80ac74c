import type { LineRecord, StreamRecord } from '../../recording/records.ts';

/** A line of the log that is shown. */
export interface ExcerptLine {
  /** 0-based place among all lines of the recording. */
  readonly index: number;
  /** Milliseconds since the start of the recording; never less than that of the line before. */
  readonly time: number;
  /** 1: stdout, 2: stderr. */
  readonly fd: number;
  /** As it was written, cut to LONGEST characters. */
  readonly text: string;
  /** How many characters it had, where it was cut. */
  readonly length?: number;
}

/** The part of a log that is shown: in order, each line once. */
export interface LogExcerpt {
  readonly lines: readonly ExcerptLine[];
  /** How many lines the log has. */
  readonly total: number;
}

/** Characters of a line that are kept. */
const LONGEST = 400;
/** Kept at either end of the log. */
const AT_ENDS = 100;
/** Kept around each moment. */
const BEFORE = 6;
const AFTER = 12;
/** Spread evenly over the rest: between half of this and this many. */
const SPREAD = 600;

/**
 * Chooses the lines of a log that are worth showing, in bounded memory: those around the given moments (milliseconds since
 * the start of the recording, ascending), the first and the last ones, and of all others every n-th.
 */
export class ExcerptBuilder {
  readonly #moments: readonly number[];
  readonly #kept = new Map<number, ExcerptLine>();
  /** The last lines, a ring. */
  readonly #recent: ExcerptLine[] = [];
  #spread: ExcerptLine[] = [];
  #stride = 1;
  #next = 0;
  /** So many of the lines to come are kept. */
  #following = 0;
  #total = 0;
  #start: number | undefined;
  #now = 0;

  constructor(moments: readonly number[] = []) {
    this.#moments = moments;
  }

  /** Takes any record in the order of the recording; keeps none. */
  add(record: StreamRecord): void {
    this.#start ??= record.time;
    if (record.type !== 'line') return;
    const line = this.#lineOf(record, this.#start);
    this.#total += 1;
    this.#around(line);
    this.#thin(line);
    this.#recent[line.index % AT_ENDS] = line;
  }

  /** Forgets all: another run begins. */
  clear(): void {
    this.#kept.clear();
    this.#recent.length = 0;
    this.#spread = [];
    this.#stride = 1;
    this.#next = 0;
    this.#following = 0;
    this.#total = 0;
    this.#start = undefined;
    this.#now = 0;
  }

  finish(): LogExcerpt {
    const kept = new Map(this.#kept);
    for (const line of [...this.#spread, ...this.#recent]) kept.set(line.index, line);
    const lines = [...kept.values()].sort((a, b) => a.index - b.index);
    return { lines, total: this.#total };
  }

  #lineOf(record: LineRecord, start: number): ExcerptLine {
    const { time, begun = time, fd, msg } = record;
    this.#now = Math.max(this.#now, begun - start);
    const text = msg.length > LONGEST ? msg.slice(0, LONGEST) : msg;
    return {
      index: this.#total,
      time: this.#now,
      fd,
      text,
      ...(msg.length > LONGEST && { length: msg.length }),
    };
  }

  /** Keeps what is next to a moment. */
  #around(line: ExcerptLine): void {
    const keep = (one: ExcerptLine): void => void this.#kept.set(one.index, one);
    if (line.index < AT_ENDS) keep(line);
    let reached = false;
    for (; (this.#moments[this.#next] ?? Number.POSITIVE_INFINITY) <= line.time; this.#next++) {
      reached = true;
    }
    if (reached) {
      this.#following = AFTER;
      for (let i = Math.max(0, line.index - BEFORE); i < line.index; i++) {
        const before = this.#recent[i % AT_ENDS];
        if (before !== undefined) keep(before);
      }
    }
    if (this.#following > 0) {
      this.#following -= 1;
      keep(line);
    }
  }

  #thin(line: ExcerptLine): void {
    if (line.index % this.#stride !== 0) return;
    this.#spread.push(line);
    if (this.#spread.length < SPREAD) return;
    this.#stride *= 2;
    this.#spread = this.#spread.filter(({ index }) => index % this.#stride === 0);
  }
}
