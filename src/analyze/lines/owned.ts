import type { Growth } from './growth.ts';
import type { Label } from './labels.ts';
import type { Line } from './line.ts';
import type { Shares } from './shares.ts';
import type { Slot } from './slots.ts';

/** Growth that one line holds, or the stretch between two. */
export interface Owned {
  readonly place: Label['place'] | 'at';
  readonly line: Line | undefined;
  readonly until: Line | undefined;
  bytes: number;
  start: number;
  end: number;
}

/** Growth of one sort of owner: lines of a kind, stretches between two kinds. */
export interface OwnedGroup {
  readonly members: readonly Owned[];
  readonly bytes: number;
}

/** Sums slots and jumps by line; what comes out adds up to the growth. */
export function ownedBy(
  slots: readonly Slot[],
  labels: readonly Label[],
  shares: Shares,
  growth: Growth,
): Owned[] {
  const all: Owned[] = [];
  const byLine = new Map<Line | undefined, Owned[]>();
  const give = (
    place: Owned['place'],
    line: Line | undefined,
    until: Line | undefined,
    bytes: number,
    start: number,
    end: number,
  ): void => {
    let own = byLine.get(line);
    if (!own) {
      own = [];
      byLine.set(line, own);
    }
    const held = own.find((one) => one.place === place && one.until === until);
    if (!held) {
      const one = { place, line, until, bytes, start, end };
      own.push(one);
      all.push(one);
      return;
    }
    held.bytes += bytes;
    held.start = Math.min(held.start, start);
    held.end = Math.max(held.end, end);
  };
  const placeOf = new Map<Line, Label['place']>();
  for (const [i, slot] of slots.entries()) {
    const { place, line, until } = labels[i] as Label;
    const bytes = shares.bytes[i] as number;
    if (line && (place === 'inside' || place === 'after' || place === 'before'))
      placeOf.set(line, place);
    if (bytes <= 0) continue;
    const start = Math.max(slot.start, growth.start);
    give(place, line, until, bytes, start, Math.min(slot.end, growth.end));
  }
  for (const { interval, bytes, line } of shares.jumps) {
    const place = placeOf.get(line) ?? 'at';
    const start = growth.times[interval] as number;
    give(place, line, undefined, bytes, start, growth.times[interval + 1] as number);
  }
  return all;
}

/** Groups owners that are alike, largest first. */
export function groupsOf(owned: readonly Owned[]): OwnedGroup[] {
  const groups = new Map<string, Owned[]>();
  for (const one of owned) {
    const key = groupKey(one);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()]
    .map(byLine)
    .map((members) => ({
      members: members.sort((a, b) => b.bytes - a.bytes),
      bytes: members.reduce((sum, { bytes }) => sum + bytes, 0),
    }))
    .sort((a, b) => b.bytes - a.bytes);
}

function groupKey({ place, line, until }: Owned): string {
  if (place === 'start' || place === 'none') return place;
  if (place === 'end') return `end ${line?.kind}`;
  // Between two lines of one kind there is no question whose it is.
  if (place !== 'between' || line?.kind === until?.kind) return `line ${line?.kind}`;
  return `between ${line?.kind} ${until?.kind}`;
}

/** A line's parts as one, in the place that holds most of it. */
function byLine(members: readonly Owned[]): Owned[] {
  const lines = new Map<Line | undefined, Owned[]>();
  for (const member of members) {
    const own = lines.get(member.line);
    if (own) own.push(member);
    else lines.set(member.line, [member]);
  }
  return [...lines.values()].map((parts) => {
    const largest = parts.reduce((a, b) => (b.bytes > a.bytes ? b : a));
    return {
      ...largest,
      bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
      start: Math.min(...parts.map(({ start }) => start)),
      end: Math.max(...parts.map(({ end }) => end)),
    };
  });
}
