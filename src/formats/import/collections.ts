import type { StartRecord } from '../../recording/records.ts';
import type { ImportContext } from './importer.ts';

/** One garbage collection: the heap before and after it, in bytes. */
export interface Collection {
  /** When it began and ended, milliseconds on the run's own axis. */
  readonly begin: number;
  readonly end: number;
  readonly before: number;
  readonly after: number;
  /** The most it was between them, where the log tells. */
  readonly most?: number;
}

/** Emits a run of a collector's log: two points a collection, so that the curve has both the garbage and what stays. */
export class Collections {
  readonly #context: ImportContext;
  readonly #start: Omit<StartRecord, 'type' | 'time' | 'version' | 'measure'>;
  #last = Number.NEGATIVE_INFINITY;
  #count = 0;
  #most = 0;

  constructor(
    context: ImportContext,
    start: Omit<StartRecord, 'type' | 'time' | 'version' | 'measure'>,
  ) {
    this.#context = context;
    this.#start = start;
  }

  get count(): number {
    return this.#count;
  }

  /** The largest heap so far, bytes. */
  get most(): number {
    return this.#most;
  }

  add({ begin, end, before, after, most }: Collection): void {
    this.#point(begin, before);
    if (most !== undefined && most > Math.max(before, after)) this.#point(end, most);
    this.#point(end, after);
    this.#count += 1;
  }

  /** A heap size between collections, bytes. */
  size(time: number, bytes: number): void {
    this.#point(time, bytes);
  }

  /** Logs of several threads may be some milliseconds out of order: time never steps back. */
  #point(time: number, rss: number): void {
    if (!Number.isFinite(time) || !Number.isFinite(rss)) return;
    const { emit, note } = this.#context;
    if (this.#last === Number.NEGATIVE_INFINITY) {
      emit({ type: 'start', time, version: 1, measure: 'heap', sampler: EVENTS, ...this.#start });
      note(BOTH_SIDES);
    }
    this.#last = Math.max(this.#last, time);
    this.#most = Math.max(this.#most, rss);
    emit({ type: 'sample', time: this.#last, rss });
  }
}

/** Every collection is in the log. */
export const EVENTS = { kind: 'events', interval: 'auto', metrics: ['rss'] } as const;

const BOTH_SIDES =
  'Heap, not RSS: each collection gives two points, the heap before it and after it; what stays after collections is what the program holds.';

/** A collector's line is shorter; what a program has written before it on the same line, as a progress bar, is not examined. */
const LINE_LENGTH = 4096;

/** The end of a line, where a collector's message stands. */
export function endOfLine(line: string): string {
  return line.length > LINE_LENGTH ? line.slice(-LINE_LENGTH) : line;
}

const FACTORS: Readonly<Record<string, number>> = {
  B: 1,
  K: 2 ** 10,
  M: 2 ** 20,
  G: 2 ** 30,
  T: 2 ** 40,
};

/** Bytes from a number, with '.' or ',' before its decimals, and a letter: B, K, M, G or T. */
export function bytesOf(number: string, letter: string): number {
  return decimal(number) * (FACTORS[letter] ?? Number.NaN);
}

/** A number with '.' or ',' before its decimals. */
export function decimal(text: string): number {
  return Number(text.replace(',', '.'));
}
