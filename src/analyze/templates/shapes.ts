/** A power of two: the shapes in use at a time are few, as numbers mostly have as many digits as those before them. */
const KEPT = 8192;

/**
 * Remembers what was found out about lines by their shape, that is what they are but for the values of their digits. A
 * shape that comes takes the place of an older one; nothing is lost but time.
 */
export class Shapes {
  readonly #keyHighs = new Int32Array(KEPT);
  readonly #keyLows = new Int32Array(KEPT);
  /** The hash of the template. */
  readonly highs = new Int32Array(KEPT);
  readonly lows = new Int32Array(KEPT);
  readonly openings = new Uint8Array(KEPT);
  /** 1: the line says itself when it was written. */
  readonly timed = new Uint8Array(KEPT);

  /** The place of a shape, -1 where nothing is known about it. */
  find(high: number, low: number): number {
    const place = low & (KEPT - 1);
    return this.#keyLows[place] === low && this.#keyHighs[place] === high ? place : -1;
  }

  /** Makes a place for a shape; what is known about it is to be written there. */
  keep(high: number, low: number): number {
    const place = low & (KEPT - 1);
    this.#keyHighs[place] = high;
    this.#keyLows[place] = low;
    return place;
  }
}
