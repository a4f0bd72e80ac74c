/** What a Prometheus metric's name tells of it. */
export interface MemoryMetric {
  /** Bytes a unit; undefined where the name has none. */
  readonly factor: number | undefined;
  /** What it is, where that is not the resident memory of processes. */
  readonly measure?: string;
  /** Of several the one with the smallest is shown. */
  readonly rank: number;
}

const UNITS: Readonly<Record<string, number>> = {
  bytes: 1,
  kibibytes: 2 ** 10,
  mebibytes: 2 ** 20,
  gibibytes: 2 ** 30,
  kilobytes: 1e3,
  megabytes: 1e6,
  gigabytes: 1e9,
};

/** What is no memory in use: limits, address space, what is free or was given away, counters, other devices. */
const OTHER =
  /virtual|limit|_max(?:_|$)|quota|request|avail|free|cache|buffer|_swap|_idle|released|_sys(?:_|$)|_total$|total_bytes$|network|receive|transmit|disk|_fs_|filesystem|gpu|_bucket$|_count$|_sum$|_created$|next_gc|committed|_init_|memtotal/i;

/** By what a name says, the best first. */
const KINDS: readonly {
  readonly name: RegExp;
  readonly measure?: string;
}[] = [
  { name: /resident|(?:^|_)rss(?:_|$)/i },
  { name: /working_set/i, measure: 'working set' },
  { name: /container_memory_usage|cgroup/i, measure: 'cgroup' },
  { name: /heap_(?:inuse|used)|heap_size_used|jvm_memory_(?:bytes_)?used/i, measure: 'heap' },
  { name: /heap/i, measure: 'heap' },
  { name: /alloc/i, measure: 'heap' },
  { name: /(?:^|_)mem(?:ory)?(?:_|$)/i, measure: 'memory' },
];

/** What a metric of this name counts; undefined of one that is no memory in use. */
export function memoryMetric(name: string): MemoryMetric | undefined {
  if (OTHER.test(name)) return undefined;
  const rank = KINDS.findIndex((kind) => kind.name.test(name));
  const measure = KINDS[rank]?.measure;
  return rank < 0 ? undefined : { factor: factorIn(name), rank, ...(measure && { measure }) };
}

/** Bytes a unit that a name ends in or holds: 'process_resident_memory_bytes'. */
export function factorIn(name: string): number | undefined {
  const unit = /_((?:kilo|mega|giga|kibi|mebi|gibi)?bytes)(?:_|$)/i.exec(name)?.[1];
  return unit === undefined ? undefined : UNITS[unit.toLowerCase()];
}

const GIVEN: Readonly<Record<string, number>> = {
  b: 1,
  bytes: 1,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
};

/** Bytes a unit as `--unit` names it; undefined of anything else. */
export function factorOf(unit: string | undefined): number | undefined {
  return unit === undefined ? undefined : GIVEN[unit.toLowerCase()];
}
