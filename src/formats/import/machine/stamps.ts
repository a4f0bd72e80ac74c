import { parseZone, type Zone } from '../../../text/calendar.ts';

/** A day; the year is absent where the stamp has none. */
export interface Day {
  readonly year?: number;
  /** 1–12. */
  readonly month: number;
  readonly day: number;
}

/** A moment as a line tells it: epoch milliseconds, or a time of day with or without its day. */
export type Stamp =
  | { readonly epoch: number }
  | {
      /** Milliseconds since midnight. */
      readonly clock: number;
      readonly day?: Day;
      readonly zone?: Zone;
    };

export interface FoundStamp {
  readonly stamp: Stamp;
  /** What of the text it is. */
  readonly start: number;
  readonly end: number;
}

/** Beginnings of month names, in English and some other languages' `date`. */
const MONTHS: Readonly<Record<string, number>> = {
  ...{
    jan: 1,
    feb: 2,
    mar: 3,
    apr: 4,
    may: 5,
    jun: 6,
    jul: 7,
    aug: 8,
    sep: 9,
    oct: 10,
    nov: 11,
    dec: 12,
  },
  ...{ mär: 3, mai: 5, okt: 10, dez: 12, fév: 2, avr: 4, juin: 6, juil: 7, aoû: 8, déc: 12 },
  ...{ ene: 1, abr: 4, ago: 8, dic: 12 },
};
const MONTH = `(${Object.keys(MONTHS)
  .toSorted((a, b) => b.length - a.length)
  .join('|')})[a-zéû]*\\.?`;
const CLOCK = '(\\d{1,2}):(\\d\\d)(?::(\\d\\d(?:[.,]\\d+)?))?(?:\\s?([ap]m)(?![a-z]))?';
const ZONE = '(?:\\s?(z|utc|gmt|[+-]\\d\\d:?\\d\\d)(?![\\w]))?';
/** What may stand before a stamp and after it. */
const BEFORE = '(?<![\\w.:/-])';
const AFTER = '(?![\\w:/])';

type Reader = (groups: readonly (string | undefined)[]) => Stamp | undefined;

function pattern(source: string): RegExp {
  return new RegExp(BEFORE + source + AFTER, 'i');
}

/** Surest first: the first that is found counts. */
const PATTERNS: readonly (readonly [RegExp, Reader])[] = [
  [
    pattern(`(\\d{4})[-/.](\\d\\d?)[-/.](\\d\\d?)[t ,_-]\\s*${CLOCK}${ZONE}`),
    ([year, month, day, ...rest]) => dated({ year, month, day }, rest),
  ],
  [
    pattern(`(\\d{4})(\\d\\d)(\\d\\d)[t ,_-]${CLOCK}${ZONE}`),
    ([year, month, day, ...rest]) => dated({ year, month, day }, rest),
  ],
  [
    pattern(`(\\d{4})年(\\d\\d?)月(\\d\\d?)日\\s*${CLOCK}`),
    ([year, month, day, ...rest]) => dated({ year, month, day }, rest),
  ],
  [
    // date(1): "Fri Nov 27 21:01:15 UTC 2026", and without a year.
    pattern(`${MONTH}\\s+(\\d\\d?)\\s+${CLOCK}(?:(?:\\s+([a-z]{1,5}|[+-]\\d\\d))?\\s+(\\d{4}))?`),
    ([month, day, hour, minute, second, half, zone, year]) =>
      dated({ year, month: monthOf(month), day }, [hour, minute, second, half, zone]),
  ],
  [
    // German: "Fr 27. Nov 21:01:15 UTC 2026".
    pattern(`(\\d\\d?)\\.? ${MONTH} ${CLOCK}(?:(?:\\s+([a-z]{1,5}))?\\s+(\\d{4}))`),
    ([day, month, hour, minute, second, half, zone, year]) =>
      dated({ year, month: monthOf(month), day }, [hour, minute, second, half, zone]),
  ],
  [
    // date(1) in other languages' order: "Sun 12 Apr 2026 01:31:45 AM UTC".
    pattern(`(\\d\\d?)[ .-]+${MONTH}[ .,-]+(\\d{4})[ ,]+${CLOCK}(?:\\s+([a-z]{1,5}))?`),
    ([day, month, year, ...rest]) => dated({ year, month: monthOf(month), day }, rest),
  ],
  [
    pattern(`(\\d\\d?)([-/.])(\\d\\d?)\\2(\\d{4})[t ,]\\s*${CLOCK}${ZONE}`),
    ([first, separator, second, year, ...rest]) => {
      const dayFirst = isDayFirst(Number(first), separator, Number(second));
      const [day, month] = dayFirst ? [first, second] : [second, first];
      return dated({ year, month, day }, rest);
    },
  ],
  [
    // dstat: day-month without a year.
    pattern(`(\\d\\d)-(\\d\\d)[ ]${CLOCK}`),
    ([day, month, ...rest]) => dated({ month, day }, rest),
  ],
  [/(?<![\w.:-])(1\d{9}(?:\.\d+)?)(?![\w.:])/, ([text]) => ({ epoch: Number(text) * 1000 })],
  [/(?<![\w.:-])(1\d{12})(?![\w.:])/, ([text]) => ({ epoch: Number(text) })],
  [
    pattern('(\\d{1,2}):(\\d\\d):(\\d\\d(?:[.,]\\d+)?)(?:\\s?([ap]m)(?![a-z]))?'),
    (fields) => dated(undefined, fields),
  ],
];

