import type { Gap } from './pss-gap.ts';
import type { WaitingSamples } from './waiting-samples.ts';

/**
 * The pages that were copied since a fork because somebody wrote to them, from sample to sample. Between two readings
 * with the same processes they grow evenly; at a fork there are none, and they go with those that shared them. Sizes
 * in bytes.
 */
export class Copies {
  readonly #waiting: WaitingSamples;
  /** At the sample that was asked for last. */
  now = 0;
  /** When the processes were last known to have this much, and which they are. */
  #time = 0;
  #copied = 0;
  #sharers = 0;
  #shared = 0;
  /** The gap that is headed for, and the first sample from which on its processes are the ones. */
  #next: Gap | undefined;
  #from = 0;

  constructor(waiting: WaitingSamples) {
    this.#waiting = waiting;
  }

  /** Begins with the samples that wait; `next`: the gap at the last of them. */
  begin(next: Gap | undefined): void {
    this.#next = next;
    this.#from = this.#waiting.count;
    if (next === undefined || next.sharers === 0) return;
    while (this.#from > 0 && this.#waiting.sharers(this.#from - 1) === next.sharers) this.#from--;
  }

  /** Goes on to a sample that waits; each is asked for once, in order. */
  to(index: number): void {
    const waiting = this.#waiting;
    const sharers = waiting.sharers(index);
    if (sharers !== this.#sharers) this.#change(index, sharers);
    this.#shared = waiting.shared(index);
    const next = this.#next;
    this.now = this.#copied;
    if (next === undefined || index < this.#from) return;
    const gap = next.time - this.#time;
    const part = gap > 0 ? (waiting.time(index) - this.#time) / gap : 1;
    this.now += (next.copied - this.#copied) * part;
  }

  /** Ends with the last sample. */
  end(): void {
    const last = this.#waiting.count - 1;
    this.#time = this.#waiting.time(last);
    if (this.#next === undefined) return;
    this.#copied = this.#next.copied;
    this.#sharers = this.#next.sharers;
    this.#shared = this.#waiting.shared(last);
  }

  #change(index: number, sharers: number): void {
    const shared = this.#waiting.shared(index);
    this.#copied *= this.#shared > 0 ? Math.min(1, shared / this.#shared) : 0;
    this.#sharers = sharers;
    this.#time = this.#waiting.time(index);
  }
}
