/** Enough for a line that took minutes; of an older moment the oldest size kept is told. */
const KEPT = 4096;

/** The sizes of the last samples, so that a line can be told with the memory at its first byte. */
export class RecentSizes {
  readonly #times = new Float64Array(KEPT);
  readonly #sizes = new Float64Array(KEPT);
  #count = 0;

  /** In order of time: epoch milliseconds, bytes. */
  add(time: number, size: number): void {
    const slot = this.#count++ % KEPT;
    this.#times[slot] = time;
    this.#sizes[slot] = size;
  }

  /** The size of the last sample at or before `time`; undefined if there was none yet. */
  at(time: number): number | undefined {
    const oldest = Math.max(0, this.#count - KEPT);
    for (let i = this.#count - 1; i >= oldest; i--) {
      const slot = i % KEPT;
      if ((this.#times[slot] as number) <= time) return this.#sizes[slot];
    }
    return oldest > 0 ? this.#sizes[oldest % KEPT] : undefined;
  }
}
