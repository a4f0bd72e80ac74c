import { entry } from './maps.ts';
import type { Image, Track } from './types.ts';
import { readWork, type Work } from './work.ts';

/** A parent may be first seen so much after its child, milliseconds: both are found by one look at the machine. */
const LOOK = 50;
/** Under images that held this part less than the largest, a process did the same work, exec'ed late. */
const NEARLY = 0.1;
/** Part of the run's peak below which no image says more than another. */
const SMALL = 0.01;
/** A title under which this part of a process's memory came says what it was for. */
const MOST = 0.5;

/** The parent of each process, an index; -1 where none is known. */
export function parentsOf(tracks: readonly Track[]): Int32Array {
  const byPid = new Map<number, number[]>();
  for (const [i, { pid }] of tracks.entries()) entry(byPid, pid, () => []).push(i);
  return Int32Array.from(tracks, ({ ppid, seen }, child) => {
    const lives = ppid === undefined ? [] : (byPid.get(ppid) ?? []);
    return (
      lives.findLast((i) => {
        const { seen: born, gone } = tracks[i] as Track;
        return i !== child && born <= seen + LOOK && (gone === undefined || gone >= seen - LOOK);
      }) ?? -1
    );
  });
}

/** What a process did, and what its titles showed of it. */
export interface Doing {
  readonly work: Work;
  /** Its titles changed: they are states; this is the one in which most of its memory came, where there is one. */
  readonly state?: string;
}

/** Its work is that of the image under which it held the most, of nearly equal ones the last; `peak`: of the run, bytes. */
export function workOf(track: Track, peak: number): Doing {
  const { images } = track;
  const most = Math.max(...images.map(({ largest }) => largest));
  const slack = Math.max(NEARLY * most, SMALL * peak);
  const known = images.filter(({ argv }) => argv !== undefined && argv.length > 0);
  const heavy = images.findLast(({ largest }) => largest >= most - slack) ?? images.at(-1);
  const named = heavy?.argv?.length ? heavy : withArguments(heavy, known);
  const work = readWork(named?.name ?? '?', named?.argv);
  if (work.title === undefined || images.length < 2) return { work };
  return stateOf(ownTitles(track), work, most);
}

/** Arguments that were read too early or too late: those that the same program had at another time. */
function withArguments(image: Image | undefined, known: readonly Image[]): Image | undefined {
  return known.findLast(({ name }) => name === image?.name) ?? image;
}

interface Titled {
  readonly largest: number;
  readonly work: Work;
}

/** The titles that a process gave itself: since its last exec, and not the one that it inherited by a fork. */
function ownTitles({ images, forked }: Track): Titled[] {
  const read = images
    .slice(forked ? 1 : 0)
    .map(({ name, argv, largest }) => ({ largest, work: readWork(name, argv) }));
  const exec = read.findLastIndex(({ work }) => work.known && work.title === undefined);
  return read.slice(exec + 1).filter(({ work }) => work.title !== undefined);
}

/** Titles that change within one life: what they share is the name. */
function stateOf(titled: readonly Titled[], last: Work, most: number): Doing {
  const titles = new Set(titled.map(({ work }) => work.title));
  if (titles.size < 2) return { work: last };
  const wordsOf = (title = ''): string[] => title.match(/[^\s[\]]+/g) ?? [];
  const sets = titled.map(({ work }) => new Set(wordsOf(work.title)));
  const shared = wordsOf(last.title).filter((word) => sets.every((set) => set.has(word)));
  if (shared.length === 0) return { work: last };
  const [begun, ...later] = titled;
  let before = begun?.largest ?? 0;
  let state: string | undefined;
  for (const { largest, work } of later) {
    if (largest - before >= MOST * most) state = work.title;
    before = Math.max(before, largest);
  }
  const [first = '', ...rest] = shared;
  const title = shared.join(' ');
  const work = { ...last, program: first.replace(/:$/, ''), head: title, rest, title };
  return { work, ...(state === undefined ? {} : { state }) };
}
