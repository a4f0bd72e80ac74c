import { Columns } from './columns.ts';
import { type Relatives, relate } from './kinds.ts';
import { entry } from './maps.ts';
import { Names } from './names.ts';
import { type Split, splitKind } from './split.ts';
import type { ProcessOwner, Track, Tracks } from './types.ts';

/** Process ids of an owner that are told. */
const PIDS = 16;

/** One run's processes: sizes, names, and who stands for itself among its brothers. */
export class Scene {
  readonly tracks: Tracks;
  readonly columns: Columns;
  readonly relatives: Relatives;
  readonly names: Names;
  /** The largest level, bytes. */
  readonly peak: number;
  readonly #splits = new Map<number, Split>();

  constructor(tracks: Tracks) {
    this.tracks = tracks;
    this.peak = tracks.peak < 0 ? 0 : (tracks.level[tracks.peak] as number);
    this.columns = new Columns(tracks);
    this.relatives = relate(tracks.tracks, this.peak);
    this.names = new Names(tracks.tracks, this.relatives);
  }

  track(i: number): Track {
    return this.tracks.tracks[i] as Track;
  }

  /** The most that a process held in its life, bytes. */
  life(i: number): number {
    return this.track(i).peak;
  }

  kindOf(i: number): number {
    return this.relatives.kindOf[i] as number;
  }

  /** All that do the same work. */
  members(kind: number): readonly number[] {
    return this.relatives.kinds[kind]?.members ?? [];
  }

  split(kind: number): Split {
    return entry(this.#splits, kind, () =>
      splitKind(this.members(kind), this.tracks.tracks, this.relatives, this.peak),
    );
  }

  /** In order of birth. */
  byBirth(members: readonly number[]): number[] {
    return members.toSorted((a, b) => this.track(a).seen - this.track(b).seen || a - b);
  }

  /** A process, or several by what they have in common. */
  owner(members: readonly number[]): ProcessOwner {
    const pids = members
      .toSorted((a, b) => this.life(b) - this.life(a) || a - b)
      .slice(0, PIDS)
      .map((i) => this.track(i).pid);
    return { label: this.names.common(members), count: members.length, pids };
  }
}
