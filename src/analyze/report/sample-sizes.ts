import { METRIC_NAMES, type ReportMetric } from '../../recording/metrics.ts';
import type { SampleRecord } from '../../recording/records.ts';
import { SampleView } from '../../recording/sample-view.ts';
import { sizeOrNaN } from './safe-values.ts';

/** The fields of a sample that a report uses. */
const NAMES = [
  ...METRIC_NAMES,
  'machineUsed',
  'machineShmem',
  'cgroup',
  'hwm',
  'procs',
  'late',
] as const;
const COLUMNS = Uint8Array.from(NAMES, (name) => SampleView.columnOf(name));

type Name = (typeof NAMES)[number];

/** The index of a metric or other field among the sizes. */
export function placeOf(name: Name | ReportMetric): number {
  return NAMES.indexOf(name === 'system' ? 'machineUsed' : name);
}

const PLACES: ReadonlyMap<string, number> = new Map(NAMES.map((name, i) => [name, i]));
const LATE = placeOf('late');

/**
 * The sizes of the current sample, and the largest of each so far. There are millions of samples: none of them makes
 * an object.
 */
export class SampleSizes {
  /** Sizes of the last sample by index: integers, NaN where missing. */
  readonly last = new Float64Array(NAMES.length);
  count = 0;
  /** Number of samples that came late. */
  late = 0;
  readonly #highest = new Float64Array(NAMES.length).fill(-1);
  /** The indices that were measured, in order of first appearance. */
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
      last.fill(Number.NaN);
      // Most samples have two or three fields of the fifteen.
      for (const name in sample) {
        const place = PLACES.get(name);
        if (place === undefined) continue;
        const size = sizeOrNaN(sample[name as Name]);
        last[place] = size;
        if (size > (highest[place] as number)) this.#rise(place);
      }
    }
    if ((last[LATE] as number) > 0) this.late++;
  }

  /** The largest value of a field; undefined if no sample has it. */
  most(name: Name | ReportMetric): number | undefined {
    const size = this.#highest[placeOf(name)] as number;
    return size < 0 ? undefined : size;
  }

  /** The largest value of each metric that was measured. */
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
