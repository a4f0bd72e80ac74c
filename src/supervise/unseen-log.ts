import type { UnseenRecord } from '../recording/records.ts';
import type { TreeSample, Unseen } from '../sample/sampler.ts';

/** Where a run consists of short processes, every measurement finds some: their records are this far apart… */
const EVERY_MS = 10_000;
/** …but for one by which the most that may have been held rises by more than this share. */
const HIGHER_SHARE = 0.005;

/** What lived unseen before a measurement, and with it what the tree may have held at most; bytes. */
export interface UnseenMoment extends Unseen {
  readonly most: number;
}

/** Makes records of what lived unseen: few, whose births add up and whose largest moment is kept. */
export class UnseenLog {
  readonly #emit: (record: UnseenRecord) => void;
  #before = 0;
  #waiting: UnseenRecord | undefined;
  #emittedAt = Number.NEGATIVE_INFINITY;
  #highest = 0;

  constructor(emit: (record: UnseenRecord) => void) {
    this.#emit = emit;
  }

  /** Takes each measurement (`sample` is undefined once the tree is empty), and what lived unseen before it. */
  add(
    unseen: Unseen | undefined,
    sample: TreeSample | undefined,
    at: number,
  ): UnseenMoment | undefined {
    // The others held what they held before or after, or what a mark shows for in between.
    const held = Math.max(this.#before, sample?.peak ?? sample?.rss ?? 0);
    this.#before = sample?.rss ?? 0;
    if (unseen === undefined) return undefined;
    const moment = { ...unseen, most: held + unseen.bytes };
    this.#wait(moment, at);
    if (moment.most > this.#highest * (1 + HIGHER_SHARE) || at - this.#emittedAt >= EVERY_MS) {
      this.flush(at);
    }
    return moment;
  }

  #wait({ bytes, most, births }: UnseenMoment, at: number): void {
    const earlier = this.#waiting;
    const record: UnseenRecord = { type: 'unseen', time: at, bytes, most, births };
    const largest = earlier === undefined || most > earlier.most ? record : earlier;
    this.#waiting = { ...largest, births: births + (earlier?.births ?? 0) };
  }

  /** Writes what waits; at the end. */
  flush(at: number): void {
    const record = this.#waiting;
    if (record === undefined) return;
    this.#waiting = undefined;
    this.#emittedAt = at;
    this.#highest = Math.max(this.#highest, record.most);
    this.#emit(record);
  }
}
