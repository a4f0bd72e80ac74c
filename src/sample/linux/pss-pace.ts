const MIB = 1024 * 1024;

/** A reading takes at most this share of the time: the wait is 100 times what the last one took, and what the next is expected to take. */
const BUSY_WAIT = 100;
/** While nothing moves, a quarter of that is plenty. */
const IDLE_WAIT = 400;
/** What counts as moving: one part in so many. */
const MOVED = 100;
/** Before anything was measured, milliseconds: 15 µs a MiB resident and 50 µs a process are the worst seen. */
const PER_BYTE = 0.015 / MIB;
const PER_PROCESS = 0.05;
/** One reading cannot be interrupted, and output waits meanwhile. */
const LONGEST = 250;

/** Decides when the next reading of the whole tree's PSS is due; all times in monotonic milliseconds. */
export class PssPace {
  #readAt: number;
  #took = 0;
  #perByte = PER_BYTE;
  #rss = -1;
  #processes = 0;

  constructor(now: number) {
    this.#readAt = now;
  }

  due(now: number, rss: number, processes: number): boolean {
    const expected = rss * this.#perByte + processes * PER_PROCESS;
    if (expected > LONGEST) return false;
    const moved =
      processes !== this.#processes || Math.abs(rss - this.#rss) * MOVED > Math.max(rss, this.#rss);
    const wait = (moved ? BUSY_WAIT : IDLE_WAIT) * Math.max(this.#took, expected);
    return now - this.#readAt >= wait;
  }

  /** A reading ended at `now` and took `took`. */
  read(now: number, took: number, rss: number, processes: number): void {
    this.#readAt = now;
    this.#took = took;
    this.#rss = rss;
    this.#processes = processes;
    // Huge pages make it far cheaper; slow to forget, so that one lucky reading does not overrun the next.
    if (rss > 0) this.#perByte = Math.max(took / rss, this.#perByte * 0.5);
  }
}
