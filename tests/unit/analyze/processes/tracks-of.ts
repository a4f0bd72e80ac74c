import type { Image, Track, Tracks } from '../../../../src/analyze/processes/types.ts';

/** A process for a test: sizes by time, [milliseconds, bytes]. */
export interface ProcessSketch {
  readonly pid: number;
  readonly ppid?: number;
  readonly seen?: number;
  readonly gone?: number;
  readonly name?: string;
  readonly argv?: readonly string[];
  readonly images?: readonly Image[];
  readonly forked?: boolean;
  readonly sizes?: readonly (readonly [number, number])[];
}

/** Tracks as a recording gives them; `levels`: where the level is not the sum of the sizes. */
export function tracksOf(
  sketches: readonly ProcessSketch[],
  levels: ReadonlyMap<number, number> = new Map(),
): Tracks {
  const at = sketches.map(({ sizes = [] }) => new Map(sizes));
  const times = [...new Set([...at.flatMap((sizes) => [...sizes.keys()]), ...levels.keys()])].sort(
    (a, b) => a - b,
  );
  const [track, bytes, first]: [number[], number[], number[]] = [[], [], [0]];
  const level: number[] = [];
  const others: number[] = [];
  for (const time of times) {
    let sum = 0;
    for (const [i, sizes] of at.entries()) {
      const size = sizes.get(time);
      if (size === undefined) continue;
      track.push(i);
      bytes.push(size);
      sum += size;
    }
    first.push(track.length);
    level.push(levels.get(time) ?? sum);
    others.push((levels.get(time) ?? sum) - sum);
  }
  return {
    tracks: sketches.map(toTrack),
    times: Float64Array.from(times),
    level: Float64Array.from(level),
    peak: level.length === 0 ? -1 : level.indexOf(Math.max(...level)),
    first: Int32Array.from(first),
    track: Int32Array.from(track),
    bytes: Float64Array.from(bytes),
    others: Float64Array.from(others),
  };
}

function toTrack(sketch: ProcessSketch): Track {
  const { pid, ppid, gone, argv, sizes = [], forked = false } = sketch;
  const seen = sketch.seen ?? sizes[0]?.[0] ?? 0;
  const peak = sizes.reduce((most, [, size]) => Math.max(most, size), 0);
  const name = sketch.name ?? (argv?.[0]?.split('/').at(-1) ?? '?').slice(0, 15);
  const image: Image = { at: seen, name, largest: peak, ...(argv === undefined ? {} : { argv }) };
  return {
    ...{ pid, seen, images: sketch.images ?? [image], forked, shared: 0, peak },
    ...(ppid === undefined ? {} : { ppid }),
    ...(gone === undefined ? {} : { gone }),
  };
}
