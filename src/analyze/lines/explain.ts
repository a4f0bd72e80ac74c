import { median } from '../median.ts';
import type { Beside } from './beside.ts';
import { besideGrowth } from './beside.ts';
import { growsByTime, stepsBetween } from './by-time.ts';
import { type FastLines, fastLines } from './fast-lines.ts';
import type { Growth } from './growth.ts';
import type { IndexedLog } from './indexed-log.ts';
import { type Label, labelOf, sortOf } from './labels.ts';
import type { Kind, Line } from './line.ts';
import { textOfLines } from './line-text.ts';
import { groupsOf, type Owned, type OwnedGroup, ownedBy } from './owned.ts';
import { growthEdgeOdds, labelsByPlace } from './place-odds.ts';
import { type Shares, shareGrowth } from './shares.ts';
import { type Slot, slotsOf } from './slots.ts';
import { splitKinds } from './split-kinds.ts';
import { mean, sum, variation } from './spread.ts';
import { isNameless, ownerOf, type Told } from './tell.ts';
import type { LineOwner, LineStory } from './types.ts';

/** The rest is told where it holds this part of the growth. */
const WORTH_TELLING = 0.08;
const MOST_REST = 4;
/** Lines that come this close together at nine of ten times cannot be told apart, milliseconds. */
const TOGETHER = 3;
const TOGETHER_PART = 0.8;
/** Two lines of one statement, the second with its time, come within so many milliseconds. */
const ONE_SAYING = 5;
/** Lines before and behind a stretch that are looked at with it. */
const NEIGHBOURS = 12;

/** Everything that was found out about one stretch. */
export interface Found {
  readonly slots: readonly Slot[];
  readonly labels: readonly Label[];
  readonly shares: Shares;
  readonly owned: readonly Owned[];
}

/** Explains the growth of a stretch by lines. `end`: until when lines may speak, milliseconds. */
export function explainGrowth(read: IndexedLog, growth: Growth, end: number): LineStory {
  const log = splitKinds(read, growth);
  const lines = linesAround(log, growth);
  const beside = besideGrowth(lines, log.kinds, growth, end, log.isPair);
  const story = lines.filter(({ kind }) => !beside.kinds.has(kind));
  const odds = oddsIn(log, growth);
  const found = attribute(log, story, growth, end, odds);
  const told: Told = {
    kinds: log.kinds,
    growth,
    odds,
    companions: companionsIn(log, story, odds),
  };
  const around = {
    growth: growth.total,
    start: growth.when(growth.start, growth.end, 0.02),
    end: growth.when(growth.start, growth.end, 0.98),
    beside: [...beside.kinds].map((id) => kindText(log.kinds[id] as Kind)),
  };
  const within = story.filter((line) => line.ended >= growth.start && line.begun <= growth.end);
  const count = sum(within.map(({ stands }) => stands));
  const fast = fastLines(story, growth, found.slots, found.shares.bytes);
  if (fast) return { ...around, ...tellFast(fast, log, count) };
  const lastSaid = Math.min(end, log.lines[log.lines.length - 1]?.ended ?? end);
  const time = beside.isPaced ? undefined : growsByTime(within, growth, end, lastSaid);
  if (time) {
    return { ...around, kind: 'time', rate: time.rate * 1000, lines: count, steps: time.steps };
  }
  return { ...around, ...tellSlots(found, beside, told, story, end) };
}

/** The lines within a stretch and the nearest around it. */
function linesAround({ lines, long }: IndexedLog, { start, end: last }: Growth): Line[] {
  const from = Math.max(0, firstLineFrom(lines, start) - NEIGHBOURS);
  const to = Math.min(lines.length, firstLineFrom(lines, last + 1e-6) + NEIGHBOURS);
  const open = long.filter((line) => line.index < from && line.ended >= start);
  return [...open, ...lines.slice(from, to)];
}

