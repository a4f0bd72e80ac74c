import { median } from '../median.ts';
import type { Growth } from './growth.ts';
import { firstNotBefore, lastNotAfter } from './growth.ts';
import type { Line } from './line.ts';
import { type Estimate, regress } from './regression.ts';
import type { Slot } from './slots.ts';

/** Fewer samples or lines say nothing of a loop. */
const FEWEST_SAMPLES = 8;
const FEWEST_LINES = 20;
/** Slots of so many samples show by themselves what grows in them. */
const RESOLVED = 2;
/** Growth just outside the busy stretch belongs to it, milliseconds. */
const MARGIN = 50;
/** A kind with fewer of the lines than this part is no rival. */
const RIVAL = 0.04;
/** With more lines a sample than this, what a line leaves is seen in its own interval. */
const DENSE = 2.5;

/** What lines tell that come faster than samples. */
export type FastLines = { readonly bytes: number; readonly start: number; readonly end: number } & (
  | { readonly kind: 'line'; readonly owner: Estimate; readonly held: number }
  | { readonly kind: 'time'; readonly rate: number }
  | { readonly kind: 'open'; readonly candidates: readonly number[] }
);

/**
 * Explains the busiest stretch of a log where the samples do not tell its lines apart; undefined where they do. `bytes`: the
 * growth of each slot.
 */
export function fastLines(
  lines: readonly Line[],
  growth: Growth,
  slots: readonly Slot[],
  bytes: Float64Array,
): FastLines | undefined {
  const { step, total } = growth;
  const inTime = lines.filter(({ begun }) => begun <= growth.end && begun >= growth.start);
  if (growth.times.length < FEWEST_SAMPLES || inTime.length < FEWEST_LINES) return undefined;
  const resolved = slots.reduce(
    (sum, { start, end }, i) => sum + (end - start >= RESOLVED * step ? (bytes[i] as number) : 0),
    0,
  );
  if (resolved > 0.5 * total || hasOpenLine(inTime, growth)) return undefined;
  const cut = Math.floor(inTime.length / 50);
  const start = (inTime[cut] as Line).begun;
  const end = (inTime[inTime.length - 1 - cut] as Line).begun;
  const grown = growth.between(start - MARGIN, end + MARGIN);
  if (grown < 0.5 * total) return undefined;
  const samples = lastNotAfter(growth.times, end) - firstNotBefore(growth.times, start) + 1;
  const busy = inTime.filter(({ begun }) => begun >= start && begun <= end);
  const count = busy.reduce((sum, { stands }) => sum + stands, 0);
  if (busy.some(({ estimated }) => estimated) && count < 0.8 * samples) return undefined;
  const lags = count > DENSE * samples || samples < 100 ? 1 : 3;
  const found = regress(busy, growth, start - MARGIN, end + MARGIN, lags);
  const span = { bytes: grown, start, end };
  if (!found) {
    const many = count > 2 * samples ? mostFrequent(busy, 0.1 * count) : [];
    return many.length > 1 ? { ...span, kind: 'open', candidates: many } : undefined;
  }
  const rivals = found.kinds.filter((one) => one.lines >= RIVAL * count);
  const [best] = [...rivals].sort((a, b) => b.bytes - a.bytes);
  if (!best) return undefined;
  const byTime = (found.rate * (end - start)) / grown;
  const time: FastLines = { ...span, kind: 'time', rate: grown / (end - start) };
  if (rivals.length === 1) {
    if (best.score > 3 && best.bytes * best.lines > 0.35 * grown && byTime < 0.5) {
      return { ...span, kind: 'line', owner: best, held: grown };
    }
    const isTime = found.rateScore > 3 && byTime > 0.6 && best.score < 2;
    return isTime && atMost(best) < 0.5 * grown ? time : undefined;
  }
  const contrasts = rivals.flatMap(({ kind }) =>
    kind === best.kind ? [] : [found.contrast(best.kind, kind)],
  );
  const contrast = Math.min(...contrasts);
  const explained = (best.bytes * best.lines) / grown;
  const others = rivals.filter(({ kind }) => kind !== best.kind);
  const alone = explained > 0.5 && explained < 1.8 && others.every(({ score }) => score < 1.5);
  if (best.score > 2.3 ? contrast > 2.3 || alone : best.score > 2 && contrast > 2.3) {
    return { ...span, kind: 'line', owner: best, held: Math.min(grown, best.bytes * best.lines) };
  }
  if (count < 2 * samples && resolved > 0.3 * total) return undefined;
  const noLine = found.kinds.every((one) => one.score < 2 && atMost(one) < 0.5 * grown);
  if (found.rateScore > 4 && byTime > 0.6 && found.unevenness > 0.35 && noLine) return time;
  const open = others.filter(({ kind }) => found.contrast(best.kind, kind) < 2.3);
  const candidates = [best.kind, ...open.map(({ kind }) => kind)].slice(0, 3);
  return { ...span, kind: 'open', candidates };
}

/** The most that a kind may hold, two standard errors up. */
function atMost({ bytes, score, lines }: Estimate): number {
  const error = score === 0 ? Number.POSITIVE_INFINITY : Math.abs(bytes / score);
  return (bytes + 2 * error) * lines;
}

function hasOpenLine(lines: readonly Line[], growth: Growth): boolean {
  return lines.some(
    ({ begun, ended }) =>
      ended - begun > RESOLVED * growth.step && growth.between(begun, ended) > 0.3 * growth.total,
  );
}

function mostFrequent(lines: readonly Line[], least: number): number[] {
  const counts = new Map<number, number>();
  for (const { kind, stands } of lines) counts.set(kind, (counts.get(kind) ?? 0) + stands);
  const often = [...counts].filter(([, count]) => count >= least);
  return often
    .sort((a, b) => b[1] - a[1])
    .slice(0, 4)
    .map(([kind]) => kind);
}

/** The usual size of some lines' shares: half of the growth is in lines at least as large. */
export function weightedMedian(bytes: readonly number[]): number {
  const sorted = [...bytes].sort((a, b) => b - a);
  const half = sorted.reduce((sum, own) => sum + own, 0) / 2;
  let sum = 0;
  for (const own of sorted) {
    sum += own;
    if (sum >= half) return own;
  }
  return median(sorted);
}
