/** A power of two: few shapes are in use at a time, as numbers mostly have as many digits as those before them. */
const KEPT = 8192;

/**
 * Caches what is known about lines by their shape, which is the line without the values of its digits. A new shape
 * replaces an older one in its slot; that costs only time.
 */
export class Shapes {
  readonly #keyHighs = new Int32Array(KEPT);
  readonly #keyLows = new Int32Array(KEPT);
  /** The hash of the template. */
  readonly highs = new Int32Array(KEPT);
  readonly lows = new Int32Array(KEPT);
  readonly openings = new Uint8Array(KEPT);
  /** 1: the line has a timestamp. */
  readonly timed = new Uint8Array(KEPT);

  /** The slot of a shape, -1 if it is unknown. */
  find(high: number, low: number): number {
    const place = low & (KEPT - 1);
    return this.#keyLows[place] === low && this.#keyHighs[place] === high ? place : -1;
  }

  /** Makes a slot for a shape; the caller fills it in. */
  keep(high: number, low: number): number {
    const place = low & (KEPT - 1);
    this.#keyHighs[place] = high;
    this.#keyLows[place] = low;
    return place;
  }
}
