interface MetricInfo {
  readonly label: string;
  readonly help: string;
}

/** The measured sizes of a process tree, each in bytes; a row here is all that a new metric needs beside its parser. */
export const METRICS = {
  rss: { label: 'RSS', help: 'resident memory, shared pages counted once per process' },
  pss: { label: 'PSS', help: 'resident memory, each shared page divided among its users' },
  anon: { label: 'anon', help: 'resident memory that belongs to no file: heaps and stacks' },
  file: { label: 'file', help: 'resident pages of mapped files: programs, libraries, data' },
  shmem: { label: 'shmem', help: 'resident shared memory: tmpfs, shared mappings' },
  swap: { label: 'swap', help: 'memory moved to swap' },
} as const satisfies Record<string, MetricInfo>;

export type Metric = keyof typeof METRICS;

/** What a report can show: a metric of the tree, or the machine's used memory. */
export type ReportMetric = Metric | 'system';

export const METRIC_NAMES = Object.keys(METRICS) as readonly Metric[];
