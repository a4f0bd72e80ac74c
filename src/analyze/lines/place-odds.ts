import { median } from '../median.ts';
import type { Growth } from './growth.ts';
import { decided, type IsPair, type Label } from './labels.ts';
import type { Line } from './line.ts';
import type { Jump } from './shares.ts';
import type { Slot } from './slots.ts';

/** Only gaps with this part of the largest of their sort tell where in them growth lies. */
const TELLING = 0.3;
/** Growth in the middle of a gap tells nothing. */
const LEANING = 0.15;
/** Idle ends that differ by this part of the gap tell all they can. */
const LEANING_MOST = 0.4;
/** Log odds: of three gaps or more, and of fewer. */
const SEVERAL = 2.5;
const FEW = 1;
/** So many jumps at lines tell. */
const JUMPS = 3;
/** A told duration is believed where it fits this well, milliseconds and part. */
const CLAIM_FITS = 60;
const CLAIM_PART = 0.1;

/**
 * Labels once more, by where in the gaps growth lies: right behind the line before, and then nothing, is announced;
 * nothing, and then growth up to the line behind, is reported.
 */
export function labelsByPlace(
  slots: readonly Slot[],
  labels: readonly Label[],
  bytes: Float64Array,
  growth: Growth,
  jumps: readonly Jump[],
  odds: (line: Line) => number,
  { claims, isPair }: { readonly claims: Float64Array; readonly isPair: IsPair },
): Label[] {
  const idle = idleEnds(slots, labels, bytes, growth);
  const jumpsAt = new Map<number, number>();
  for (const { lines } of jumps) {
    for (const { kind } of lines) jumpsAt.set(kind, (jumpsAt.get(kind) ?? 0) + 1);
  }
  return labels.map((label, i) => {
    const slot = slots[i] as Slot;
    const { before, behind } = slot;
    if (!before || !behind || !isOpen(label, slot, claims)) return label;
    if (!slot.claimed && isPair(before, behind)) return label;
    const ends = idle.get(pairOf(before, behind));
    if (!ends) return label;
    const part = (ends.tail - ends.head) / ends.length;
    const most = ends.count >= JUMPS ? SEVERAL : FEW;
    let weight = 0;
    if (Math.abs(part) > LEANING) weight = most * Math.max(-1, Math.min(1, part / LEANING_MOST));
    const first = jumpsAt.get(before.kind) ?? 0;
    const second = jumpsAt.get(behind.kind) ?? 0;
    if (first + second >= JUMPS && before.kind !== behind.kind) {
      weight += (SEVERAL * (first - second)) / (first + second);
    }
    return decided(before, behind, -odds(before) + weight, odds(behind) - weight);
  });
}

/** Whether the place may still change whose a stretch is. */
function isOpen({ place, line }: Label, slot: Slot, claims: Float64Array): boolean {
  if (place !== 'after' && place !== 'before' && place !== 'between' && place !== 'from-to') {
    return false;
  }
  if (slot.inside) return false;
  if (!slot.claimed || !line) return true;
  const from = claims[line.index] as number;
  const length = line.begun - from;
  return !(from < slot.start || Math.abs(from - slot.start) < CLAIM_FITS + CLAIM_PART * length);
}

interface Idle {
  head: number;
  tail: number;
  length: number;
  count: number;
}

/** How long the gaps between two kinds stand still before growth and after it. */
function idleEnds(
  slots: readonly Slot[],
  labels: readonly Label[],
  bytes: Float64Array,
  growth: Growth,
): Map<string, Idle> {
  const largest = new Map<string, number>();
  for (const [i, { before, behind }] of slots.entries()) {
    if (!before || !behind) continue;
    const pair = pairOf(before, behind);
    largest.set(pair, Math.max(largest.get(pair) ?? 0, bytes[i] as number));
  }
  const idle = new Map<string, Idle>();
  for (const [i, { start, end, before, behind }] of slots.entries()) {
    if (!before || !behind || (labels[i] as Label).place === 'inside') continue;
    const pair = pairOf(before, behind);
    const own = bytes[i] as number;
    if (own <= 0 || own < TELLING * (largest.get(pair) as number)) continue;
    if (own < 0.005 * growth.total || growth.between(start, end) <= 0) continue;
    const ends = idle.get(pair) ?? { head: 0, tail: 0, length: 0, count: 0 };
    ends.head += growth.when(start, end, 0.1) - start;
    ends.tail += end - growth.when(start, end, 0.9);
    ends.length += end - start;
    ends.count++;
    idle.set(pair, ends);
  }
  return idle;
}

function pairOf(before: Line, behind: Line): string {
  return `${before.kind} ${behind.kind}`;
}

/**
 * Log odds by the ends of the log: regular growth before the first line of a kind and none behind its last is reported,
 * the reverse announced. `before` and `behind`: how long the log was silent there.
 */
export function growthEdgeOdds(
  pool: readonly Line[],
  edgeBefore: (moment: number) => number,
  edgeAfter: (moment: number) => number,
  growth: Growth,
): number {
  const own = pool.filter(({ begun }) => begun >= growth.start && begun <= growth.end);
  const [first] = own;
  const last = own[own.length - 1];
  if (!first || !last || own.length < 3 || first.redrawn) return 0;
  const usual = median(own.slice(1).map(({ begun }, i) => begun - (own[i] as Line).begun));
  const shares = own.slice(1).map(({ begun }, i) => growth.between((own[i] as Line).begun, begun));
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  const share = median(shares);
  if (usual <= 30 || mean < 0.005 * growth.total || share <= 0.5 * mean) return 0;
  const most = 1.6 * usual;
  const from = Math.max(first.begun - most, edgeBefore(first.begun));
  const to = Math.min(last.ended + most, edgeAfter(last.ended));
  const ahead = growth.between(from, first.begun);
  const behind = growth.between(last.ended, to);
  if (ahead > 0.5 * share && behind < 0.25 * share) return 2.5;
  return behind > 0.5 * share && ahead < 0.25 * share ? -2.5 : 0;
}
