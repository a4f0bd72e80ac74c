import { median } from '../median.ts';
import { firstNotBefore, lastNotAfter } from './growth.ts';
import type { Kind, Line } from './line.ts';
import { closesRun, wordOdds } from './word-odds.ts';

// Log odds: above 0 a kind reports work that is over, below 0 it announces work to come.
/** Most lines of logs announce. */
const PRIOR = -0.5;
/** Shorter durations fit any gap, milliseconds. */
const SHORTEST = 40;
/** Lines that stand this close are one edge, milliseconds. */
const EDGE = 2;
/** A clock of its own runs this close to ours, milliseconds or part. */
const CLOCK = 120;
const CLOCK_PART = 0.03;
/** Lines of a kind looked at; more tell no more. */
const LOOKED_AT = 400;

export interface Odds {
  /** By kind. */
  readonly kinds: Float64Array;
  /** By line: the work that it reports began here (milliseconds); NaN where it claims none. */
  readonly claims: Float64Array;
}

/** What the log alone tells of its kinds: durations, places, words. `end`: of the recording, milliseconds. */
export function oddsOf(
  lines: readonly Line[],
  kinds: readonly Kind[],
  shapes: ReadonlyMap<string, readonly Line[]>,
  end: number,
): Odds {
  const edges = Float64Array.from(new Set([0, ...lines.flatMap((l) => [l.begun, l.ended])])).sort();
  const claims = new Float64Array(lines.length).fill(Number.NaN);
  const byShape = new Map<string, number>();
  for (const [shape, pool] of shapes) {
    byShape.set(shape, PRIOR + durationOdds(pool, edges, end, claims) + saidOdds(pool));
  }
  dropSummaries(lines, claims);
  const places = new Map<string, number>();
  for (const [shape, pool] of shapes) places.set(shape, placeOdds(pool, edges, end));
  const odds = kinds.map(({ lines: own, shape }) => {
    const place = own.length >= 3 ? placeOdds(own, edges, end) : (places.get(shape) ?? 0);
    return (byShape.get(shape) ?? PRIOR) + place;
  });
  return { kinds: Float64Array.from(odds), claims };
}

/** Lines that are built alike, in order of time; of a frequent kind the first few hundred. */
export function shapesOf(kinds: readonly Kind[]): Map<string, Line[]> {
  const shapes = new Map<string, Line[]>();
  for (const { shape, lines } of kinds) {
    const some = lines.slice(0, LOOKED_AT);
    const pool = shapes.get(shape);
    if (pool) pool.push(...some);
    else shapes.set(shape, some);
  }
  for (const pool of shapes.values()) pool.sort((a, b) => a.index - b.index);
  return shapes;
}

/** The last edge before a moment, and the first after it. */
function edgeBefore(edges: Float64Array, moment: number): number {
  return edges[firstNotBefore(edges, moment - EDGE) - 1] ?? 0;
}

function edgeAfter(edges: Float64Array, moment: number, end: number): number {
  return edges[lastNotAfter(edges, moment + EDGE) + 1] ?? end;
}

/** A duration in the line that equals the time since the line before. */
function durationOdds(
  pool: readonly Line[],
  edges: Float64Array,
  end: number,
  claims: Float64Array,
): number {
  let hits = 0;
  let ahead = 0;
  let misses = 0;
  let tested = 0;
  let clocks = 0;
  for (const line of pool) {
    for (const { length, resolution } of line.durations) {
      if (length < SHORTEST || line.estimated) continue;
      tested++;
      const tolerance = Math.max(12 + 0.04 * length, 0.6 * resolution + 8);
      if (Math.abs(line.begun - length) < Math.max(CLOCK, CLOCK_PART * length)) clocks++;
      if (length <= 1.5 * tolerance) {
        misses++;
        continue;
      }
      const since = line.begun - edgeBefore(edges, line.begun);
      const next = edgeAfter(edges, line.ended, end) - line.ended;
      const began = line.begun - length;
      const near = edges[firstNotBefore(edges, began - tolerance)] ?? Number.POSITIVE_INFINITY;
      if (Math.abs(since - length) <= tolerance) {
        hits++;
        claims[line.index] = began;
      } else if (Math.abs(next - length) <= tolerance) ahead++;
      else if (near <= began + tolerance && near < line.begun - EDGE) {
        hits += 0.5;
        claims[line.index] = began;
      } else misses++;
    }
  }
  if (tested === 0) return pool.some(({ durations }) => durations.length > 0) ? 0.8 : 0;
  if (clocks > 0.6 * tested && tested >= 3 && hits < tested) {
    for (const { index } of pool) claims[index] = Number.NaN;
    return 0;
  }
  const missed = hits < misses ? Math.min(1.5, 0.3 * misses) : 0;
  return Math.min(8, 2.5 * hits) - Math.min(6, 2 * ahead) - missed + 0.8;
}

