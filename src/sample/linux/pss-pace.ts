const MIB = 1024 * 1024;

/** A reading takes at most this share of the time: the wait is 100 times what the last one took, and what the next is expected to take. */
const BUSY_WAIT = 100;
/** While nothing moves, a tenth of that is plenty, and more often than this, milliseconds, tells nothing new. */
const IDLE_WAIT = 1000;
const IDLE_LEAST = 500;
/** What counts as moving: one part in so many. */
const MOVED = 100;
/** The worst seen, milliseconds: 15 µs a MiB resident, and for the mappings of a process 0.1 ms. Huge pages are far cheaper. */
const PER_BYTE = 0.015 / MIB;
const LEAST_PER_BYTE = 0.0002 / MIB;
const PER_PROCESS = 0.1;
/** One reading cannot be interrupted, and output waits meanwhile; the first one tells whether huge pages make it cheap, and one that decides may take longer. */
const LONGEST = 250;
const LONGEST_ONCE = 1000;

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

  due(now: number, rss: number, processes: number, wanted = false): boolean {
    return this.postponed(now, rss, processes, wanted) === undefined;
  }

  /** Why no reading is due; undefined where one is. `wanted`: a decision waits for it; then the debt of the last reading alone is waited for. */
  postponed(
    now: number,
    rss: number,
    processes: number,
    wanted: boolean,
  ): 'takes too long' | 'too soon' | undefined {
    const expected = rss * this.#perByte + processes * PER_PROCESS;
    if (expected > (this.#rss < 0 || wanted ? LONGEST_ONCE : LONGEST)) {
      return 'takes too long';
    }
    const since = now - this.#readAt;
    if (wanted) return since >= BUSY_WAIT * this.#took ? undefined : 'too soon';
    const moved =
      processes !== this.#processes || Math.abs(rss - this.#rss) * MOVED > Math.max(rss, this.#rss);
    const dear = Math.max(this.#took, expected);
    const wait = moved ? BUSY_WAIT * dear : Math.max(IDLE_WAIT * dear, IDLE_LEAST);
    return since >= wait ? undefined : 'too soon';
  }

  /** A reading ended at `now` and took `took`. */
  read(now: number, took: number, rss: number, processes: number): void {
    this.#readAt = now;
    this.#took = took;
    this.#rss = rss;
    this.#processes = processes;
    const learned = (took - processes * PER_PROCESS) / Math.max(rss, MIB);
    this.#perByte = Math.min(PER_BYTE, Math.max(LEAST_PER_BYTE, learned));
  }
}
