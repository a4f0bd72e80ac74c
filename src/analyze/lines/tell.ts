import { median } from '../median.ts';
import { weightedMedian } from './fast-lines.ts';
import type { Growth } from './growth.ts';
import type { Kind, Line } from './line.ts';
import { textOfLine, textOfLines } from './line-text.ts';
import { maskOf } from './mask.ts';
import { isTimeKey } from './message.ts';
import type { Owned, OwnedGroup } from './owned.ts';
import type { LineOwner } from './types.ts';

/** One line leads its kind with this part of what the kind holds, and so many times the next. */
const LEADS = 0.6;
const LEADS_NEXT = 3;
/** A line holds something where it has this part of the weighted median line. */
const HOLDS = 0.2;
/** Where most lines of a kind hold something, those with at least this part of the largest do. */
const HOLDS_ANY = 0.02;
/** So few lines are told one by one in the first place. */
const RANGE_WIDE = 2.5;
/** Of a line's growth this part lies between two of its ticks. */
const IN_STEP = 0.6;
/** What is left at the ends of a span when its growth is told to lie within. */
const TIGHT = 0.02;

/** What the telling needs to know of the log. */
export interface Told {
  readonly kinds: readonly Kind[];
  readonly growth: Growth;
  /** Log odds of each kind: above 0 it reports. */
  readonly odds: (line: Line) => number;
  /** Kinds that always come together with a kind, in order of time, itself included. */
  readonly companions: (kind: number) => readonly number[];
}

/** Says what a group of owners holds. */
export function ownerOf(group: OwnedGroup, told: Told): LineOwner {
  const { members, bytes } = group;
  const [big, next] = members as [Owned, Owned | undefined];
  const line = big.line as Line;
  const kind = told.kinds[line.kind] as Kind;
  if (big.place === 'start' || big.place === 'end') {
    const text = textOfLine(line, kind);
    return { place: big.place, text, lines: 1, of: 1, bytes, ...tight(members, told.growth) };
  }
  const alone = big.bytes >= LEADS * bytes && (!next || big.bytes >= LEADS_NEXT * next.bytes);
  if (alone || kind.count === 1 || members.length === 1) return oneLine(big, kind, told);
  return severalLines(group, kind, told);
}

function oneLine(big: Owned, kind: Kind, told: Told): LineOwner {
  const line = big.line as Line;
  const { growth } = told;
  const said = {
    lines: 1,
    of: kind.count,
    bytes: big.bytes,
    ...tight([big], growth),
  };
  if (big.until) {
    const until = textOfLine(big.until, told.kinds[big.until.kind] as Kind);
    return { place: placed(big), text: textOfLine(line, kind), until, ...said };
  }
  if (big.place === 'inside') {
    const step = stepOf(line, growth);
    return { place: 'inside', text: textOfLine(line, kind), ...said, ...(step ? { step } : {}) };
  }
  return { place: placed(big), text: textOfLine(line, kind), ...said, ...togetherWith(kind, told) };
}

function severalLines({ members, bytes }: OwnedGroup, kind: Kind, told: Told): LineOwner {
  const each = members.map((member) => member.bytes);
  const usual = weightedMedian(each);
  const most = each[0] as number;
  let holding = members.filter((member) => member.bytes >= HOLDS * usual);
  const stands = (some: readonly Owned[]): number =>
    some.reduce((sum, { line }) => sum + (line as Line).stands, 0);
  if (stands(holding) >= 0.5 * kind.count) {
    holding = members.filter((member) => member.bytes >= HOLDS_ANY * most);
  }
  const lines = Math.min(stands(holding), kind.count);
  const all = lines >= 0.9 * kind.count;
  const shares = holding.map((member) => member.bytes / (member.line as Line).stands);
  const own = holding.map((member) => member.line as Line);
  const text = textOfLines(all ? kind.lines : own, kind);
  const places = holding.map((member) => placed(member));
  const place = mostFrequent(places);
  const usualShare = median(shares);
  const largest = Math.max(...shares);
  const wide = largest > RANGE_WIDE * usualShare;
  const between = holding.filter(({ until }) => until);
  const until = between.length > 0.5 * holding.length ? untilOf(between, told) : undefined;
  return {
    place,
    text,
    ...(until === undefined ? {} : { until }),
    lines,
    of: kind.count,
    bytes,
    each: usualShare,
    ...(wide ? { range: [Math.min(...shares), largest] as const } : {}),
    ...(until === undefined ? togetherWith(kind, told) : {}),
    ...tight(members, told.growth),
  };
}

function placed({ place }: Owned): LineOwner['place'] {
  return place === 'none' ? 'start' : place;
}

function untilOf(members: readonly Owned[], told: Told): string | undefined {
  const lines = members.map(({ until }) => until as Line);
  const [first] = lines;
  if (!first || lines.some(({ kind }) => kind !== first.kind)) return undefined;
  return textOfLines(lines, told.kinds[first.kind] as Kind);
}

/** Lines that always come with this one: the first of them leads, the others are told as well. */
function togetherWith(kind: Kind, told: Told): { or?: readonly string[] } {
  const others = told.companions(kind.id).filter((id) => id !== kind.id);
  if (others.length === 0) return {};
  const texts = others.slice(0, 3).map((id) => {
    const other = told.kinds[id] as Kind;
    return textOfLines(other.lines, other);
  });
  return { or: texts };
}

/** The ticks of a line between which most of its growth lies. */
function stepOf({ begun, ticks, redrawn }: Line, growth: Growth): LineOwner['step'] {
  if (redrawn || ticks.length < 3) return undefined;
  const marks = [begun, ...ticks];
  const shares = ticks.map((tick, i) => growth.between(marks[i] as number, tick));
  const all = shares.reduce((sum, share) => sum + share, 0);
  const most = Math.max(...shares);
  if (!(most > IN_STEP * all)) return undefined;
  return { from: shares.indexOf(most) + 1, of: marks.length };
}

/** The part of a span that holds all but the crumbs of its growth. */
function tight(members: readonly Owned[], growth: Growth): { start: number; end: number } {
  let start = Number.POSITIVE_INFINITY;
  let end = Number.NEGATIVE_INFINITY;
  for (const member of members) {
    start = Math.min(start, member.start);
    end = Math.max(end, member.end);
  }
  return {
    start: growth.when(start, end, TIGHT),
    end: growth.when(start, end, 1 - TIGHT),
  };
}

function mostFrequent<T>(values: readonly T[]): T {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((a, b) => (b[1] > a[1] ? b : a))[0];
}

/** A report that does not tell its like apart ('#6 DONE 0.6s'): what began the work tells more. */
export function isNameless(kind: Kind): boolean {
  let known = nameless.get(kind);
  if (known === undefined) {
    known = lacksName(kind);
    nameless.set(kind, known);
  }
  return known;
}

/** A kind is asked about in each stretch that it speaks in: of eight thousand lines the answer takes 20 ms. */
const nameless = new WeakMap<Kind, boolean>();

function lacksName(kind: Kind): boolean {
  if (kind.lines.length < 2) return false;
  const [first] = kind.lines as [Line];
  const said = saidBy(first);
  if (kind.lines.some((line) => saidBy(line) !== said)) return false;
  return ![...kind.varying].some(
    (key) => typeof first.fields?.get(key) === 'string' && !isTimeKey(key),
  );
}

/** What a line says without its values. */
function saidBy({ words }: Line): string {
  return words.map((word) => maskOf(word).replace(/<\w+>/g, '')).join(' ');
}