function firstLineFrom(lines: readonly Line[], moment: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle] as Line).begun < moment) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Shares the growth among the lines. */
export function attribute(
  log: IndexedLog,
  story: readonly Line[],
  growth: Growth,
  end: number,
  odds: (line: Line) => number,
): Found {
  const slots = slotsOf(story, log.claims, Math.max(end, story[story.length - 1]?.ended ?? 0));
  const first = slots.map((slot) => labelOf(slot, odds, log.isPair));
  const shares = shareGrowth(growth, slots, first.map(sortOf), story);
  const placed = labelsByPlace(slots, first, shares.bytes, growth, shares.jumps, odds, log);
  const labels = named(log, slots, placed);
  return { slots, labels, shares, owned: ownedBy(slots, labels, shares, growth) };
}

/** Log odds with what growth at the ends of the log tells. */
function oddsIn(log: IndexedLog, growth: Growth): (line: Line) => number {
  const byShape = new Map<string, number>();
  const edgeOdds = (pool: readonly Line[]): number =>
    growthEdgeOdds(pool, log.edgeBefore, log.edgeAfter, growth);
  const ofShape = (shape: string): number => {
    const known = byShape.get(shape);
    if (known !== undefined) return known;
    const found = edgeOdds(log.shapes.get(shape) ?? []);
    byShape.set(shape, found);
    return found;
  };
  const byKind = log.kinds.map(({ lines, shape }, i) => {
    const found = lines.length >= 3 ? edgeOdds(lines) : ofShape(shape);
    return (log.odds[i] as number) + found;
  });
  return ({ kind }) => byKind[kind] as number;
}

/** A report that does not tell its like apart is told with the line that came just before it, or that began the work. */
function named(
  { kinds, lines }: IndexedLog,
  slots: readonly Slot[],
  labels: readonly Label[],
): Label[] {
  const nameless = new Map<number, boolean>();
  return labels.map((label, i) => {
    const { line } = label;
    if (label.place !== 'before' || !line) return label;
    const known = nameless.get(line.kind) ?? isNameless(kinds[line.kind] as Kind);
    nameless.set(line.kind, known);
    if (!known) return label;
    const last = lines[line.index - 1 - (lines[0]?.index ?? 0)];
    const isOneSaying = last && last.fd === line.fd && line.begun - last.ended < ONE_SAYING;
    if (isOneSaying && last.kind !== line.kind) return { place: 'before', line: last };
    const before = (slots[i] as Slot).before;
    if (!before || before.kind === line.kind || before.durations.length > 0) return label;
    return { place: 'from-to', line: before, until: line };
  });
}

function companionsIn(
  log: IndexedLog,
  story: readonly Line[],
  odds: (line: Line) => number,
): (kind: number) => readonly number[] {
  return (id) => {
    const kind = log.kinds[id] as Kind;
    if (kind.lines.length < 2) return [];
    const near = new Map<number, { count: number; before: number }>();
    const [first] = kind.lines as [Line];
    const places = new Map(story.map(({ index }, i) => [index, i]));
    for (const line of kind.lines) {
      const at = places.get(line.index);
      if (at === undefined) continue;
      for (const step of [-1, 1]) {
        for (let i = at + step; ; i += step) {
          const other = story[i];
          if (!other || Math.abs(other.begun - line.begun) >= TOGETHER) break;
          if (other.kind === id) continue;
          const seen = near.get(other.kind) ?? { count: 0, before: 0 };
          seen.count++;
          if (step < 0) seen.before++;
          near.set(other.kind, seen);
        }
      }
    }
    const always = [...near].filter(([other, { count }]) => {
      const theirs = (log.kinds[other] as Kind).lines[0] as Line;
      const opposed = Math.abs(odds(theirs) - odds(first)) > 1.5;
      return count > TOGETHER_PART * kind.lines.length && !opposed;
    });
    return always.map(([other]) => other);
  };
}

function tellFast(fast: FastLines, log: IndexedLog, lines: number): LineStoryBody {
  const text = (id: number): string => kindText(log.kinds[id] as Kind);
  switch (fast.kind) {
    case 'time':
      return { kind: 'time', rate: fast.rate * 1000, lines, steps: false };
    case 'open':
      return { kind: 'open', candidates: fast.candidates.map(text) };
    case 'line': {
      const { kind, lines: count } = fast.owner;
      const line: LineOwner = {
        place: 'at',
        text: text(kind),
        lines: count,
        of: (log.kinds[kind] as Kind).count,
        bytes: fast.held,
        each: fast.held / count,
        start: fast.start,
        end: fast.end,
      };
      return { kind: 'line', line, rest: [] };
    }
  }
}

