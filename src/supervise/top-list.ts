import { type ProcessSample, TOP_PROCESSES, type TreeSample } from '../sample/sampler.ts';

/** Of a wide tree every so manieth record has the long list: the small processes in it move little. */
const LONG_EVERY = 5;
/** And one that is higher than all before by more than this share, for what held the peak. */
const HIGHER_SHARE = 0.02;

/** The largest processes as they are recorded: of a wide tree all of them only now and then, else the first. */
export class TopList {
  #short = LONG_EVERY;
  #highest = 0;

  /** `last`: the run ends with this sample. */
  of({ top, rss }: Pick<TreeSample, 'top' | 'rss'>, last: boolean): readonly ProcessSample[] {
    if (top.length <= TOP_PROCESSES) return top;
    const higher = rss > this.#highest * (1 + HIGHER_SHARE);
    if (higher) this.#highest = rss;
    this.#short++;
    if (this.#short < LONG_EVERY && !higher && !last) return top.slice(0, TOP_PROCESSES);
    this.#short = 0;
    return top;
  }
}
