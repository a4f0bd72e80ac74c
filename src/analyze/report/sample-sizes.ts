import { METRIC_NAMES, type ReportMetric } from '../../recording/metrics.ts';
import type { SampleRecord } from '../../recording/records.ts';
import { SampleView } from '../../recording/sample-view.ts';
import { sizeOrNaN } from './safe-values.ts';

/** What a report takes of a sample. */
const NAMES = [...METRIC_NAMES, 'machineUsed', 'hwm', 'procs', 'late'] as const;
const COLUMNS = Uint8Array.from(NAMES, (name) => SampleView.columnOf(name));

type Name = (typeof NAMES)[number];

/** The place of a metric, or of another field, among the sizes. */
export function placeOf(name: Name | ReportMetric): number {
  return NAMES.indexOf(name === 'system' ? 'machineUsed' : name);
}

const LATE = placeOf('late');

/** The sizes of one sample after the other, and the largest of each. Millions of samples come by: no object is made for any. */
export class SampleSizes {
  /** Of the last sample: whole numbers by their place, NaN for what it does not tell. */
  readonly last = new Float64Array(NAMES.length);
  count = 0;
  /** Samples that came late. */
  late = 0;
  readonly #highest = new Float64Array(NAMES.length).fill(-1);
  /** The places that were measured, in the order in which they came. */
  readonly #seen: number[] = [];

  add(sample: SampleRecord): void {
    const { last } = this;
    const highest = this.#highest;
    this.count++;
    if (sample instanceof SampleView) {
      for (let i = 0; i < last.length; i++) {
        const value = sample.number(COLUMNS[i] as number);
        const size = value <= Number.MAX_SAFE_INTEGER ? Math.round(value) : Number.NaN;
        last[i] = size;
        if (size > (highest[i] as number)) this.#rise(i);
      }
    } else {
      for (let i = 0; i < last.length; i++) {
        const size = sizeOrNaN(sample[NAMES[i] as Name]);
        last[i] = size;
        if (size > (highest[i] as number)) this.#rise(i);
      }
    }
    if ((last[LATE] as number) > 0) this.late++;
  }

  /** The largest of a field; undefined where no sample told it. */
  most(name: Name | ReportMetric): number | undefined {
    const size = this.#highest[placeOf(name)] as number;
    return size < 0 ? undefined : size;
  }

  /** The largest of each metric that was measured. */
  peaks(): { [M in ReportMetric]?: number } {
    const peaks: { [M in ReportMetric]?: number } = {};
    for (const place of this.#seen) {
      const name = NAMES[place];
      const metric = name === 'machineUsed' ? 'system' : METRIC_NAMES.find((one) => one === name);
      if (metric) peaks[metric] = this.#highest[place] as number;
    }
    return peaks;
  }

  #rise(place: number): void {
    if ((this.#highest[place] as number) < 0) this.#seen.push(place);
    this.#highest[place] = this.last[place] as number;
  }
}
