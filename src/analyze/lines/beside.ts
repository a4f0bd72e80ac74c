import { DENSE } from './fast-lines.ts';
import { firstNotBefore, type Growth, lastNotAfter } from './growth.ts';
import type { IsPair } from './labels.ts';
import type { Kind, Line } from './line.ts';
import { keepsPace, type Rhythm, rhythmOf } from './rhythm.ts';
import { resultant } from './spread.ts';

/** Kinds with fewer lines are never put aside. */
const FEWEST_LINES = 5;
/** Kinds looked at, the most frequent first. */
const MOST_KINDS = 24;
/** Windows behind and ahead of lines in which growth may gather, milliseconds. */
const WINDOWS = [15, 25, 40, 60, 100, 160, 250, 400, 700, 1200];
/** Between two samples growth is straight: shorter stretches follow their surroundings. */
const SAMPLES = 2.5;
/** A window covers at most this part of the shorter gaps. */
const OF_GAP = 0.75;

/** Growth surely keeps its place where it leans by so many times what chance brings. */
const SURELY = 1.3;

/** Kinds that only stand beside the growth, and how closely growth gathers at the lines of each kind. */
export interface Beside {
  readonly kinds: ReadonlySet<number>;
  /** By kind: the most by which a window's share of the growth exceeds its share of the time, 0–1. */
  readonly gathering: ReadonlyMap<number, number>;
  /** Growth keeps its place between the lines of some kind: it is not time's. */
  readonly isPaced: boolean;
}

/** A kind with its lines in and just before the stretch. */
interface Frequent {
  readonly kind: Kind;
  readonly own: readonly Line[];
  readonly rhythm: Rhythm | undefined;
}

/** Finds the kinds whose lines change nothing: other lines tell as much without them. */
export function besideGrowth(
  lines: readonly Line[],
  kinds: readonly Kind[],
  growth: Growth,
  end: number,
  isPair: IsPair,
): Beside {
  const from = growth.start - (WINDOWS[WINDOWS.length - 1] as number);
  const within = lines.filter(({ begun }) => begun >= growth.start && begun <= growth.end).length;
  // Counts tell more than places where lines come faster than samples.
  const dense = within > DENSE * growth.times.length;
  const frequent = kinds
    .map((kind) => ({
      kind,
      own: kind.lines.filter(({ begun }) => begun >= from && begun <= growth.end),
    }))
    .filter(({ own }) => own.length >= FEWEST_LINES)
    .sort((a, b) => b.own.length - a.own.length)
    .slice(0, MOST_KINDS)
    .map((entry) => ({ ...entry, rhythm: dense ? undefined : rhythmOf(entry.own, growth) }));
  const gathering = new Map(frequent.map(({ kind, own }) => [kind.id, gatheringAt(own, growth)]));
  const aside = new Set<number>();
  for (const entry of frequent) {
    const { kind } = entry;
    const other = frequent.some(
      (one) => !aside.has(one.kind.id) && isFree(entry, one, gathering, growth),
    );
    if (other) aside.add(kind.id);
  }
  for (const { kind, own } of frequent) {
    if (aside.has(kind.id)) continue;
    const others = lines.filter((line) => line.kind !== kind.id && !aside.has(line.kind));
    if (isTransparent(own, others, growth, end, isPair)) aside.add(kind.id);
  }
  const isPaced = frequent.some(({ rhythm }) => keepsPace(rhythm, SURELY));
  return { kinds: aside, gathering, isPaced };
}

function gatheringAt(own: readonly Line[], growth: Growth): number {
  const gaps = own.slice(1).map(({ begun }, i) => begun - (own[i] as Line).begun);
  const quarter = gaps.sort((a, b) => a - b)[gaps.length >> 2] ?? 0;
  const widest = Math.max(OF_GAP * quarter, 15);
  const span = growth.end - growth.start;
  let most = 0;
  for (const width of WINDOWS) {
    if (width > widest) break;
    for (const behind of [true, false]) {
      let grown = 0;
      let time = 0;
      let reached = growth.start;
      for (const { begun, ended } of own) {
        const from = Math.max(reached, behind ? begun : ended - width);
        const to = Math.min(growth.end, behind ? begun + width : ended);
        if (to <= from) continue;
        grown += growth.between(from, to);
        time += to - from;
        reached = to;
      }
      most = Math.max(most, grown / growth.total - time / span);
    }
  }
  return most;
}

