const MIB = 1024 * 1024;

/**
 * Readings take at most one hundredth of the time: wait 100 times as long as the last one took, or the next is
 * expected to take.
 */
const BUSY_WAIT = 100;
/** While nothing moves, a tenth of that is enough, and more often than every IDLE_LEAST_MS shows nothing new. */
const IDLE_WAIT = 1000;
const IDLE_LEAST_MS = 500;
/** A change by more than one part in this many counts as moving. */
const MOVED = 100;
/** The slowest seen: 15 µs per MiB resident, and 0.1 ms per process for its mappings. Huge pages are far cheaper. */
const MS_PER_BYTE = 0.015 / MIB;
const LEAST_MS_PER_BYTE = 0.0002 / MIB;
const MS_PER_PROCESS = 0.1;
/**
 * A reading cannot be interrupted, and output waits meanwhile. The first one, which shows whether huge pages make it
 * cheap, and one that a decision waits for may take longer.
 */
const LONGEST_MS = 250;
const LONGEST_ONCE_MS = 1000;

/** Decides when the next reading of the whole tree's PSS is due; all times in monotonic milliseconds. */
export class PssPace {
  #readAt: number;
  #took = 0;
  #perByte = MS_PER_BYTE;
  #rss = -1;
  #processes = 0;

  constructor(now: number) {
    this.#readAt = now;
  }

  /**
   * Whether to read now. `wanted`: a decision waits for it, so only the cost of the last reading has to be waited
   * out.
   */
  due(now: number, rss: number, processes: number, wanted = false): boolean {
    return this.postponed(now, rss, processes, wanted) === undefined;
  }

  /** Why no reading is due, as `due` decides; undefined if one is. */
  postponed(
    now: number,
    rss: number,
    processes: number,
    wanted: boolean,
  ): 'takes too long' | 'too soon' | undefined {
    const expected = rss * this.#perByte + processes * MS_PER_PROCESS;
    if (expected > (this.#rss < 0 || wanted ? LONGEST_ONCE_MS : LONGEST_MS)) {
      return 'takes too long';
    }
    const since = now - this.#readAt;
    if (wanted) return since >= BUSY_WAIT * this.#took ? undefined : 'too soon';
    const moved =
      processes !== this.#processes || Math.abs(rss - this.#rss) * MOVED > Math.max(rss, this.#rss);
    const cost = Math.max(this.#took, expected);
    const wait = moved ? BUSY_WAIT * cost : Math.max(IDLE_WAIT * cost, IDLE_LEAST_MS);
    return since >= wait ? undefined : 'too soon';
  }

  /** Notes a reading that ended at `now` and took `took`. */
  read(now: number, took: number, rss: number, processes: number): void {
    this.#readAt = now;
    this.#took = took;
    this.#rss = rss;
    this.#processes = processes;
    const learned = (took - processes * MS_PER_PROCESS) / Math.max(rss, MIB);
    this.#perByte = Math.min(MS_PER_BYTE, Math.max(LEAST_MS_PER_BYTE, learned));
  }
}
