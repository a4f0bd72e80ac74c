import type { Growth } from './growth.ts';
import type { Line } from './line.ts';
import type { Slot } from './slots.ts';

/** Rounds of expectation and maximization; the shares settle long before. */
const ROUNDS = 60;
/** A round that moves less than this part of the growth changes no word of the answer. */
const SETTLED = 1e-4;
/** A slot with so many whole sampling intervals in it has a rate of its own; shorter ones never see a jump. */
const OWN_RATE = 8;
/** Slots of one sort that share their rate. */
const FEWEST_ALIKE = 3;
/** A sampling interval holds a jump where the rates around it explain less than this part of it. */
const EXPLAINED = 0.3;
/** A jump holds at least this part of all growth. */
const LEAST_JUMP = 0.01;

/** Growth in one sampling interval that belongs to the line in it. */
export interface Jump {
  readonly interval: number;
  readonly bytes: number;
  readonly line: Line;
  /** All lines on that edge. */
  readonly lines: readonly Line[];
}

/** Growth by slots and jumps: all of them add up to the growth of the stretch. */
export interface Shares {
  /** By slot, bytes. */
  readonly bytes: Float64Array;
  readonly jumps: readonly Jump[];
}

/** Sampling intervals and the slots that they overlap: those of interval i stand at first[i] … first[i + 1]. */
interface Overlaps {
  readonly first: Int32Array;
  readonly slot: Int32Array;
  readonly time: Float64Array;
}

/** Shares the growth of each sampling interval among the slots in it, by rates that slots of one sort have in common. */
export function shareGrowth(
  growth: Growth,
  slots: readonly Slot[],
  sorts: readonly string[],
  lines: readonly Line[],
): Shares {
  const overlaps = overlapsOf(growth, slots);
  const groups = groupsOf(sorts, overlaps, slots.length);
  const { sums } = growth;
  const rises = Float64Array.from(
    { length: Math.max(0, sums.length - 1) },
    (_, i) => (sums[i + 1] as number) - (sums[i] as number),
  );
  const jumps = jumpsIn(rises, overlaps, groups, slots, lines, growth.total);
  const left = rises.slice();
  for (const { interval } of jumps) left[interval] = 0;
  return { bytes: byRates(left, overlaps, groups, slots.length, growth), jumps };
}

function overlapsOf(growth: Growth, slots: readonly Slot[]): Overlaps {
  const { times } = growth;
  const first = new Int32Array(times.length);
  const slot: number[] = [];
  const time: number[] = [];
  let at = 0;
  for (let i = 0; i + 1 < times.length; i++) {
    const from = times[i] as number;
    const to = times[i + 1] as number;
    while (at < slots.length - 1 && (slots[at] as Slot).end <= from) at++;
    for (let k = at; k < slots.length && (slots[k] as Slot).start < to; k++) {
      const { start, end } = slots[k] as Slot;
      const overlap = Math.min(end, to) - Math.max(start, from);
      if (overlap <= 0) continue;
      slot.push(k);
      time.push(overlap);
    }
    // Samples before the first edge or after the last: the nearest slot has them.
    if (slot.length === (first[i] as number) && slots.length > 0) {
      slot.push(at);
      time.push(Math.max(1e-6, to - from));
    }
    first[i + 1] = slot.length;
  }
  return { first, slot: Int32Array.from(slot), time: Float64Array.from(time) };
}

/** A number for each slot's group of like slots. */
function groupsOf(sorts: readonly string[], overlaps: Overlaps, count: number): Int32Array {
  const pure = new Int32Array(count);
  const { first, slot } = overlaps;
  for (let i = 0; i + 1 < first.length; i++) {
    const from = first[i] as number;
    if ((first[i + 1] as number) - from === 1) {
      const at = slot[from] as number;
      pure[at] = (pure[at] as number) + 1;
    }
  }
  const alike = new Map<string, number>();
  for (const sort of sorts) alike.set(sort, (alike.get(sort) ?? 0) + 1);
  const numbers = new Map<string, number>();
  let next = 0;
  return Int32Array.from(sorts, (sort, i) => {
    if ((alike.get(sort) as number) < FEWEST_ALIKE || (pure[i] as number) >= OWN_RATE)
      return next++;
    let number = numbers.get(sort);
    if (number === undefined) {
      number = next++;
      numbers.set(sort, number);
    }
    return number;
  });
}

