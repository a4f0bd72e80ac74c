import { MOST_PROCESSES, TOP_PROCESSES, TOP_SHARE, type TreeSample } from '../sampler.ts';
import type { ProcessEntry } from './process-entry.ts';
import type { ProcessTree } from './process-tree.ts';

export type WritableSample = { -readonly [K in keyof TreeSample]: TreeSample[K] };

/**
 * Adds up the figures of the tree's last update, bytes; `top` and `seen` are still empty. The parts of RSS add up to it, or are
 * absent: those of a member may be unknown. Huge pages of hugetlbfs are left out while no process has any.
 */
export function totalOf(tree: Pick<ProcessTree, 'entries' | 'goneHwm' | 'gone'>): WritableSample {
  let procs = 0;
  let rss = 0;
  let hwm = 0;
  let anon = 0;
  let file = 0;
  let shmem = 0;
  let swap = 0;
  let hugetlb = 0;
  let hasParts = false;
  /** Pages that belong to no file are shared by forks alone: without those, each is somebody's own. */
  let pssAtLeast = 0;
  let lacksParts = false;
  let steady = 0;
  for (const entry of tree.entries.values()) {
    // A process that ended or called exec since the last reading may have held this much in between.
    if (entry.living || entry.wasLiving) hwm += Math.max(entry.hwm, entry.previousHwm);
    if (!entry.living) continue;
    procs++;
    rss += entry.rss;
    steady += Math.min(entry.rss, entry.previousRss);
    if (entry.anon < 0) {
      if (entry.rss > 0) lacksParts = true;
      continue;
    }
    hasParts = true;
    anon += entry.anon;
    if (!entry.forked) pssAtLeast += entry.anon;
    file += entry.file;
    shmem += entry.shmem;
    swap += Math.max(0, entry.swap);
    if (entry.hugetlb > 0) hugetlb += entry.hugetlb;
  }
  hwm = Math.max(hwm + tree.goneHwm, rss);
  const peak = Math.max(rss, steady + largestRise(tree.entries.values()));
  const { gone } = tree;
  // Field by field because it runs at every sample: spreading one object into another takes longer than adding up.
  const total: WritableSample = { rss, hwm, peak, procs, top: NONE, seen: NONE, gone };
  if (hasParts) total.pssAtLeast = pssAtLeast;
  if (hasParts && !lacksParts) {
    total.anon = anon;
    total.file = file;
    total.shmem = shmem;
    total.swap = swap;
  }
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
