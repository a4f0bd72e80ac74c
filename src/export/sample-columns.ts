import { METRIC_NAMES, METRICS, type Metric } from '../recording/metrics.ts';
import type { SampleRecord, StartRecord } from '../recording/records.ts';
import { SAMPLE_FIELDS, type SampleField } from '../recording/sample-fields.ts';
import { SampleView } from '../recording/sample-view.ts';

/** What a column counts; '' where it counts things. */
export type Unit = 'bytes' | 'ms' | 'percent' | '';

/** A number of a sample under the name that other programs get it by. */
export interface SampleColumn {
  readonly field: SampleField;
  /** Without its unit: 'machine_used'. */
  readonly name: string;
  readonly unit: Unit;
  readonly help: string;
}

type Described = readonly [name: string, unit: Unit, help: string];

/** What a sample has besides metrics; `undefined`: how memwrap measured, and bounds for what it could not, which is of no use outside. */
const OTHERS: Readonly<Record<Exclude<SampleField, Metric>, Described | undefined>> = {
  pssAtLeast: undefined,
  pssAtMost: undefined,
  hugetlbAgain: undefined,
  hwm: ['hwm', 'bytes', "the largest sum that the kernel's high-water marks allow"],
  peak: ['peak', 'bytes', 'held at one moment since the sample before'],
  procs: ['processes', '', 'number of processes in the tree'],
  machineUsed: ['machine_used', 'bytes', 'memory used on the whole machine'],
  machineAvailable: ['machine_available', 'bytes', 'memory available on the whole machine'],
  machineShmem: ['machine_shmem', 'bytes', 'tmpfs and shared memory of the whole machine'],
  machineSwapUsed: ['machine_swap_used', 'bytes', 'swapped out on the whole machine'],
  pressureSome: ['pressure_some', 'percent', 'time in which some task waited for memory'],
  pressureFull: ['pressure_full', 'percent', 'time in which all tasks waited for memory'],
  stalledSome: ['stalled_some', 'ms', 'how long some task has waited for memory'],
  stalledFull: ['stalled_full', 'ms', 'how long all tasks have waited for memory'],
  cgroup: ['cgroup', 'bytes', "usage of the run's cgroup"],
  cgroupCache: ['cgroup_cache', 'bytes', 'page cache in the cgroup'],
  membersRss: ['members_rss', 'bytes', "RSS of the cgroup's processes, as a sum"],
  membersPss: ['members_pss', 'bytes', "PSS of the cgroup's processes, as a sum"],
  cost: undefined,
  late: undefined,
};

/**
 * The columns of every sample, in the order of the recording. Where `rss` is another measure than resident memory ('heap'),
 * its column is named by that.
 */
export function sampleColumns({ measure }: Pick<StartRecord, 'measure'>): SampleColumn[] {
  return SAMPLE_FIELDS.flatMap((field) => {
    const described =
      field === 'rss' && measure !== undefined && measure !== 'rss'
        ? ([measureName(measure), 'bytes', measure] as const)
        : describe(field);
    if (described === undefined) return [];
    const [name, unit, help] = described;
    return [{ field, name, unit, help }];
  });
}

/** 'rss_bytes', 'processes'. */
export function withUnit({ name, unit }: Pick<SampleColumn, 'name' | 'unit'>): string {
  return unit === '' ? name : `${name}_${unit}`;
}

/** The columns of a run, and a sample's numbers in them. */
export class SampleColumns {
  readonly all: readonly SampleColumn[];
  readonly #places: Int32Array;
  /** Sizes that another tool had in MiB are no whole bytes. */
  readonly #rounded: Uint8Array;
  readonly #numbers: Float64Array;

  constructor(start: Pick<StartRecord, 'measure'>) {
    this.all = sampleColumns(start);
    this.#places = Int32Array.from(this.all, ({ field }) => SampleView.columnOf(field));
    this.#rounded = Uint8Array.from(this.all, ({ unit }) => (unit === 'bytes' ? 1 : 0));
    this.#numbers = new Float64Array(this.all.length);
  }

  /** NaN where one is absent; filled anew with each call. */
  of(sample: SampleRecord): Float64Array {
    const numbers = this.#numbers;
    const view = sample instanceof SampleView ? sample : undefined;
    for (let i = 0; i < numbers.length; i++) {
      const value =
        view === undefined
          ? (sample[(this.all[i] as SampleColumn).field] ?? Number.NaN)
          : view.number(this.#places[i] as number);
      numbers[i] = this.#rounded[i] === 1 ? Math.round(value) : value;
    }
    return numbers;
  }
}

function describe(field: SampleField): Described | undefined {
  const metric = METRIC_NAMES.find((name) => name === field);
  if (metric !== undefined) return [metric, 'bytes', METRICS[metric].help];
  return OTHERS[field as Exclude<SampleField, Metric>];
}

/** 'working_set'; 'cgroup_usage', because a sample may have its cgroup's size besides. */
function measureName(measure: string): string {
  const name = measure
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  const taken = SAMPLE_FIELDS.some((field) => describe(field)?.[0] === name);
  return taken || name === '' ? `${name || 'memory'}_usage` : name;
}