/** Sampling intervals with one edge, whose growth neither side explains: it is the line's on that edge. */
function jumpsIn(
  rises: Float64Array,
  overlaps: Overlaps,
  groups: Int32Array,
  slots: readonly Slot[],
  lines: readonly Line[],
  total: number,
): Jump[] {
  const { first, slot, time } = overlaps;
  const bytes = new Float64Array(slots.length);
  const times = new Float64Array(slots.length);
  for (let i = 0; i < rises.length; i++) {
    const from = first[i] as number;
    if ((first[i + 1] as number) - from !== 1) continue;
    const group = groups[slot[from] as number] as number;
    bytes[group] = (bytes[group] as number) + (rises[i] as number);
    times[group] = (times[group] as number) + (time[from] as number);
  }
  const edges = new Edges(lines);
  const jumps: Jump[] = [];
  for (let i = 0; i < rises.length; i++) {
    const rise = rises[i] as number;
    const from = first[i] as number;
    if ((first[i + 1] as number) - from !== 2 || rise < LEAST_JUMP * total || rise <= 0) continue;
    const expected = [from, from + 1].map((at) => {
      const group = groups[slot[at] as number] as number;
      const whole = times[group] as number;
      return whole > 0 ? ((bytes[group] as number) / whole) * (time[at] as number) : Number.NaN;
    });
    const explained = (expected[0] as number) + (expected[1] as number);
    if (!(explained <= EXPLAINED * rise)) continue;
    const on = edges.at((slots[slot[from + 1] as number] as Slot).start);
    const line = on[on.length - 1];
    if (line) jumps.push({ interval: i, bytes: rise, line, lines: on });
  }
  return jumps;
}

/** Which lines begin or end at a moment, asked in order of time. */
class Edges {
  readonly #edges: { readonly time: number; readonly line: Line }[];
  #at = 0;

  constructor(lines: readonly Line[]) {
    const both = lines.flatMap((line) => [
      { time: line.begun, line },
      ...(line.ended > line.begun ? [{ time: line.ended, line }] : []),
    ]);
    this.#edges = both.sort((a, b) => a.time - b.time || a.line.index - b.line.index);
  }

  at(moment: number): Line[] {
    const edges = this.#edges;
    while (this.#at < edges.length && (edges[this.#at] as { time: number }).time < moment - 2) {
      this.#at++;
    }
    const found: Line[] = [];
    for (let i = this.#at; i < edges.length; i++) {
      const edge = edges[i] as { time: number; line: Line };
      if (edge.time > moment + 2) break;
      found.push(edge.line);
    }
    return found;
  }
}

function byRates(
  rises: Float64Array,
  overlaps: Overlaps,
  groups: Int32Array,
  count: number,
  growth: Growth,
): Float64Array {
  const { first, slot, time } = overlaps;
  const total = new Float64Array(count);
  for (let p = 0; p < slot.length; p++) {
    const group = groups[slot[p] as number] as number;
    total[group] = (total[group] as number) + (time[p] as number);
  }
  const rates = new Float64Array(count).fill(growth.total / Math.max(1, growth.end - growth.start));
  const slotRates = new Float64Array(count).fill(rates[0] ?? 0);
  // Intervals that lie in one slot are its own for good; the others are shared anew in each round.
  const own = new Float64Array(count);
  const times = new Float64Array(count);
  const isSeen = new Uint8Array(count);
  const mixed: number[] = [];
  for (let p = 0; p < slot.length; p++) {
    const at = slot[p] as number;
    times[at] = (times[at] as number) + (time[p] as number);
  }
  for (let i = 0; i < rises.length; i++) {
    const from = first[i] as number;
    if ((first[i + 1] as number) - from === 1) isSeen[slot[from] as number] = 1;
    if ((rises[i] as number) <= 0) continue;
    if ((first[i + 1] as number) - from > 1) mixed.push(i);
    else own[slot[from] as number] = (own[slot[from] as number] as number) + (rises[i] as number);
  }
  const bytes = own.slice();
  const before = new Float64Array(count);
  for (let round = 0; round < ROUNDS; round++) {
    before.set(bytes);
    bytes.set(own);
    for (const i of mixed) {
      const rise = rises[i] as number;
      const from = first[i] as number;
      const to = first[i + 1] as number;
      let weight = 0;
      let whole = 0;
      for (let p = from; p < to; p++) {
        weight += (slotRates[slot[p] as number] as number) * (time[p] as number);
        whole += time[p] as number;
      }
      for (let p = from; p < to; p++) {
        const at = slot[p] as number;
        const rate = slotRates[at] as number;
        const part =
          weight > 0 ? (rate * (time[p] as number)) / weight : (time[p] as number) / whole;
        bytes[at] = (bytes[at] as number) + rise * part;
      }
    }
    let moved = 0;
    rates.fill(0);
    for (let s = 0; s < count; s++) {
      const group = groups[s] as number;
      rates[group] = (rates[group] as number) + (bytes[s] as number);
      moved += Math.abs((bytes[s] as number) - (before[s] as number));
    }
    if (moved < SETTLED * growth.total) break;
    for (let g = 0; g < count; g++) {
      const whole = total[g] as number;
      rates[g] = whole > 0 ? (rates[g] as number) / whole : 0;
    }
    // A slot that shows samples of its own lies halfway between what they say and what its like do.
    for (let s = 0; s < count; s++) {
      const alike = rates[groups[s] as number] as number;
      const alone = (bytes[s] as number) / Math.max(1e-9, times[s] as number);
      slotRates[s] = isSeen[s] === 1 ? (alone + alike) / 2 : alike;
    }
  }
  return bytes;
}
