import { median } from '../median.ts';
import type { Growth } from './growth.ts';
import { firstNotBefore, lastNotAfter } from './growth.ts';
import type { Line } from './line.ts';
import { type Estimate, type Regression, regress } from './regression.ts';
import type { Slot } from './slots.ts';

/** Fewer samples or lines say nothing of a loop. */
const FEWEST_SAMPLES = 8;
const FEWEST_LINES = 20;
/** Slots of so many samples show by themselves what grows in them. */
const RESOLVED = 2;
/** Growth just outside the busy stretch belongs to it, milliseconds. */
const MARGIN = 50;
/** With fewer lines a sample the rates of the stretches between them tell more. */
export const DENSE = 1.6;
/** With so few lines a sample one kind leads only where it is ahead by so many standard errors. */
const LESS_DENSE = 0.6;
const SURE_OF_LESS = 7;
/** A kind with fewer of the lines than this part is no rival. */
const RIVAL = 0.04;
/** Standard errors by which a kind is ahead of the others: with many intervals, and what few ask for more. */
const SURE = 2.3;
const SURE_OF_FEW = 60;
/** More intervals tell no more, and take longer. */
const MOST_INTERVALS = 1500;
/** Sampling intervals taken together in each view. */
const VIEWS = (['levels', 'sums'] as const).flatMap((curve) =>
  [1, 2, 4, 8].map((width) => [curve, width] as const),
);
/** Lines that come more evenly than this cannot be told from time. */
const UNEVEN = 0.3;

/** What lines tell that come faster than samples. */
export type FastLines = { readonly bytes: number; readonly start: number; readonly end: number } & (
  | {
      readonly kind: 'line';
      readonly owner: Pick<Estimate, 'kind' | 'lines'>;
      readonly held: number;
    }
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
  const served = servedOnTeeth(inTime, growth);
  if ((resolved > 0.5 * total && !served) || hasOpenLine(inTime, growth)) return undefined;
  const cut = Math.floor(inTime.length / 50);
  const start = (inTime[cut] as Line).begun;
  const end = (inTime[inTime.length - 1 - cut] as Line).begun;
  const grown = growth.between(start - MARGIN, end + MARGIN);
  if (grown < 0.5 * total) return undefined;
  const samples = lastNotAfter(growth.times, end) - firstNotBefore(growth.times, start) + 1;
  const busy = inTime.filter(({ begun }) => begun >= start && begun <= end);
  const count = busy.reduce((sum, { stands }) => sum + stands, 0);
  if (busy.some(({ estimated }) => estimated) && count < 0.8 * samples) return undefined;
  if (count < LESS_DENSE * samples && !served) return undefined;
  const dense = count >= DENSE * samples || served;
  const span = { bytes: grown, start, end };
  const views = viewsOf(busy, growth, start - MARGIN, end + MARGIN);
  const lead = views.reduce<View | undefined>(
    (best, view) =>
      isLine(view, grown, end - start) && view.margin > (best?.margin ?? (dense ? 0 : SURE_OF_LESS))
        ? view
        : best,
    undefined,
  );
  if (lead && (dense || lead.others.length > 0)) {
    const { kind, bytes: each, lines: own } = lead.best;
    const held = lead.others.length === 0 ? grown : Math.min(grown, each * own);
    return { ...span, kind: 'line', owner: { kind, lines: own }, held };
  }
  if (!dense) return undefined;
  if (views.length === 0) {
    const many = count > 2 * samples ? mostFrequent(busy, 0.1 * count) : [];
    return many.length > 1 ? { ...span, kind: 'open', candidates: many } : undefined;
  }
  if (views.every((view) => isTime(view, grown, end - start))) {
    return { ...span, kind: 'time', rate: grown / (end - start) };
  }
  const [clearest] = [...views].sort((a, b) => b.margin - a.margin) as [View];
  const { best, others } = clearest;
  if (others.length === 0) return undefined;
  const open = others.filter(({ kind }) => clearest.found.contrast(best.kind, kind) < SURE);
  const rivals = open.length > 0 ? open : others.slice(0, 1);
  const candidates = [best.kind, ...rivals.map(({ kind }) => kind)].slice(0, 3);
  return { ...span, kind: 'open', candidates };
}

/** The regression at one width of intervals: the kind that leaves most, its rivals, and how far it is ahead of them. */
interface View {
  readonly found: Regression;
  readonly best: Estimate;
  readonly others: readonly Estimate[];
  /** Standard errors. */
  readonly margin: number;
}

function viewsOf(lines: readonly Line[], growth: Growth, from: number, to: number): View[] {
  const views: View[] = [];
  const count = lines.reduce((sum, { stands }) => sum + stands, 0);
  const base = Math.ceil(lastNotAfter(growth.times, to) / MOST_INTERVALS);
  for (const [curve, times] of VIEWS) {
    const width = base * times;
    const found = regress(lines, growth, from, to, width, curve);
    if (!found) continue;
    const rivals = found.kinds.filter((one) => one.lines >= RIVAL * count);
    const [best, ...others] = [...rivals].sort((a, b) => b.bytes - a.bytes);
    if (!best) continue;
    const contrasts = others.map(({ kind }) => found.contrast(best.kind, kind));
    views.push({ found, best, others, margin: Math.min(best.score, ...contrasts) });
  }
  return views;
}

/** Whether one kind holds the growth, by this view. */
function isLine({ found, best, others, margin }: View, grown: number, time: number): boolean {
  const explained = (best.bytes * best.lines) / grown;
  const sure = SURE + SURE_OF_FEW / found.intervals;
  if (others.length === 0) {
    return best.score > 3 && explained > 0.35 && (found.rate * time) / grown < 0.5;
  }
  const alone = explained < 1.8 && others.every(({ score }) => score < 1.5) && best.score > sure;
  return explained > 0.35 && (margin > sure || alone);
}

/** Whether time explains the growth and no line may, by this view. */
function isTime({ found, best, others }: View, grown: number, time: number): boolean {
  const byTime = (found.rate * time) / grown;
  const noLine = [best, ...others].every((one) => one.score < 2 && atMost(one) < 0.5 * grown);
  const sure = others.length === 0 ? 3 : 4;
  return found.rateScore > sure && byTime > 0.6 && found.unevenness > UNEVEN && noLine;
}

/** The most that a kind may hold, two standard errors up. */
function atMost({ bytes, score, lines }: Estimate): number {
  const error = score === 0 ? Number.POSITIVE_INFINITY : Math.abs(bytes / score);
  return (bytes + 2 * error) * lines;
}

/** Requests are served at the same time, and where memory has teeth their gaps tell only when it was collected: counts tell more. */
function servedOnTeeth(lines: readonly Line[], growth: Growth): boolean {
  return growth.isToothed && lines.filter(({ isAccess }) => isAccess).length > 0.5 * lines.length;
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
