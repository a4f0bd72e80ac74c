import type { Events } from './events.ts';

/** Lines that arrive within this many milliseconds come from one write. */
const ONE_WRITE = 4;
/** A write this large is a full buffer; the smallest in use holds 4096 bytes, less a line that did not fit. */
const BLOCK_LINES = 8;
const BLOCK_BYTES = 3500;
/** Blocks of one stream are equally large, except for a line that no longer fits. */
const ALIKE = 0.15;
/** A stream is block-buffered if this fraction of its lines came in blocks. */
const BUFFERED_PART = 0.3;
/** Lines have usable timestamps if this fraction of those in blocks do. */
const OWN_PART = 0.8;
/** Timestamps differ from our clock by the time zone, a multiple of a quarter of an hour; milliseconds. */
const ZONE = 900_000;
/** How far timestamps may be ahead of our clock, milliseconds. */
const AHEAD = 1000;
const SIZES_KEPT = 256;

/** Lines that arrived at `start` in one write; `since`: the time of the write before it. */
export interface Block {
  readonly start: number;
  readonly since: number;
}

/** Detects whether one stream arrived in blocks, and if so when its lines were written. */
export class StreamBlocks {
  #lines = 0;
  #timed = 0;
  #inBlocks = 0;
  readonly #sizes: number[] = [];
  #burst = { start: Number.NEGATIVE_INFINITY, since: 0, lines: 0, bytes: 0 };
  #last = 0;
  #withOwn = 0;
  #judged = 0;

  /** Adds a line. Returns the block that ended with the line before it, if that was one. */
  line(time: number, bytes: number, since: number): Block | undefined {
    const ended = time - this.#burst.start > ONE_WRITE ? this.close() : undefined;
    this.#lines++;
    if (!Number.isNaN(since)) this.#timed++;
    if (time - this.#burst.start > ONE_WRITE) {
      this.#burst = { start: time, since: this.#last, lines: 0, bytes: 0 };
    }
    this.#burst.lines++;
    this.#burst.bytes += bytes;
    this.#last = time;
    return ended;
  }

  /** Ends the current write, and returns it if it was a block. */
  close(): Block | undefined {
    const { start, since, lines, bytes } = this.#burst;
    this.#burst = { start, since, lines: 0, bytes: 0 };
    if (lines < BLOCK_LINES || bytes < BLOCK_BYTES) return undefined;
    this.#inBlocks += lines;
    if (this.#sizes.length < SIZES_KEPT) this.#sizes.push(bytes);
    return { start, since };
  }

  /** Whether lines came in blocks: the recorder says so, or there are several of similar size. */
  isBuffered(): boolean {
    if (this.#timed >= BUFFERED_PART * this.#lines && this.#timed > 0) return true;
    return this.#inBlocks >= BUFFERED_PART * this.#lines && alike(this.#sizes);
  }

  /** Whether lines came in blocks and have no usable timestamps. */
  isBlind(): boolean {
    return this.isBuffered() && !this.hasOwnTimes();
  }

  hasOwnTimes(): boolean {
    return this.#judged > 0 && this.#withOwn >= OWN_PART * this.#judged;
  }

  /** Estimates when the events of this stream were written; `start` is the recording's start in epoch milliseconds. */
  place(events: Events, stream: number, start: number): void {
    const buffered = this.isBuffered();
    this.#judge(events, stream, start);
    const own = this.hasOwnTimes();
    let block: number[] = [];
    for (let i = 0; i < events.length; i++) {
      if (events.stream[i] !== stream) continue;
      const arrived = events.arrived[i] as number;
      const since = events.since[i] as number;
      events.written[i] = arrived;
      if (!buffered || Number.isNaN(since)) continue;
      const delay = delayOf(events, i, start);
      if (own && !Number.isNaN(delay)) {
        events.written[i] = arrived - Math.max(0, delay);
        continue;
      }
      const first = block[0];
      if (first !== undefined && !sameBlock(events, first, i)) {
        spread(events, block);
        block = [];
      }
      block.push(i);
    }
    spread(events, block);
  }

  /** Counts the events in blocks whose own timestamp is plausible. */
  #judge(events: Events, stream: number, start: number): void {
    for (let i = 0; i < events.length; i++) {
      const since = events.since[i] as number;
      if (events.stream[i] !== stream || Number.isNaN(since)) continue;
      this.#judged++;
      const delay = delayOf(events, i, start);
      if (delay <= (events.arrived[i] as number) - since + AHEAD) this.#withOwn++;
    }
  }
}

/** How much later an event arrived than its timestamp, whatever its time zone; NaN without one. */
function delayOf(events: Events, at: number, start: number): number {
  const late = start + (events.arrived[at] as number) - (events.own[at] as number) + AHEAD;
  return late - Math.floor(late / ZONE) * ZONE - AHEAD;
}

function sameBlock(events: Events, first: number, next: number): boolean {
  return (
    events.since[first] === events.since[next] &&
    (events.arrived[next] as number) - (events.arrived[first] as number) <= ONE_WRITE
  );
}

/** Spreads the events of a block over the gap before it, in proportion to the bytes written before each. */
function spread(events: Events, block: readonly number[]): void {
  const total = block.reduce((sum, i) => sum + (events.bytes[i] as number), 0);
  let before = 0;
  for (const i of block) {
    const since = events.since[i] as number;
    const gap = Math.max(0, (events.arrived[i] as number) - since);
    events.written[i] = since + (total > 0 ? (gap * before) / total : gap);
    before += events.bytes[i] as number;
  }
}

/** Whether blocks are equally large, except the last. */
function alike(sizes: readonly number[]): boolean {
  const full = sizes.slice(0, -1);
  if (full.length === 0) return false;
  const middle = full.toSorted((a, b) => a - b)[full.length >> 1] as number;
  const same = full.filter((size) => Math.abs(size - middle) <= ALIKE * middle).length;
  return same >= OWN_PART * full.length && (sizes.at(-1) as number) <= (1 + ALIKE) * middle;
}