type LineStoryBody =
  | { kind: 'line'; line: LineOwner; rest: LineOwner[] }
  | { kind: 'time'; rate: number; lines: number; steps: boolean }
  | { kind: 'open'; candidates: string[] }
  | { kind: 'silent' };

function tellSlots(
  found: Found,
  beside: Beside,
  told: Told,
  story: readonly Line[],
  end: number,
): LineStoryBody {
  const { growth } = told;
  const groups = groupsOf(found.owned.filter(({ line }) => line));
  const [lead] = groups;
  if (!lead) return { kind: 'silent' };
  const line = ownerOf(lead, told);
  const clock = line.lines > 1 ? ownGaps(lead, line, beside, told, story, end) : undefined;
  if (clock && clock.kind !== 'clock') return clock;
  const rest = groups
    .slice(1, 1 + MOST_REST)
    .filter(({ bytes }) => bytes > WORTH_TELLING * growth.total)
    .map((group) => ownerOf(group, told));
  return { kind: 'line', line: clock ? { ...line, clock: clock.rate } : line, rest };
}

/** One kind that leads, against time, on its own gaps. */
function ownGaps(
  lead: OwnedGroup,
  line: LineOwner,
  { gathering, isPaced }: Beside,
  told: Told,
  story: readonly Line[],
  end: number,
): LineStoryBody | { kind: 'clock'; rate: number } | undefined {
  const { growth } = told;
  const id = (lead.members[0] as Owned).line?.kind ?? -1;
  const own = (told.kinds[id] as Kind).lines.filter(
    ({ begun }) => begun >= growth.start && begun <= growth.end,
  );
  const unknown = line.place === 'inside' || own.some(({ estimated }) => estimated);
  if (own.length < 7 || unknown) return undefined;
  const lengths = own.slice(1).map(({ begun }, i) => begun - (own[i] as Line).begun);
  const bytes = own.slice(1).map(({ begun }, i) => growth.between((own[i] as Line).begun, begun));
  const time = sum(lengths);
  const rate = sum(bytes) / time;
  const ratio = timeAgainstLines(lengths, bytes);
  const steady =
    sum(lengths.filter((length, i) => (bytes[i] as number) > 0.3 * length * rate)) / time;
  const gathered = gathering.get(id) ?? 1;
  const first = (own[0] as Line).begun;
  const last = (own[own.length - 1] as Line).begun;
  const isStage =
    growth.end < 0.8 * end ||
    story.some(({ kind, begun }) => kind !== id && (begun <= first || begun >= last));
  const lines = sum(
    story.filter(({ begun }) => begun >= first && begun <= last).map(({ stands }) => stands),
  );
  const long = lengths.length >= 8 && median(lengths) > 2.5 * growth.step;
  const most = 2 * own.length > story.length && !isStage && !isPaced;
  if (long && most && ratio > 3 && gathered < 0.25 && steady > 0.75) {
    return { kind: 'time', rate: rate * 1000, lines, steps: false };
  }
  const steps = stepsBetween(own, growth);
  if (steps && steps.firmness < 0.45 && steps.count >= 6 && !line.or && Math.abs(ratio) < 6) {
    return { kind: 'time', rate: rate * 1000, lines, steps: true };
  }
  const clock = lengths.length >= 8 && variation(lengths) < 0.1 && gathered < 0.12;
  return clock && steady > 0.9 && ratio > -3 ? { kind: 'clock', rate: rate * 1000 } : undefined;
}

/** Log likelihood that the growth of gaps follows their length, against a share for each line. */
function timeAgainstLines(lengths: readonly number[], bytes: readonly number[]): number {
  const n = lengths.length;
  if (n < 6) return 0;
  const each = mean(bytes);
  const rate = sum(bytes) / sum(lengths);
  const floor = n * (0.02 * each) ** 2 + 1;
  const byTime = sum(bytes.map((own, i) => (own - rate * (lengths[i] as number)) ** 2));
  const byLine = sum(bytes.map((own) => (own - each) ** 2));
  return (n / 2) * Math.log((byLine + floor) / (byTime + floor));
}

function kindText(kind: Kind): string {
  return textOfLines(kind.lines, kind);
}
