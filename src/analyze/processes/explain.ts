import { lanesOf } from './lanes.ts';
import { findLeads } from './leads.ts';
import { decompose } from './parts.ts';
import { Scene } from './scene.ts';
import type { Decomposition, ProcessStory, Tracks } from './types.ts';

/** Of the peak, owners of less than this part are among the rest; so many are named. */
const NAMED_PART = 0.02;
const NAMED = 4;
/** Owners of a phase that are told apart. */
const OWNERS = 16;

/** Explains what the processes of a run held, by what they did. */
export function explainProcesses(tracks: Tracks): ProcessStory {
  const scene = new Scene(tracks);
  const { lead, next } = findLeads(scene);
  return {
    lead,
    next,
    peak: peakOf(scene),
    within: (start, end) => change(scene, nearest(tracks, start), nearest(tracks, end)),
    seriesOf: (members) => scene.columns.series(members),
    nameOf: (pid, time) => nameOf(scene, pid, time),
    lanes: (most) => lanesOf(scene, most),
  };
}

/** Pids are used again: the last one that was there by then. */
function nameOf(
  { tracks: { tracks }, names }: Scene,
  pid: number,
  time: number,
): string | undefined {
  const found = tracks.findLastIndex((track) => track.pid === pid && track.seen <= time);
  return found < 0 ? undefined : names.label(found);
}

function peakOf(scene: Scene): Decomposition {
  const { tracks, peak } = scene;
  if (tracks.peak < 0) return { owners: [], others: 0 };
  const held = new Map<number, number>();
  addSizes(held, tracks, tracks.peak, 1);
  return decompose(peak, held, scene, { most: NAMED, least: NAMED_PART * peak });
}

/** Births, growth and deaths between two moments: who is not there holds nothing. */
function change(scene: Scene, from: number, to: number): Decomposition {
  const { tracks } = scene;
  if (from < 0 || to < 0) return { owners: [], others: 0 };
  const changes = new Map<number, number>();
  addSizes(changes, tracks, to, 1);
  addSizes(changes, tracks, from, -1);
  const delta = (tracks.level[to] as number) - (tracks.level[from] as number);
  return decompose(delta, changes, scene, { most: OWNERS, least: 0 });
}

function addSizes(sums: Map<number, number>, tracks: Tracks, moment: number, sign: number): void {
  for (let i = tracks.first[moment] as number; i < (tracks.first[moment + 1] as number); i++) {
    const process = tracks.track[i] as number;
    sums.set(process, (sums.get(process) ?? 0) + sign * (tracks.bytes[i] as number));
  }
}

/** The index of the moment nearest to a time, of two the earlier; -1 without one. */
function nearest({ times }: Tracks, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) < time) low = middle + 1;
    else high = middle;
  }
  if (low === 0 || low === times.length) return low === 0 && times.length > 0 ? 0 : low - 1;
  const [before, after] = [times[low - 1] as number, times[low] as number];
  return time - before <= after - time ? low - 1 : low;
}
