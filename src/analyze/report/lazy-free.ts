import { placeOf } from './sample-sizes.ts';
import { SeriesBuilder } from './series.ts';
import type { ReportPhase } from './types.ts';

const LAZYFREE = placeOf('lazyfree');
/** Less is not worth a word: bytes, and a fraction of the phase's height. */
const NOTICE_BYTES = 4 * 2 ** 20;
const NOTICE_PART = 0.05;

/**
 * Pages that a process gave back with MADV_FREE: they stay in RSS until the kernel needs memory, so that a curve shows a plateau
 * where nothing is held. Folded in constant memory.
 */
export class LazyFree {
  readonly #readings = new SeriesBuilder();
  #any = false;

  /** `sizes`: those of a sample, by index. */
  add(time: number, sizes: Float64Array): void {
    const bytes = sizes[LAZYFREE] as number;
    this.#any ||= bytes > 0;
    if (this.#any && !Number.isNaN(bytes)) this.#readings.add(time, bytes);
  }

  /** The phases, each with what was freed already at its last reading. */
  within(phases: readonly ReportPhase[]): readonly ReportPhase[] {
    if (!this.#any) return phases;
    const { times, values } = this.#readings.finish();
    return phases.map((phase) => {
      const last = times.findLastIndex((time) => time <= phase.end);
      const bytes = values[last] ?? 0;
      const isOfPhase = last >= 0 && (times[last] as number) >= phase.start;
      return isOfPhase && bytes >= Math.max(NOTICE_BYTES, NOTICE_PART * phase.max)
        ? { ...phase, lazyfree: bytes }
        : phase;
    });
  }
}
