import { METRIC_NAMES, METRICS, type Metric } from '../recording/metrics.ts';
import type { SampleRecord, StartRecord } from '../recording/records.ts';
import { SAMPLE_FIELDS, type SampleField } from '../recording/sample-fields.ts';
import { SampleView } from '../recording/sample-view.ts';

/** A number of a sample under the name that other programs get it by. */
export interface SampleColumn {
  readonly field: SampleField;
  /** With its unit: 'machine_used_bytes'; 'processes' has none. */
  readonly name: string;
  readonly help: string;
  /** For SampleView. */
  readonly place: number;
}

/** How memwrap measured, and bounds for where it could not: of no use outside. */
const OWN: ReadonlySet<SampleField> = new Set([
  'pssAtLeast',
  'pssAtMost',
  'hugetlbAgain',
  'cost',
  'late',
]);

const HELP: Partial<Record<SampleField, string>> = {
  hwm: "the largest sum that the kernel's high-water marks allow",
  peak: 'held at one moment since the sample before',
  procs: 'number of processes in the tree',
  machineUsed: 'memory used on the whole machine',
  machineAvailable: 'memory available on the whole machine',
  machineShmem: 'tmpfs and shared memory of the whole machine',
  cgroup: "usage of the run's cgroup",
};

/**
 * The columns of every sample, in the order of the recording. Where `rss` is another measure than resident memory ('heap'),
 * its column is named by that.
 */
export function sampleColumns({ measure }: Pick<StartRecord, 'measure'>): SampleColumn[] {
  return SAMPLE_FIELDS.filter((field) => !OWN.has(field)).map((field) => {
    const own = field === 'rss' && measure !== undefined && measure !== 'rss';
    return {
      field,
      name: own ? `${measureName(measure)}_bytes` : nameOf(field),
      help: own ? measure : helpOf(field),
      place: SampleView.columnOf(field),
    };
  });
}

/** Reads a sample's numbers by column; NaN where one is absent. */
export function reading(sample: SampleRecord): (column: SampleColumn) => number {
  if (sample instanceof SampleView) return ({ place }) => sample.number(place);
  return ({ field }) => sample[field] ?? Number.NaN;
}

function nameOf(field: SampleField): string {
  if (field === 'procs') return 'processes';
  return `${field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}_bytes`;
}

function helpOf(field: SampleField): string {
  const metric = METRIC_NAMES.find((name) => name === field) as Metric | undefined;
  return metric === undefined ? (HELP[field] ?? field) : METRICS[metric].help;
}

/** 'working_set'; 'cgroup_usage', because a sample may have its cgroup's size besides. */
function measureName(measure: string): string {
  const name = measure
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  const taken = SAMPLE_FIELDS.some((field) => nameOf(field) === `${name}_bytes`);
  return taken || name === '' ? `${name || 'memory'}_usage` : name;
}
