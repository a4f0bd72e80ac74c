import { median } from '../median.ts';
import type { Growth } from './growth.ts';
import type { Line } from './line.ts';
import { mean, resultant, sum, variation } from './spread.ts';

/** Lines this close are one, milliseconds. */
const ONE_LINE = 25;
/** A window holds so many samples: between two of them growth is straight, and would follow any length. */
const SAMPLES = 2.5;
/** Where several lines share a window it holds so many, and twice the samples. */
const SEVERAL = 3;
const FEWEST_WINDOWS = 8;
/** The floor of residuals, as a part of a window's mean. */
const NOISE = 0.02;

/** Growth by time, whatever the log says: bytes a millisecond, evenly or in steps. */
export interface ByTime {
  readonly rate: number;
  readonly steps: boolean;
}

interface Window {
  length: number;
  bytes: number;
  /** Lines of each kind that begin a gap in it, and that end one. */
  counts: Map<number, number>;
  ends: Map<number, number>;
  lines: number;
  before: number;
  behind: number;
}

/**
 * Whether growth follows time better than the lines of the whole log. `end`: of the recording, `lastSaid`: of the last line, milliseconds.
 */
export function growsByTime(
  lines: readonly Line[],
  growth: Growth,
  end: number,
  lastSaid: number,
): ByTime | undefined {
  const inOrder = [...lines].sort((a, b) => a.ended - b.ended || a.index - b.index);
  const apart = inOrder.filter(
    (line, i) => i + 1 === inOrder.length || (inOrder[i + 1] as Line).ended - line.ended > ONE_LINE,
  );
  if (growth.isToothed || apart.some(({ estimated }) => estimated)) return undefined;
  if (apart.length >= 4 && apart.length < 10) return throughFewLines(apart, growth, end);
  const last = apart[apart.length - 1];
  const kinds = new Set(apart.map(({ kind }) => kind)).size;
  if (!last || apart.length < 10 || kinds > apart.length / 3) return undefined;
  // A growth that ends well before the log does ended with a stage: a line's.
  if (growth.end < 0.8 * lastSaid) return undefined;
  const windows = windowsOf(apart, growth);
  const bytes = sum(windows.map((window) => window.bytes));
  if (windows.length < FEWEST_WINDOWS || bytes < 0.7 * growth.total) return undefined;
  const rate = bytes / sum(windows.map(({ length }) => length));
  const ratio = likelihoodOfTime(windows, rate);
  const together = lines.some((line, i) => {
    const next = lines[i + 1];
    return next !== undefined && next.kind !== line.kind && next.begun - line.begun < 5;
  });
  const steps = together ? undefined : stepsBetween(apart, growth);
  if (steps && steps.firmness < 0.45 && steps.count >= 8 && ratio > -2)
    return { rate, steps: true };
  if (ratio <= 3 || !isSteady(windows, rate)) return undefined;
  // Evenly spaced lines cannot be told from time.
  if (variation(windows.map(({ length, lines: own }) => length / own)) <= 0.12) return undefined;
  return isLopsided(apart, growth, rate) ? undefined : { rate, steps: false };
}

/** Few lines, one rate through all the gaps between them, whose lengths differ. */
function throughFewLines(lines: readonly Line[], growth: Growth, end: number): ByTime | undefined {
  if (lines.some(({ begun, ended }) => ended - begun > ONE_LINE)) return undefined;
  const marks = [...lines.map(({ ended }) => ended), Math.min(end, growth.end)];
  const gaps = marks
    .slice(1)
    .map((mark, i) => ({ from: marks[i] as number, to: mark }))
    .filter(({ from, to }) => to - from > 5 * growth.step);
  const lengths = gaps.map(({ from, to }) => to - from);
  const bytes = gaps.map(({ from, to }) => growth.between(from, to));
  if (gaps.length < 4 || sum(bytes) <= 0.7 * growth.total) return undefined;
  const time = sum(lengths);
  const rate = sum(bytes) / time;
  const deviations = gaps.map((_, i) => {
    const length = lengths[i] as number;
    return length * ((bytes[i] as number) / length / rate - 1) ** 2;
  });
  const even = Math.sqrt(sum(deviations) / time) < 0.25;
  return even && variation(lengths) > 0.25 ? { rate, steps: false } : undefined;
}

function windowsOf(lines: readonly Line[], growth: Growth): Window[] {
  const windows: Window[] = [];
  let start = lines[0]?.ended ?? 0;
  let counts = new Map<number, number>();
  let ends = new Map<number, number>();
  let own = 0;
  for (let i = 1; i < lines.length; i++) {
    const before = lines[i - 1] as Line;
    const { ended, kind, stands } = lines[i] as Line;
    counts.set(before.kind, (counts.get(before.kind) ?? 0) + before.stands);
    ends.set(kind, (ends.get(kind) ?? 0) + stands);
    own++;
    const length = ended - start;
    const samples = own === 1 ? SAMPLES : 2 * SAMPLES;
    if (
      length < samples * growth.step ||
      (own > 1 && own < SEVERAL && length < 4 * samples * growth.step)
    )
      continue;
    const bytes = growth.between(start, ended);
    windows.push({ length, bytes, counts, ends, lines: own, before: before.kind, behind: kind });
    start = ended;
    counts = new Map();
    ends = new Map();
    own = 0;
  }
  return windows;
}

