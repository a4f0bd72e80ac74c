import { METRIC_NAMES, type Metric } from '../recording/metrics.ts';
import type { Peak } from '../recording/records.ts';
import type { TreeSample } from './sampler.ts';

/**
 * If RSS and PSS differ by more than this share of the peak, processes share pages and PSS is the figure to lead
 * with.
 */
const SHARING = 0.1;

export interface TreePeak extends Peak {
  /**
   * The most that was held at one moment: the largest sum of RSS, or more if a high-water mark rose between two
   * samples.
   */
  readonly seen: number;
  /** An upper limit, as far as the high-water marks of the processes seen go; at least `seen`. */
  readonly bound: number;
  /** Epoch milliseconds of the sample that gave `seen`: the peak was then, or since the sample before. */
  readonly time: number;
  /** The metric to lead with. */
  readonly lead: 'rss' | 'pss';
}

/**
 * Folds the samples of a run into its peak. `seen` is the largest `peak` of all samples and `bound` the largest
 * `hwm`: each belongs to one interval; different moments are never added up. Each metric's own largest sum stands
 * beside them.
 */
export class PeakFold {
  readonly #largest = new Map<Metric, number>();
  #seen = -1;
  #bound = 0;
  #time = 0;
  /** The largest RSS of the samples that have both, and RSS less PSS there. */
  #read = { rss: 0, shared: 0 };

  /** `time`: epoch milliseconds. */
  add(sample: TreeSample, time: number): void {
    const seen = sample.peak ?? sample.rss;
    if (seen > this.#seen) {
      this.#seen = seen;
      this.#time = time;
    }
    this.#bound = Math.max(this.#bound, seen, sample.hwm ?? 0);
    for (const metric of METRIC_NAMES) {
      const size = sample[metric];
      if (size !== undefined && size > (this.#largest.get(metric) ?? -1)) {
        this.#largest.set(metric, size);
      }
    }
    if (sample.pss !== undefined && sample.rss >= this.#read.rss) {
      this.#read = { rss: sample.rss, shared: sample.rss - sample.pss };
    }
  }

  /** `undefined` before the first sample. */
  get peak(): TreePeak | undefined {
    if (this.#seen < 0) return undefined;
    return {
      ...Object.fromEntries(this.#largest),
      seen: this.#seen,
      bound: this.#bound,
      time: this.#time,
      lead: this.#read.shared > SHARING * this.#seen ? 'pss' : 'rss',
    };
  }
}