/** The first moment that a text tells, undefined without one. */
export function findStamp(text: string): FoundStamp | undefined {
  if (!/\d\d/.test(text)) return undefined;
  for (const [regex, read] of PATTERNS) {
    const match = regex.exec(text);
    if (match === null) continue;
    const stamp = read(match.slice(1));
    if (stamp === undefined) continue;
    return { stamp, start: match.index, end: match.index + match[0].length };
  }
  return undefined;
}

/** The moment of a line that holds nothing else: a `date` between two tables. Words such as a zone or a label may stand beside it. */
export function loneStamp(text: string): Stamp | undefined {
  const found = findStamp(text);
  if (found === undefined) return undefined;
  const rest = `${text.slice(0, found.start)} ${text.slice(found.end)}`;
  const isWhole = 'epoch' in found.stamp || found.stamp.day?.year !== undefined;
  // A counter may stand beside a whole date: "sample 12 at …".
  const numbers = rest.replace(/\D+/g, ' ').trim().length;
  if (numbers > (isWhole ? 6 : 0) || rest.replace(/[\W_]/g, '').length > 24) return undefined;
  return found.stamp;
}

/** Milliseconds since midnight of '05:38:00' with 'PM', '18時25分10秒', '21.01.15'; undefined of anything else. */
export function clockOf(text: string, half?: string): number | undefined {
  const match = /^(\d{1,2})[:時h.点](\d\d)[:分m.](\d\d(?:[.,]\d+)?)[秒s]?$/.exec(text);
  if (match === null) return undefined;
  return clockFrom(match[1], match[2], match[3], half);
}

/** The day in a banner: '11/27/26', '2026-11-27', '27.11.2026', '2015年11月05日'. Of slashes, the month is first if it can be. */
export function findDay(text: string): Day | undefined {
  const year = /(?<!\d)(\d{4})[-/.年](\d\d?)[-/.月](\d\d?)/.exec(text);
  if (year !== null) return dayOf({ year: year[1], month: year[2], day: year[3] });
  const match = /(?<![\d.])(\d\d?)([-/.])(\d\d?)\2(\d{4}|\d\d)(?![\d.])/.exec(text);
  if (match === null) return undefined;
  const [, first = '', separator, second = '', last = ''] = match;
  const [day, month] = isDayFirst(Number(first), separator, Number(second))
    ? [first, second]
    : [second, first];
  return dayOf({ year: last.length === 2 ? `20${last}` : last, month, day });
}

function isDayFirst(first: number, separator: string | undefined, second: number): boolean {
  if (first > 12) return true;
  return separator !== '/' && second <= 12;
}

interface DayFields {
  readonly year?: string | undefined;
  readonly month: string | undefined;
  readonly day: string | undefined;
}

function dayOf({ year, month, day }: DayFields): Day | undefined {
  const [m, d] = [Number(month), Number(day)];
  if (!(m >= 1 && m <= 12 && d >= 1 && d <= 31)) return undefined;
  return { ...(year !== undefined && { year: Number(year) }), month: m, day: d };
}

/** `fields`: hour, minute, second, AM or PM, zone. */
function dated(
  date: DayFields | undefined,
  [hour, minute, second, half, zone]: readonly (string | undefined)[],
): Stamp | undefined {
  const clock = clockFrom(hour, minute, second, half);
  const day = date === undefined ? undefined : dayOf(date);
  if (clock === undefined || (date !== undefined && day === undefined)) return undefined;
  const offset = zone === undefined || /^[ap]m$/i.test(zone) ? undefined : parseOffset(zone);
  return {
    clock,
    ...(day !== undefined && { day }),
    ...(offset !== undefined && { zone: offset }),
  };
}

/** UTC and offsets only: CET and the like are the zone of where the file was written. */
function parseOffset(zone: string): Zone | undefined {
  return /^(?:z|utc|gmt|[+-]\d\d(?::?\d\d)?)$/i.test(zone) ? parseZone(zone) : undefined;
}

function clockFrom(
  hour: string | undefined,
  minute: string | undefined,
  second = '0',
  half?: string,
): number | undefined {
  let hours = Number(hour);
  const seconds = Number(second.replace(',', '.'));
  if (/^pm$/i.test(half ?? '') && hours < 12) hours += 12;
  if (/^am$/i.test(half ?? '') && hours === 12) hours = 0;
  if (!(hours <= 24 && Number(minute) < 60 && seconds < 61)) return undefined;
  return Math.round(((hours * 60 + Number(minute)) * 60 + seconds) * 1000);
}

function monthOf(name: string | undefined): string {
  return String(MONTHS[(name ?? '').toLowerCase()] ?? 0);
}
