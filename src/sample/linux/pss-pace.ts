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

/** What a reading costs, and what it shows, follow from this. */
export interface PssSize {
  /** Of the whole tree, bytes. */
  readonly rss: number;
  readonly processes: number;
  /** A number for the set of forks that share pages. */
  readonly forks: number;
}

/**
 * After such a set has changed the last reading says nothing any more, and one that was thrown away said nothing: the next
 * waits for this many times its cost…
 */
const STALE_WAIT = 10;
/** …as long as such readings out of turn take no more than this share of the time, and this much at first. */
const EXTRA_SHARE = 0.0025;
const EXTRA_FIRST_MS = 25;

/**
 * Where forks share pages they may be copied while RSS stays as it is: so long after the set of them has changed, the tree
 * counts as moving.
 */
const FORKS_MOVE_MS = 60_000;

/** Decides when the next reading of the whole tree's PSS is due; all times in monotonic milliseconds. */
export class PssPace {
  readonly #start: number;
  #readAt: number;
  #took = 0;
  #perByte = MS_PER_BYTE;
  #last: PssSize = { rss: -1, processes: 0, forks: 0 };
  #thrownAway = false;
  /** When the set of forks was first seen to be as it is. */
  #forksSince = 0;
  #forks = 0;
  /** What readings out of turn took. */
  #extra = 0;

  constructor(now: number) {
    this.#start = now;
    this.#readAt = now;
  }

  /** Why no reading is due; undefined if one is. `wanted`: a decision waits for it, so only the cost of the last has to be waited out. */
  postponed(now: number, size: PssSize, wanted = false): 'takes too long' | 'too soon' | undefined {
    const expected = this.#expected(size);
    if (expected > (this.#last.rss < 0 || wanted ? LONGEST_ONCE_MS : LONGEST_MS)) {
      return 'takes too long';
    }
    if (size.forks !== this.#forks) {
      this.#forks = size.forks;
      this.#forksSince = now;
    }
    const since = now - this.#readAt;
    // What a reading took longer than it ever should it spent waiting for a processor: that cost nobody anything.
    if (wanted && since >= BUSY_WAIT * Math.min(this.#took, slowest(this.#last))) return undefined;
    if (since >= this.#wait(now, size)) return undefined;
    const allowed = EXTRA_FIRST_MS + EXTRA_SHARE * (now - this.#start);
    const outOfTurn =
      this.#isStale(size) &&
      since >= STALE_WAIT * Math.max(this.#took, expected) &&
      this.#extra + expected <= allowed;
    return outOfTurn ? undefined : 'too soon';
  }

  #expected({ rss, processes }: PssSize): number {
    return rss * this.#perByte + processes * MS_PER_PROCESS;
  }

  /** The wait of a reading in its turn. */
  #wait(now: number, size: PssSize): number {
    const { rss, processes, forks } = size;
    const last = this.#last;
    const moved =
      (forks !== 0 && now - this.#forksSince < FORKS_MOVE_MS) ||
      processes !== last.processes ||
      Math.abs(rss - last.rss) * MOVED > Math.max(rss, last.rss);
    const cost = Math.max(this.#took, this.#expected(size));
    return moved ? BUSY_WAIT * cost : Math.max(IDLE_WAIT * cost, IDLE_LEAST_MS);
  }

  #isStale({ forks }: PssSize): boolean {
    return this.#thrownAway || (this.#last.rss >= 0 && forks !== this.#last.forks);
  }

  /** Notes a reading that ended at `now` and took `took`; `kept`: it was not thrown away. */
  read(now: number, took: number, size: PssSize, kept = true): void {
    if (now - took - this.#readAt < this.#wait(now, size)) this.#extra += took;
    this.#readAt = now;
    this.#thrownAway = !kept;
    // One that was given up tells nothing of the cost of a whole one.
    if (!kept) return;
    this.#took = took;
    this.#last = size;
    const { rss, processes } = size;
    const learned = (took - processes * MS_PER_PROCESS) / Math.max(rss, MIB);
    this.#perByte = Math.min(MS_PER_BYTE, Math.max(LEAST_MS_PER_BYTE, learned));
  }
}

function slowest({ rss, processes }: PssSize): number {
  return Math.max(rss, 0) * MS_PER_BYTE + processes * MS_PER_PROCESS;
}
