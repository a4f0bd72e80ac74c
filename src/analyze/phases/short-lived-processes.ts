import { upperMedian } from '../median.ts';
import type { ProcessSpan } from '../report/types.ts';
import type { Buckets } from './buckets.ts';
import { opened } from './spikes.ts';

/** Such a process grows to at least this fraction of the range. */
const SEEN = 0.05;
/** Of unlike ones each lives for at most this fraction of the run, as a tooth may, */
const LONGEST_LIFE = 0.2;
/** half of those of one name for at most this one: a crowd, not phases; */
const SHORT_LIFE = 0.06;
/** and they come in at least this many turns; those that start within a column of a chart of a hundred are one turn. */
const TURNS = 10;
const TOGETHER = 0.01;

/** Like ones, whose peaks and lifetimes are within this factor of the typical, are teeth from three turns on. */
const LIKE = 1.6;
const LIKE_TURNS = 3;
/** The first has grown when the curve has reached this fraction of their level. */
const GROWN = 0.8;
const LIKE_LONGEST_LIFE = 0.35;
/** What is not theirs lasts for more than this many of their longest lifetimes. */
const LIVES = 1.2;

interface Life {
  readonly from: number;
  readonly to: number;
  readonly peak: number;
}

/** A stretch in which processes of one name follow one another. */
interface Shift {
  readonly from: number;
  readonly to: number;
  /** They hold as much as one another. */
  readonly like: boolean;
  /** The longest lifetime among them. */
  readonly longest: number;
}

/**
 * The curve without short-lived processes that follow one another (a compiler per file, a process per test): they are
 * teeth, however they overlap and whatever their height, and not phases of the run.
 */
export function withoutShortLived(
  { start, width, values }: Buckets,
  processes: readonly ProcessSpan[],
  range: number,
): Float64Array {
  const duration = width * values.length;
  let out = values;
  for (const lives of livesByName(processes, start + duration, range)) {
    for (const { from, to, like, longest } of shiftsOf(lives, duration)) {
      const points = Math.max(2, Math.round((LIVES * longest) / width));
      // Like ones are one level: what is missing between two of them, then what the larger ones have more.
      const level = opened(like ? opened(values, points, -1) : values, points, 1);
      if (out === values) out = out.slice();
      let first = Math.max(0, Math.floor((from - start) / width));
      const last = Math.min(values.length - 1, Math.ceil((to - start) / width));
      // Until the first of them has grown there is nothing to be kept up.
      while (
        like &&
        first < last &&
        !((values[first] as number) >= GROWN * (level[first] as number))
      )
        first++;
      for (let i = first; i <= last; i++) {
        out[i] = like ? (level[i] as number) : Math.min(out[i] as number, level[i] as number);
      }
    }
  }
  return out;
}

function livesByName(processes: readonly ProcessSpan[], end: number, range: number): Life[][] {
  const byName = new Map<string, Life[]>();
  for (const { name, seen, gone = end, peak = 0 } of processes) {
    if (name === undefined) continue;
    if (peak < SEEN * range) continue;
    const others = byName.get(name);
    if (others) others.push({ from: seen, to: gone, peak });
    else byName.set(name, [{ from: seen, to: gone, peak }]);
  }
  return [...byName.values()].map((lives) => lives.sort((a, b) => a.from - b.from));
}

function shiftsOf(lives: readonly Life[], duration: number): Shift[] {
  const like = groupsOf(lives).flatMap((group) => likeShift(group, duration));
  if (like.length > 0) return like;
  const short = lives.filter(({ from, to }) => to - from <= LONGEST_LIFE * duration);
  const life = lifeOf(short);
  if (life > SHORT_LIFE * duration) return [];
  return groupsOf(short)
    .filter((group) => turnsOf(group, duration) >= TURNS)
    .map((group) => ({ ...spanOf(group), like: false, longest: longestOf(group) }));
}

const longestOf = (lives: readonly Life[]): number =>
  Math.max(...lives.map(({ from, to }) => to - from));
const lifeOf = (lives: readonly Life[]): number =>
  upperMedian(lives.map(({ from, to }) => to - from));

const spanOf = (lives: readonly Life[]): { from: number; to: number } => ({
  from: (lives[0] as Life).from,
  to: lives.reduce((last, { to }) => Math.max(last, to), 0),
});

/** Those that follow one another with gaps of at most one lifetime. */
function groupsOf(lives: readonly Life[]): Life[][] {
  const life = lifeOf(lives);
  const groups: Life[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const one of lives) {
    if (one.from > end + life) groups.push([]);
    (groups.at(-1) as Life[]).push(one);
    end = Math.max(end, one.to);
  }
  return groups;
}

function turnsOf(lives: readonly Life[], duration: number): number {
  let turns = 0;
  let turn = Number.NEGATIVE_INFINITY;
  for (const { from } of lives) {
    if (from <= turn + TOGETHER * duration) continue;
    turns++;
    turn = from;
  }
  return turns;
}

/** Like processes that take turns stay up together: what is below them lasts until the next one has grown. */
function likeShift(lives: readonly Life[], duration: number): Shift[] {
  const { from, to } = spanOf(lives);
  const lengths = lives.map((one) => one.to - one.from);
  const longest = longestOf(lives);
  const mean = lengths.reduce((sum, one) => sum + one, 0) / lengths.length;
  if (to - from < LIKE_TURNS * mean || longest > LIKE_LONGEST_LIFE * duration) return [];
  if (!areLike(lengths) || !areLike(lives.map(({ peak }) => peak))) return [];
  return [{ from, to, like: true, longest }];
}

function areLike(sizes: readonly number[]): boolean {
  const typical = upperMedian(sizes);
  return sizes.every((size) => size <= LIKE * typical && size >= typical / LIKE);
}
