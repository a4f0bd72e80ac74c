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
  /** It is near a moment or an end: not one of those that are spread. */
  readonly near?: true;
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
/** Of a log with more lines, those that are surely not kept are not looked at. */
const MANY = 20_000;
/** What comes before a moment is looked at from this part of the run before it. */
const NEAR = 0.005;
/** Spread evenly over the rest: between half of this and this many. */
const SPREAD = 1200;

/**
 * Chooses the lines of a log that are worth showing, in bounded memory: those around the given moments (milliseconds since
 * the start of the recording, ascending), the first and the last ones, and of all others every n-th. `expected`: how many lines
 * come, and over how many milliseconds, where that is known: then most of them need not even be decoded.
 */
export class ExcerptBuilder {
  readonly #moments: readonly number[];
  readonly #expected: { readonly lines: number; readonly duration: number } | undefined;
  readonly #kept = new Map<number, ExcerptLine>();
  /** The last lines, a ring. */
  readonly #recent: (ExcerptLine | undefined)[] = [];
  #spread: ExcerptLine[] = [];
  #stride = 1;
  #next = 0;
  /** So many of the lines to come are kept. */
  #following = 0;
  #total = 0;
  #start: number | undefined;
  #now = 0;

  constructor(
    moments: readonly number[] = [],
    expected?: { readonly lines: number; readonly duration: number },
  ) {
    this.#moments = moments;
    this.#expected = expected;
  }

  /** Takes any record in the order of the recording; keeps none. */
  add(record: StreamRecord): void {
    this.#start ??= record.time;
    if (record.type !== 'line') return;
    const index = this.#total;
    this.#total += 1;
    this.#now = Math.max(this.#now, (record.begun ?? record.time) - this.#start);
    if (!this.#mayBeKept(index)) return;
    const line = this.#lineOf(record, index);
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
    for (const line of this.#spread) if (!kept.has(line.index)) kept.set(line.index, line);
    for (const line of this.#recent) {
      // Where most lines are not looked at, its places hold some from long ago.
      if (line !== undefined && line.index >= this.#total - AT_ENDS) {
        kept.set(line.index, { ...line, near: true });
      }
    }
    const lines = [...kept.values()].sort((a, b) => a.index - b.index);
    return { lines, total: this.#total };
  }

  /** Whether a line that comes now is near a moment or an end, or one of those that are spread. */
  #mayBeKept(index: number): boolean {
    if (this.#expected === undefined || this.#expected.lines < MANY) return true;
    const { lines, duration } = this.#expected;
    if (index < AT_ENDS || index >= lines - AT_ENDS || index % this.#stride === 0) return true;
    const next = this.#moments[this.#next] ?? Number.POSITIVE_INFINITY;
    return this.#following > 0 || next <= this.#now + NEAR * duration;
  }

  #lineOf({ fd, msg }: LineRecord, index: number): ExcerptLine {
    return {
      index,
      time: this.#now,
      fd,
      text: msg.length > LONGEST ? msg.slice(0, LONGEST) : msg,
      ...(msg.length > LONGEST && { length: msg.length }),
    };
  }

  /** Keeps what is next to a moment. */
  #around(line: ExcerptLine): void {
    const keep = (one: ExcerptLine): void => void this.#kept.set(one.index, { ...one, near: true });
    if (line.index < AT_ENDS) keep(line);
    let reached = false;
    for (; (this.#moments[this.#next] ?? Number.POSITIVE_INFINITY) <= line.time; this.#next++) {
      reached = true;
    }
    if (reached) {
      this.#following = AFTER;
      for (let i = Math.max(0, line.index - BEFORE); i < line.index; i++) {
        const before = this.#recent[i % AT_ENDS];
        if (before?.index === i) keep(before);
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
