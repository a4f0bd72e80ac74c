export interface MetricInfo {
  readonly label: string;
  readonly help: string;
  /** Not in every sample, because it is expensive to read: written after the others. */
  readonly occasional?: true;
  /** A kind of memory that one does not expect to hold a peak: what it is, in a sentence about the peak. */
  readonly unexpected?: string;
}

/** The measured sizes of a process tree, each in bytes. A row makes the fields of records, sample view and scan kernel, and `--metric`. */
export const METRICS = {
  rss: { label: 'RSS', help: 'resident memory, shared pages counted once per process' },
  pss: {
    label: 'PSS',
    help: 'resident memory, each shared page divided among its users',
    occasional: true,
  },
  anon: { label: 'anon', help: 'resident memory that belongs to no file: heaps and stacks' },
  file: {
    label: 'file',
    help: 'resident pages of mapped files: programs, libraries, data',
    unexpected: 'file pages, which the kernel can drop',
  },
  shmem: {
    label: 'shmem',
    help: 'resident shared memory: tmpfs, shared mappings',
    unexpected: 'shared memory',
  },
  swap: { label: 'swap', help: 'memory moved to swap', unexpected: 'swapped out' },
  hugetlb: { label: 'hugetlb', help: 'huge pages of hugetlbfs, which RSS does not count' },
  lazyfree: {
    label: 'lazyfree',
    help: 'pages freed by MADV_FREE that the kernel has not taken back yet',
    occasional: true,
  },
} as const satisfies Record<string, MetricInfo>;

export type Metric = keyof typeof METRICS;

/** What a report can show: a metric of the tree, or the machine's used memory. */
export type ReportMetric = Metric | 'system';

export const METRIC_NAMES = Object.keys(METRICS) as readonly Metric[];
