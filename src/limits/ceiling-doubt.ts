import type { Bounds } from './bounds.ts';

/**
 * Keeps the worst moment at which a size may have been above its ceiling, although nothing shows that it was. Of a size that
 * is read now and then (PSS) the readings before and after decide the moments between them: no more was shared then than at
 * one of the two. Sizes in bytes.
 */
export class CeilingDoubt {
  readonly #allowed: number;
  /** How far the last reading was below the bound of its moment. */
  #below = 0;
  /** Why it says no more. */
  #why: string | undefined;
  #waiting: Bounds | undefined;
  #worst: Bounds | undefined;
  #known = false;

  constructor(allowed: number) {
    this.#allowed = allowed;
  }

  /** `since`: the bounds since the sample before; `rss`: at the moment of the sample; `read`: what a reading showed then. */
  add(since: Bounds, rss: number, read: Bounds | undefined): void {
    this.#known = true;
    // One that decides nothing, and not for a reason that lasts, is taken again.
    const isSpoiled = read !== undefined && read.why === undefined && this.#isOpen(read);
    const reading = isSpoiled ? undefined : read;
    // At the moment itself a reading says all there is to say.
    const isMoment = reading === undefined || since.atMost > rss;
    if (isMoment && this.#isOpen(since)) this.#waiting = worse(this.#waiting, since);
    if (reading === undefined) return;
    this.#why = reading.why;
    const below = Math.max(0, rss - reading.atMost);
    this.#settle(Math.max(this.#below, below));
    this.#below = below;
    if (this.#isOpen(reading)) this.#worst = worse(this.#worst, reading);
  }

  /** Whether anything was known at any moment. */
  get known(): boolean {
    return this.#known;
  }

  /** What is open; undefined where nothing is. More samples may follow. */
  get open(): Bounds | undefined {
    return this.#opened(this.#below);
  }

  #isOpen({ atLeast, atMost }: Bounds): boolean {
    return atLeast <= this.#allowed && atMost > this.#allowed;
  }

  #settle(below: number): void {
    this.#worst = this.#opened(below);
    this.#waiting = undefined;
  }

  #opened(below: number): Bounds | undefined {
    const waiting = this.#waiting;
    if (waiting === undefined || waiting.atMost - below <= this.#allowed) return this.#worst;
    return worse(this.#worst, this.#why === undefined ? waiting : { why: this.#why, ...waiting });
  }
}

function worse(one: Bounds | undefined, other: Bounds): Bounds {
  return one === undefined || other.atMost > one.atMost ? other : one;
}
