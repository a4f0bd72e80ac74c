import { stamp } from './stamp.ts';

/** A line whose first byte came no earlier than this before its end came at once. */
const AT_ONCE_MS = 5;
/** How many further reads of one line are kept. */
export const MAX_TICKS = 64;

/**
 * When the bytes of the unfinished line came: the read that brought the first of them, and the reads after it. Those are
 * bounded: when there are too many, every second one is forgotten, and from then on only every second is kept.
 */
export class LineTimes {
  #begun = 0;
  readonly #ticks: number[] = [];
  #stride = 1;
  #reads = 0;

  /** The first byte of a line was read, at `time` (epoch milliseconds). */
  begin(time: number): void {
    this.#begun = time;
    this.#ticks.length = 0;
    this.#stride = 1;
    this.#reads = 0;
  }

  /** Another read brought bytes of it, and not its end. */
  read(time: number): void {
    if (this.#reads++ % this.#stride > 0) return;
    this.#ticks.push(Math.max(0, Math.round(time - this.#begun)));
    if (this.#ticks.length <= MAX_TICKS) return;
    // The one just added is kept, so that the next to keep is a whole stride away.
    for (let i = 0; 2 * i < this.#ticks.length; i++) this.#ticks[i] = this.#ticks[2 * i] as number;
    this.#ticks.length = Math.ceil(this.#ticks.length / 2);
    this.#stride *= 2;
  }

  /** The fields of a record that ends at `time`; '' where the line came at once. */
  fields(time: number): string {
    if (time - this.#begun <= AT_ONCE_MS) return '';
    const ticks = this.#ticks.length === 0 ? '' : `,"ticks":[${this.#ticks.join()}]`;
    return `,"begun":${stamp(this.#begun)}${ticks}`;
  }
}
