import type { Series } from '../report/types.ts';

/** A line of the log as an interval. Times in milliseconds since the start of the recording. */
export interface LineEvent {
  /** 1: stdout, 2: stderr. */
  readonly fd: 1 | 2;
  /** When its first byte was read, and its last. */
  readonly begun: number;
  readonly ended: number;
  /** Further reads in between, in order. */
  readonly ticks: readonly number[];
  /** Up to 400 characters, escape sequences removed. */
  readonly text: string;
  /** Block-buffered: written at some moment from here on. */
  readonly since?: number;
  /** Redrawn in place (a progress bar): all its redraws are one event. */
  readonly redrawn: boolean;
}

/** Which line holds growth, in a form that a renderer makes a sentence of. */
export interface LineOwner {
  /**
   * 'inside': while it was being written. 'after': it announces its work. 'before': it reports work that is over. 'from-to': the work between `text`
   * and `until`, a pair. 'between': open which of the two. 'at': with the line itself. 'start': before the first line (`text`: that line).
   * 'end': after the last line.
   */
  readonly place: 'inside' | 'after' | 'before' | 'from-to' | 'between' | 'at' | 'start' | 'end';
  /** One line: as it was written (at most 90 characters). Several: what they share, '<n>', '<*>', '<id>' for what differs among those that hold it. */
  readonly text: string;
  readonly until?: string;
  /** How many lines hold it, of how many such lines. */
  readonly lines: number;
  readonly of: number;
  /** What they account for, bytes; of several the median each, and the range where it is wide. */
  readonly bytes: number;
  readonly each?: number;
  readonly range?: readonly [number, number];
  /** Of a line under way: the growth lies between these steps (ticks). */
  readonly step?: { readonly from: number; readonly of: number };
  /** Lines that always come together with it: which of them cannot be told. */
  readonly or?: readonly string[];
  /** The lines are as regular as a clock: with them or with time, at this rate in bytes a second, cannot be told. */
  readonly clock?: number;
  /** Where the growth lies. */
  readonly start: number;
  readonly end: number;
}

/** What the log tells of growth. */
export type LineStory = {
  /** The growth explained or not, bytes, and its span. */
  readonly growth: number;
  readonly start: number;
  readonly end: number;
  /** Kinds of line that only stand beside it and explain nothing. */
  readonly beside: readonly string[];
} & (
  | { readonly kind: 'line'; readonly line: LineOwner; readonly rest: readonly LineOwner[] }
  /** Memory grows by time, whatever the log says: bytes a second; `steps`: in jumps that no line keeps step with. */
  | {
      readonly kind: 'time';
      readonly rate: number;
      readonly lines: number;
      readonly steps: boolean;
    }
  /** Lines of these kinds come too close for the samples to tell which. */
  | { readonly kind: 'open'; readonly candidates: readonly string[] }
  /** All lines came in one write at the end. */
  | { readonly kind: 'flushed'; readonly lines: number }
  | { readonly kind: 'silent' }
);

/** A log that was read once and can be asked about any stretch of any curve. */
export interface Log {
  /**
   * Undefined where there was no growth worth a word in it. `held`: only what is still held at `to` counts. `since`: lines from before
   * then do not count, for example those that are older than the process whose memory it is.
   */
  explain(
    series: Series,
    from: number,
    to: number,
    held: boolean,
    since?: number,
  ): LineStory | undefined;
}
