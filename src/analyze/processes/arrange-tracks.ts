import type { Life } from './life.ts';
import { ENTRY, type Moment } from './moments.ts';
import type { Track, Tracks } from './types.ts';

const MIB = 2 ** 20;
/** Pages of files that several processes map are taken from those of at least this size, and leave each this much. */
const MAPS_FILES = 6 * MIB;
const LEFT_WITH = 2 * MIB;

/**
 * Arranges what was kept by moments. `column`: the leading metric's among the levels; `apart`: it counts shared pages
 * once, so what a process shares with its parent is not its own.
 */
export function arrangeTracks(
  lives: readonly Life[],
  moments: readonly Moment[],
  column: number,
  apart: boolean,
): Tracks {
  const known = moments.filter(({ levels }) => !Number.isNaN(levels[column] ?? Number.NaN));
  const indices = new Map(lives.map(({ id }, i) => [id, i]));
  const most = known.reduce((sum, { entries }) => sum + entries.length / ENTRY, 0);
  const times = new Float64Array(known.length);
  const level = new Float64Array(known.length);
  const others = new Float64Array(known.length);
  const first = new Int32Array(known.length + 1);
  const track = new Int32Array(most);
  const bytes = new Float64Array(most);
  let peak = -1;
  let length = 0;
  known.forEach(({ time, levels, entries }, i) => {
    const value = levels[column] as number;
    times[i] = time;
    level[i] = value;
    if (peak < 0 || value > (level[peak] as number)) peak = i;
    const from = length;
    for (let at = 0; at < entries.length; at += ENTRY) {
      const index = indices.get(entries[at] as number);
      const own = (entries[at + 1] as number) - (apart ? (entries[at + 2] as number) : 0);
      if (index === undefined || own <= 0) continue;
      track[length] = index;
      bytes[length++] = own;
    }
    others[i] = shareOut(bytes.subarray(from, length), value);
    first[i + 1] = length;
  });
  return {
    tracks: lives.map(trackOf),
    times,
    level,
    peak,
    first,
    track: track.slice(0, length),
    bytes: bytes.slice(0, length),
    others,
  };
}

/**
 * What is left of a level beyond the sizes. Where they are more than the level, processes map the same files: an equal
 * part is taken from each that is large enough.
 */
function shareOut(sizes: Float64Array, level: number): number {
  let left = level - sum(sizes);
  const large = new Set<number>();
  sizes.forEach((size, i) => {
    if (size >= MAPS_FILES) large.add(i);
  });
  while (left < 0 && large.size > 0) {
    const part = Math.ceil(-left / large.size);
    for (const i of large) {
      const room = Math.max(0, (sizes[i] as number) - LEFT_WITH);
      const taken = Math.min(part, room, -left);
      sizes[i] = (sizes[i] as number) - taken;
      left += taken;
      if (room <= part) large.delete(i);
    }
  }
  return left;
}

function sum(sizes: Float64Array): number {
  let all = 0;
  for (const size of sizes) all += size;
  return all;
}

function trackOf({ pid, ppid, seen, gone, images, forked, sharedMost, peak }: Life): Track {
  return {
    pid,
    ...(ppid === undefined ? {} : { ppid }),
    seen,
    ...(gone === undefined ? {} : { gone }),
    images: images.length > 0 ? images.map((image) => ({ ...image })) : [nameless(seen, peak)],
    forked,
    shared: sharedMost,
    peak,
  };
}

const nameless = (at: number, largest: number): Track['images'][number] => ({
  at,
  name: '',
  largest,
});