/** Log likelihood that a window's growth follows its length, against the best that lines can do; above 0: time. */
function likelihoodOfTime(windows: readonly Window[], rate: number): number {
  const n = windows.length;
  const bytes = windows.map((window) => window.bytes);
  const floor = 1 + n * (NOISE * mean(bytes)) ** 2;
  const cost = (squares: number, parameters: number): number =>
    n * Math.log(squares + floor) + parameters * Math.log(n);
  const byTime = cost(sum(windows.map(({ length, bytes: own }) => (own - rate * length) ** 2)), 1);
  const costs: number[] = [];
  for (const side of ['counts', 'ends'] as const) {
    const kinds = new Set(windows.flatMap((window) => [...window[side].keys()]));
    for (const kind of [undefined, ...kinds]) {
      const numbers = windows.map((window) =>
        kind === undefined ? sum([...window[side].values()]) : (window[side].get(kind) ?? 0),
      );
      if (sum(numbers) < 4) continue;
      const each =
        sum(numbers.map((x, i) => x * (bytes[i] as number))) / sum(numbers.map((x) => x * x));
      costs.push(cost(sum(numbers.map((x, i) => ((bytes[i] as number) - each * x) ** 2)), 1));
    }
  }
  if (windows.filter(({ lines }) => lines === 1).length > 0.7 * n) {
    costs.push(byNeighbour(windows, ({ before }) => before, cost));
    costs.push(byNeighbour(windows, ({ behind }) => behind, cost));
  }
  return (Math.min(...costs) - byTime) / 2;
}

function byNeighbour(
  windows: readonly Window[],
  of: (window: Window) => number,
  cost: (squares: number, parameters: number) => number,
): number {
  const byKind = new Map<number, number[]>();
  for (const window of windows) {
    const own = byKind.get(of(window));
    if (own) own.push(window.bytes);
    else byKind.set(of(window), [window.bytes]);
  }
  let squares = 0;
  for (const own of byKind.values()) {
    const average = mean(own);
    squares += sum(own.map((bytes) => (bytes - average) ** 2));
  }
  return cost(squares, byKind.size);
}

/** Growth goes on at a fair part of its mean rate for most of the time. */
function isSteady(windows: readonly Window[], rate: number): boolean {
  const time = sum(windows.map(({ length }) => length));
  const going = windows.filter(({ length, bytes }) => bytes > 0.3 * length * rate);
  return sum(going.map(({ length }) => length)) > 0.75 * time;
}

/** In many long gaps one half grows and the other does not: work that lines delimit. */
function isLopsided(lines: readonly Line[], growth: Growth, rate: number): boolean {
  let long = 0;
  let lopsided = 0;
  for (let i = 1; i < lines.length; i++) {
    const from = (lines[i - 1] as Line).ended;
    const to = (lines[i] as Line).ended;
    if (to - from <= Math.max(120, 5 * growth.step)) continue;
    long++;
    const bytes = growth.between(from, to);
    if (bytes <= 0.5 * rate * (to - from)) continue;
    const half = growth.between(from, (from + to) / 2) / bytes;
    if (Math.abs(half - 0.5) > 0.3) lopsided++;
  }
  return lopsided > 0.35 * Math.max(1, long);
}

/** Growth that comes in jumps: how firmly they keep their place between two lines (1: always the same), and how many. */
export function stepsBetween(
  lines: readonly Line[],
  growth: Growth,
): { firmness: number; count: number } | undefined {
  if (growth.isToothed) return undefined;
  const gaps = lines
    .slice(1)
    .map((line, i) => ({ from: (lines[i] as Line).ended, to: line.ended }));
  const bytes = gaps.map(({ from, to }) => growth.between(from, to));
  const average = mean(bytes);
  const phases: number[] = [];
  const widths: number[] = [];
  for (const [i, { from, to }] of gaps.entries()) {
    if ((bytes[i] as number) < 0.3 * average || (bytes[i] as number) <= 0 || to - from < 60)
      continue;
    const [low, middle, high] = [0.1, 0.5, 0.9].map((part) => growth.when(from, to, part)) as [
      number,
      number,
      number,
    ];
    phases.push((middle - from) / (to - from));
    widths.push((high - low) / (to - from));
  }
  if (phases.length < 6 || median(widths) > 0.35) return undefined;
  return { firmness: resultant(phases), count: phases.length };
}
