import { upperMedian } from '../median.ts';
import type { ProcessSpan } from '../report/types.ts';
import type { Buckets } from './buckets.ts';
import { opened } from './spikes.ts';

/**
 * Such a process grows to at least this fraction of the range and lives for at most this fraction of the run, as a
 * tooth may.
 */
const SEEN = 0.05;
const LONGEST_LIFE = 0.2;
/** Half of the processes of one name are gone within this fraction of the run: a crowd, not phases. */
const SHORT_LIFE = 0.06;
/** They come in at least this many turns; those that start within a column of a chart of a hundred are one turn. */
const TURNS = 10;
const TOGETHER = 0.01;
/** The level under them is the lowest within this many of their lifetimes, since two may overlap. */
const LIVES = 1.5;

interface Life {
  readonly from: number;
  readonly to: number;
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
  for (const lives of livesByName(processes, duration, range)) {
    const life = upperMedian(lives.map(({ from, to }) => to - from));
    if (life > SHORT_LIFE * duration) continue;
    const base = opened(values, Math.max(2, Math.round((LIVES * life) / width)), 1);
    const shifts = shiftsOf(lives, life, TOGETHER * duration);
    if (shifts.length > 0) out = out.slice();
    for (const { from, to } of shifts) {
      const first = Math.max(0, Math.floor((from - start) / width));
      const last = Math.min(values.length - 1, Math.ceil((to - start) / width));
      for (let i = first; i <= last; i++) out[i] = Math.min(out[i] as number, base[i] as number);
    }
  }
  return out;
}

function livesByName(processes: readonly ProcessSpan[], duration: number, range: number): Life[][] {
  const byName = new Map<string, Life[]>();
  for (const { name, seen, gone, peak = 0 } of processes) {
    if (name === undefined || gone === undefined) continue;
    if (gone - seen > LONGEST_LIFE * duration || peak < SEEN * range) continue;
    const others = byName.get(name);
    if (others) others.push({ from: seen, to: gone });
    else byName.set(name, [{ from: seen, to: gone }]);
  }
  return [...byName.values()].map((lives) => lives.sort((a, b) => a.from - b.from));
}

/** The stretches in which they follow one another, with gaps of at most one lifetime. */
function shiftsOf(lives: readonly Life[], life: number, together: number): Life[] {
  const shifts: { from: number; to: number; turns: number; turn: number }[] = [];
  for (const { from, to } of lives) {
    const shift = shifts.at(-1);
    if (!shift || from > shift.to + life) shifts.push({ from, to, turns: 1, turn: from });
    else {
      shift.to = Math.max(shift.to, to);
      if (from <= shift.turn + together) continue;
      shift.turns++;
      shift.turn = from;
    }
  }
  return shifts.filter(({ turns }) => turns >= TURNS);
}
