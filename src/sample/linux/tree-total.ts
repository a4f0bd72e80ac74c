import { MOST_PROCESSES, TOP_PROCESSES, TOP_SHARE, type TreeSample } from '../sampler.ts';
import type { ProcessEntry } from './process-entry.ts';
import type { ProcessTree } from './process-tree.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Adds up the figures of the tree's last update, bytes; `top` and `seen` are still empty. Huge pages of hugetlbfs are left out
 * while no process has any.
 */
export function totalOf(
  tree: Pick<ProcessTree, 'entries' | 'goneHwm' | 'gone'>,
): Writable<TreeSample> {
  let procs = 0;
  let rss = 0;
  let hwm = 0;
  let anon = 0;
  let file = 0;
  let shmem = 0;
  let swap = 0;
  let hugetlb = 0;
  let hasParts = false;
  let steady = 0;
  for (const entry of tree.entries.values()) {
    // A process that ended or called exec since the last reading may have held this much in between.
    if (entry.living || entry.wasLiving) hwm += Math.max(entry.hwm, entry.previousHwm);
    if (!entry.living) continue;
    procs++;
    rss += entry.rss;
    steady += Math.min(entry.rss, entry.previousRss);
    if (entry.anon < 0) continue;
    hasParts = true;
    anon += entry.anon;
    file += entry.file;
    shmem += entry.shmem;
    swap += Math.max(0, entry.swap);
    if (entry.hugetlb > 0) hugetlb += entry.hugetlb;
  }
  hwm = Math.max(hwm + tree.goneHwm, rss);
  const peak = Math.max(rss, steady + largestRise(tree.entries.values()));
  const { gone } = tree;
  // Written out because it runs at every sample: spreading one object into another takes longer than adding up.
  const total: Writable<TreeSample> = hasParts
    ? { rss, anon, file, shmem, swap, hwm, peak, procs, top: NONE, seen: NONE, gone }
    : { rss, hwm, peak, procs, top: NONE, seen: NONE, gone };
  if (hugetlb > 0) total.hugetlb = hugetlb;
  return total;
}

const NONE: readonly never[] = [];

/**
 * How far one process's high-water mark, if it changed since the last reading, lies above what that process held
 * before and after: it held that much at one moment in between, and the others what they held before and after.
 */
function largestRise(entries: Iterable<ProcessEntry>): number {
  let rise = 0;
  for (const entry of entries) {
    if (!entry.living || entry.hwm === entry.previousHwm) continue;
    rise = Math.max(rise, entry.hwm - Math.min(entry.rss, entry.previousRss));
  }
  return rise;
}

/**
 * The largest living processes by RSS, largest first: TOP_PROCESSES of them, and up to MOST_PROCESSES of those that hold
 * at least TOP_SHARE of `total` (bytes).
 */
export function largestProcesses(entries: Iterable<ProcessEntry>, total: number): ProcessEntry[] {
  const top: ProcessEntry[] = [];
  const least = total * TOP_SHARE;
  for (const entry of entries) {
    if (!entry.living) continue;
    const most = entry.rss >= least ? MOST_PROCESSES : TOP_PROCESSES;
    const last = top[most - 1];
    if (last !== undefined && entry.rss <= last.rss) continue;
    const at = top.findIndex((other) => other.rss < entry.rss);
    top.splice(at < 0 ? top.length : at, 0, entry);
    if (top.length > MOST_PROCESSES) top.pop();
  }
  const small = top.findIndex(({ rss }, i) => i >= TOP_PROCESSES && rss < least);
  return small < 0 ? top : top.slice(0, small);
}
