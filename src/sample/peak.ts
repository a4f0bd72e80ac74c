import { METRIC_NAMES, type Metric } from '../recording/metrics.ts';
import type { Peak } from '../recording/records.ts';
import type { TreeSample } from './sampler.ts';

/** Where RSS and PSS differ by more than this share of the peak, the processes share pages and PSS is the truth to lead with. */
const SHARING = 0.1;

export interface TreePeak extends Peak {
  /** What was held at least at one moment: the largest sum of RSS, or more where a high-water mark rose between two samples. */
  readonly seen: number;
  /** No more was held at any moment, as far as the marks of those go that were seen; at least `seen`. */
  readonly bound: number;
  /** Epoch milliseconds of the sample that told of `seen`: it was then, or since the sample before. */
  readonly time: number;
  /** Which sum to lead with. */
  readonly lead: 'rss' | 'pss';
}

/**
 * Folds the samples of a run into its peak. `seen` is the largest `peak` of all samples and `bound` the largest `hwm`: both
 * belong to one interval each, never to different moments added up. Each metric's own largest sum stands beside them.
 */
export class PeakFold {
  readonly #largest = new Map<Metric, number>();
  #seen = -1;
  #bound = 0;
  #time = 0;
  /** RSS and PSS where the largest sum was that both were read of. */
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