/** Growth gathers at the lines of another kind, and these lie anywhere between those: a heartbeat, another process. */
function isFree(
  kind: Frequent,
  other: Frequent,
  gathering: ReadonlyMap<number, number>,
  growth: Growth,
): boolean {
  const own = gathering.get(kind.kind.id) ?? 1;
  const theirs = gathering.get(other.kind.id) ?? 0;
  if (kind === other || other.own.length < 8) return false;
  const gathers =
    theirs > (isDense(kind.own, growth) ? 0.5 : 0.25) && own < 0.2 && own < theirs / 3;
  if (!gathers && !keepsOther(kind.rhythm, other.rhythm)) return false;
  const times = other.own.map(({ begun }) => begun);
  const phases: number[] = [];
  for (const { begun } of kind.own) {
    const i = lastNotAfter(times, begun);
    const from = times[i];
    const to = times[i + 1];
    if (from !== undefined && to !== undefined)
      phases.push((begun - from) / Math.max(1, to - from));
  }
  if (phases.length < 8 || resultant(phases) >= 0.45) return false;
  const first = times[0] as number;
  const last = times[times.length - 1] as number;
  const ownFirst = (kind.own[0] as Line).begun;
  const ownLast = (kind.own[kind.own.length - 1] as Line).begun;
  return growth.between(first - 100, last + 300) > 0.6 * growth.between(ownFirst, ownLast);
}

/** Growth keeps its place between the lines of the other kind, and between these it lies anywhere. */
function keepsOther(own: Rhythm | undefined, other: Rhythm | undefined): boolean {
  if (!own || !other || keepsPace(own) || !keepsPace(other, SURELY)) return false;
  return Math.abs(own.lead) < Math.abs(other.lead) / 3;
}

/** Lines that come faster than samples: growth cannot be seen to gather at them. */
function isDense(own: readonly Line[], { step }: Growth): boolean {
  const first = own[0] as Line;
  const last = own[own.length - 1] as Line;
  return last.begun - first.begun < SAMPLES * step * own.length;
}

/** These lines stand in fast and in slow stretches of the others alike, and the rate changes only with the others. */
function isTransparent(
  own: readonly Line[],
  others: readonly Line[],
  growth: Growth,
  end: number,
  isPair: IsPair,
): boolean {
  const rest = others.filter(({ redrawn, begun }) => !redrawn && begun >= growth.start);
  if (rest.length < 2 || own.length < rest.length) return false;
  const mine = own.map(({ begun }) => begun);
  const marks = [
    ...new Set([growth.start, Math.min(end, growth.end), ...rest.map(({ begun }) => begun)]),
  ];
  marks.sort((a, b) => a - b);
  const parts: { length: number; rate: number; stretch: number }[] = [];
  let all = 0;
  let several = 0;
  let withLines = 0;
  for (let i = 1; i < marks.length; i++) {
    const from = marks[i - 1] as number;
    const to = marks[i] as number;
    if (to > growth.end + 1) break;
    const inner = mine.slice(lastNotAfter(mine, from + 5) + 1, firstNotBefore(mine, to - 5));
    if (inner.length === 0) continue;
    withLines++;
    if (inner.length >= 2) several++;
    const stretch = growth.between(from, to) / (to - from);
    const edges = [from, ...inner, to];
    for (let k = 1; k < edges.length; k++) {
      const length = (edges[k] as number) - (edges[k - 1] as number);
      all++;
      if (length <= Math.max(40, SAMPLES * growth.step)) continue;
      const rate = growth.between(edges[k - 1] as number, edges[k] as number) / length;
      parts.push({ length, rate, stretch });
    }
  }
  const streams = new Set(own.map(({ fd }) => fd));
  const elsewhere = !rest.some(({ fd }) => streams.has(fd));
  if ((several < 2 && (withLines < 4 || !elsewhere)) || parts.length < 8) return false;
  // Where most lines come faster than samples, the few long gaps are no sample of them.
  if (parts.length < 0.5 * all) return false;
  if (pairsWith(own, others, isPair) > 0.5 * own.length) return false;
  return followStretches(parts, several >= 2 ? 0.7 : 0.85);
}

function followStretches(
  parts: readonly { length: number; rate: number; stretch: number }[],
  least: number,
): boolean {
  let time = 0;
  let grown = 0;
  for (const { length, rate } of parts) {
    time += length;
    grown += length * rate;
  }
  const average = grown / time;
  let all = 0;
  let within = 0;
  for (const { length, rate, stretch } of parts) {
    all += length * (rate - average) ** 2;
    within += length * (rate - stretch) ** 2;
  }
  if (all <= 0 || average <= 0) return false;
  return 1 - within / all > least && Math.sqrt(all / time) / average > 0.6;
}

function pairsWith(own: readonly Line[], others: readonly Line[], isPair: IsPair): number {
  const all = [...own, ...others].sort((a, b) => a.index - b.index);
  const mine = new Set(own);
  let pairs = 0;
  for (let i = 1; i < all.length; i++) {
    const before = all[i - 1] as Line;
    const behind = all[i] as Line;
    if (mine.has(before) !== mine.has(behind) && isPair(before, behind)) pairs++;
  }
  return pairs;
}
