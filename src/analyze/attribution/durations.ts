/** Buckets per doubling. */
const FINE = 2;
/** Buckets from a sixty-fourth of a millisecond up to some days. */
const BUCKETS = 80;
const LOWEST = -6;

/** How long the events of each template last: a histogram on a logarithmic scale. */
export class Durations {
  #counts = new Uint32Array(64 * BUCKETS);

  /** Adds one event; `duration` in milliseconds. */
  add(template: number, duration: number): void {
    while ((template + 1) * BUCKETS > this.#counts.length) {
      const wider = new Uint32Array(this.#counts.length * 2);
      wider.set(this.#counts);
      this.#counts = wider;
    }
    const bucket = duration > 0 ? Math.ceil((Math.log2(duration) - LOWEST) * FINE) : 0;
    const at = template * BUCKETS + Math.min(BUCKETS - 1, Math.max(0, bucket));
    this.#counts[at] = (this.#counts[at] as number) + 1;
  }

  /** The number of events added. */
  count(template: number): number {
    let sum = 0;
    for (let k = 0; k < BUCKETS; k++) sum += this.#counts[template * BUCKETS + k] ?? 0;
    return sum;
  }

  /** The median duration in milliseconds, accurate to a factor of the square root of two. */
  median(template: number): number {
    const half = this.count(template) / 2;
    let sum = 0;
    for (let k = 0; k < BUCKETS; k++) {
      sum += this.#counts[template * BUCKETS + k] ?? 0;
      if (sum >= half) return 2 ** ((k - 0.5) / FINE + LOWEST);
    }
    return Number.POSITIVE_INFINITY;
  }

  remap(remap: Int32Array): void {
    const before = this.#counts;
    this.#counts = new Uint32Array(before.length);
    for (let i = 0; i < before.length; i++) {
      const into = remap[Math.floor(i / BUCKETS)];
      if (into === undefined) break;
      const at = into * BUCKETS + (i % BUCKETS);
      this.#counts[at] = (this.#counts[at] as number) + (before[i] as number);
    }
  }
}
