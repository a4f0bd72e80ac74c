import { METRIC_NAMES } from '../../recording/metrics.ts';
import type { WaitingSamples } from '../forks/waiting-samples.ts';
import type { SampleBatch } from './sample-batch.ts';
import { placeOf } from './sample-sizes.ts';
import { SeriesBuilder } from './series.ts';
import type { Report } from './types.ts';

export type PeakKinds = NonNullable<NonNullable<Report['peak']>['kinds']>;

/** What a sum is made of. */
const KINDS = METRIC_NAMES.filter((metric) => metric !== 'rss' && metric !== 'pss');
const PSS = placeOf('pss');
const PLACES = Uint8Array.from(KINDS, placeOf);

/** One metric over time, with what is known of its peak without walking the curve. Bytes, milliseconds. */
export class Curve {
  readonly builder = new SeriesBuilder();
  readonly #kinds = new Float64Array(KINDS.length).fill(Number.NaN);
  count = 0;
  peak = Number.NEGATIVE_INFINITY;
  peakTime = 0;
  /** PSS at the peak. */
  pssAtPeak = Number.NaN;

  /** Adds samples that waited; `values`: this metric's, NaN where unknown. */
  add(samples: WaitingSamples, { times, count }: SampleBatch, values: Float64Array): void {
    for (let i = 0; i < count; i++) {
      const value = values[i] as number;
      if (Number.isNaN(value)) continue;
      this.count++;
      if (value > this.peak) this.#rise(value, samples, i);
    }
    this.builder.addAll(times, values, count);
  }

  /** Notes a sample that is higher than all before; `index`: its own among those that wait. */
  #rise(value: number, samples: WaitingSamples, index: number): void {
    this.peak = value;
    this.peakTime = samples.time(index);
    this.pssAtPeak = samples.size(index, PSS);
    for (let i = 0; i < PLACES.length; i++) {
      this.#kinds[i] = samples.size(index, PLACES[i] as number);
    }
  }

  /** What kinds of memory the sample at the peak was, as far as it was told. */
  kinds(): PeakKinds {
    const kinds: { -readonly [K in keyof PeakKinds]: PeakKinds[K] } = {};
    KINDS.forEach((kind, i) => {
      const bytes = this.#kinds[i] as number;
      if (!Number.isNaN(bytes)) kinds[kind] = bytes;
    });
    return kinds;
  }
}
