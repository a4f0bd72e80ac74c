const SMALLEST = 1024;

/**
 * A map from 64-bit hashes, as two 32-bit halves, to small numbers: open addressing in typed arrays, so that a lookup
 * allocates nothing.
 */
export class HashIndex {
  #highs = new Int32Array(SMALLEST);
  #lows = new Int32Array(SMALLEST);
  /** The value plus one; 0 marks a free slot. */
  #values = new Int32Array(SMALLEST);
  #size = 0;

  /** The value under this hash, or -1. */
  get(high: number, low: number): number {
    return (this.#values[this.#slot(high, low)] as number) - 1;
  }

  set(high: number, low: number, value: number): void {
    let slot = this.#slot(high, low);
    if (this.#values[slot] === 0 && ++this.#size * 2 > this.#values.length) {
      this.#grow();
      slot = this.#slot(high, low);
    }
    this.#highs[slot] = high;
    this.#lows[slot] = low;
    this.#values[slot] = value + 1;
  }

  clear(): void {
    this.#values.fill(0);
    this.#size = 0;
  }

  #slot(high: number, low: number): number {
    const mask = this.#values.length - 1;
    let slot = (high ^ (low >>> 7)) & mask;
    while (
      this.#values[slot] !== 0 &&
      (this.#highs[slot] !== (high | 0) || this.#lows[slot] !== (low | 0))
    ) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #grow(): void {
    const highs = this.#highs;
    const lows = this.#lows;
    const values = this.#values;
    this.#highs = new Int32Array(highs.length * 2);
    this.#lows = new Int32Array(highs.length * 2);
    this.#values = new Int32Array(highs.length * 2);
    for (let i = 0; i < values.length; i++) {
      if (values[i] === 0) continue;
      const slot = this.#slot(highs[i] as number, lows[i] as number);
      this.#highs[slot] = highs[i] as number;
      this.#lows[slot] = lows[i] as number;
      this.#values[slot] = values[i] as number;
    }
  }
}