/** The result of a test: TAP, go test, jest. */
const RESULT = /^(?:(?:not )?ok \d+\b|--- (?:PASS|FAIL|SKIP)\b|(?:PASS|FAIL)(?:ED)?\b)/;

/** What the lines say: a served request, the end of a run, words. */
function saidOdds(pool: readonly Line[]): number {
  const part = (is: (line: Line) => boolean): number => pool.filter(is).length / pool.length;
  const served = part(({ isAccess }) => isAccess) > 0.5 ? 4 : 0;
  const closing = part(({ text }) => closesRun(text)) > 0.5 ? 3 : 0;
  const result = part(({ text }) => RESULT.test(text)) > 0.5 ? 3 : 0;
  const words = pool.reduce((sum, { text }) => sum + wordOdds(text), 0) / pool.length;
  return served + closing + result + words;
}

const COUNTER = /(\d+)\s?(?:\/|of|von|de|sur|из)\s?(\d+)/;

/** Time before the first line of its kind and none after the last: it reports. Counters that end with n of n as well. */
function placeOdds(pool: readonly Line[], edges: Float64Array, end: number): number {
  const [first] = pool;
  const last = pool[pool.length - 1];
  if (!first || !last || pool.length < 3 || first.redrawn) return 0;
  const gaps = pool.slice(1).map((line, i) => line.begun - (pool[i] as Line).begun);
  const usual = median(gaps);
  if (usual <= 30) return 0;
  const before = first.begun - edgeBefore(edges, first.begun);
  const behind = edgeAfter(edges, last.ended, end) - last.ended;
  const leaning = (Math.min(before, usual) - Math.min(behind, usual)) / usual;
  const spread =
    Math.sqrt(gaps.reduce((sum, x) => sum + (x - usual) ** 2, 0) / gaps.length) / usual;
  const edge = Math.abs(leaning) > 0.25 ? (spread < 0.5 ? 1.6 : 0.9) * leaning : 0;
  return edge + counterOdds(pool, before, behind, usual);
}

function counterOdds(pool: readonly Line[], before: number, behind: number, usual: number): number {
  const counts = pool.flatMap(({ text }) => {
    const match = COUNTER.exec(text);
    return match ? [{ at: Number(match[1]), of: Number(match[2]) }] : [];
  });
  const last = counts[counts.length - 1];
  if (!last || counts.length <= 0.7 * pool.length || last.at !== last.of) return 0;
  if (new Set(counts.map(({ of }) => of)).size > 2) return 0;
  if (before > 0.5 * usual && behind < 0.6 * usual) return 1.4;
  return behind > 0.6 * usual && before < 0.4 * usual ? -1 : 0;
}

/** A claim that holds several other lines is a sum of theirs. */
function dropSummaries(lines: readonly Line[], claims: Float64Array): void {
  const begun = Float64Array.from(lines, (line) => line.begun);
  for (const line of lines) {
    const from = claims[line.index] as number;
    if (Number.isNaN(from)) continue;
    const inside = firstNotBefore(begun, line.begun - 5) - 1 - lastNotAfter(begun, from + 25);
    if (inside > 1) claims[line.index] = Number.NaN;
  }
}
