import { LineEvents } from '../../../../src/analyze/lines/events.ts';
import { readLog } from '../../../../src/analyze/lines/read-log.ts';
import type { LineStory } from '../../../../src/analyze/lines/types.ts';
import type { Series } from '../../../../src/analyze/report/types.ts';
import type { LineRecord } from '../../../../src/recording/records.ts';

export const MIB = 2 ** 20;
const EPOCH = Date.UTC(2026, 10, 27, 12, 0, 0);

/** How a job is run: the same seed gives the same job. */
export interface Conditions {
  readonly seed: number;
  /** Milliseconds between two samples. */
  readonly sampled: number;
  /** How much durations and sampling vary, as a part of themselves. */
  readonly jitter: number;
  /** 1: as written; 0.5: twice as fast. */
  readonly pace: number;
}

type Line = LineRecord & { readonly begun?: number; readonly ticks?: readonly number[] };

/** A job that says and takes what it is told to, on a clock of its own. Times in milliseconds, sizes in MiB. */
export class ScriptedJob {
  readonly random: () => number;
  readonly #conditions: Conditions;
  readonly #records: Line[] = [];
  readonly #rises: { from: number; to: number; bytes: number }[] = [];
  #now = 0;
  #read = 0;
  #idle = 300;
  #open: { begun: number; text: string; ticks: number[]; fd: 1 | 2 } | undefined;

  constructor(conditions: Conditions) {
    this.#conditions = conditions;
    this.random = seeded(conditions.seed);
    this.work(60, 8);
  }

  get now(): number {
    return this.#now;
  }

  /** Epoch milliseconds, as the job's own clock shows them. */
  get stamp(): string {
    return new Date(EPOCH + this.#now).toISOString();
  }

  say(text: string, fd: 1 | 2 = 1, eol?: string): void {
    // The recorder reads a line a moment after it was written.
    this.#read = Math.max(this.#read, EPOCH + this.#now + 0.2 + this.random());
    const time = this.#read;
    this.#records.push({
      type: 'line',
      time,
      fd,
      msg: text,
      ...(eol === undefined ? {} : { eol }),
    });
  }

  /** Begins a line, or writes more of it. */
  write(text: string, fd: 1 | 2 = 1): void {
    const at = this.#now + 0.2 + this.random();
    if (this.#open) {
      this.#open.ticks.push(at - this.#open.begun);
      this.#open.text += text;
    } else this.#open = { begun: at, text, ticks: [], fd };
  }

  /** Ends the line. */
  end(text = ''): void {
    const open = this.#open;
    if (!open) throw new Error('no line was begun');
    this.#open = undefined;
    const { begun, ticks, fd } = open;
    const time = this.#now + 0.2 + this.random();
    const timed = time - begun > 5 ? { begun: EPOCH + begun, ticks } : {};
    this.#records.push({ type: 'line', time: EPOCH + time, fd, msg: open.text + text, ...timed });
  }

  /** Works for so long, and takes memory on the way; returns how long it took. */
  work(milliseconds: number, mebibytes = 0): number {
    const took = this.nap(milliseconds);
    if (mebibytes !== 0) {
      this.#rises.push({ from: this.#now - took, to: this.#now, bytes: mebibytes * MIB });
    }
    return took;
  }

  /** Takes memory at once, and gives it back later if asked to. */
  take(mebibytes: number, over = 4): void {
    const from = this.#now;
    this.#rises.push({ from, to: from + over, bytes: mebibytes * MIB });
    this.#now += over;
  }

  nap(milliseconds: number): number {
    const { jitter, pace } = this.#conditions;
    const took = milliseconds * pace * (1 + jitter * (2 * this.random() - 1));
    this.#now += took;
    return took;
  }

  /** Nothing more comes: the program ends. */
  exit(): void {
    this.#idle = 15;
  }

  /** Takes memory over the next milliseconds while something else goes on. */
  workBeside(milliseconds: number, mebibytes: number): void {
    const to = this.#now + milliseconds * this.#conditions.pace;
    this.#rises.push({ from: this.#now, to, bytes: mebibytes * MIB });
  }

  /** Grows by time from now to the end, whatever else happens. */
  leak(rate: number, until: number): void {
    this.#rises.push({
      from: this.#now,
      to: until,
      bytes: (rate * MIB * (until - this.#now)) / 1000,
    });
  }

  /** The curve, and what the log tells of it up to its peak. */
  explain(): { story: LineStory | undefined; series: Series; end: number } {
    this.#now += this.#idle;
    const end = this.#now;
    const events = new LineEvents();
    for (const record of this.#records) events.add(record, record.time - EPOCH, EPOCH);
    const series = this.#sampled(end);
    const peak = series.values.indexOf(Math.max(...series.values));
    const story = readLog(events, end).explain(series, 0, series.times[peak] as number, true);
    return { story, series, end };
  }

  #sampled(end: number): Series {
    const { sampled, jitter } = this.#conditions;
    const times: number[] = [];
    for (let t = 1; t < end; t += sampled * (1 + jitter * (this.random() - 0.5))) times.push(t);
    times.push(end);
    return {
      times: Float64Array.from(times),
      values: Float64Array.from(times, (t) => this.#level(t)),
    };
  }

  #level(time: number): number {
    let bytes = 4 * MIB;
    for (const rise of this.#rises) {
      const part = (time - rise.from) / Math.max(1e-6, rise.to - rise.from);
      bytes += rise.bytes * Math.min(1, Math.max(0, part));
    }
    return Math.round(bytes);
  }
}

/** Pseudo-random numbers from 0 to 1 (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
