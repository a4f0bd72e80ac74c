import { epochOf } from '../../text/calendar.ts';

/** What a stamp leaves open. */
export type StampKind =
  /** Nothing: a moment. */
  | 'moment'
  /** The zone, unless it is written with it. */
  | 'wall'
  /** The year and the zone. */
  | 'yearless'
  /** The day and the zone. */
  | 'daily'
  /** When it is counted from. */
  | 'elapsed';

export interface Stamp {
  /** Milliseconds: since 1970 as if the zone were UTC; of 'daily' since midnight, of 'elapsed' since its beginning. */
  readonly time: number;
  /** The zone, minutes east of Greenwich, where it is written with it: `time` is UTC already. */
  readonly zoned?: true;
}

/** One way to write a time at the head of a log line. */
export interface StampPattern {
  /** An example of it, for messages. */
  readonly name: string;
  readonly kind: StampKind;
  readonly regex: RegExp;
  /** undefined where what matched is no time. `year`: of a stamp without one. */
  read(match: RegExpExecArray, year: number): Stamp | undefined;
}

/** A stamp after a file name, a host, a level, a thread: all within the first characters of a line. */
export const HEAD_LENGTH = 160;
/** The fields of a line of JSON stand in any order. */
export const JSON_LENGTH = 4096;

const CLOCK = String.raw`(\d{1,2}):(\d{1,2}):(\d{1,2})([.,:]\d{1,9})?`;
const ZONE = String.raw`(?:\s?(Z|UTC|GMT|[+-]\d\d:?\d\d)(?![\d:]))?`;
const BEFORE = String.raw`(?<![\d.,:/-])`;
const MONTH = '(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*';
const MONTHS = 'janfebmaraprmayjunjulaugsepoctnovdec';

/** The patterns, the more explicit first: of two that fit equally well the first is taken. */
export const STAMP_PATTERNS: readonly StampPattern[] = [
  epoch(
    '"time":1795337389306',
    /"(?:time|ts|timestamp|t)"\s*:\s*"?([12]\d{9})(\d{3}|\d{6}|\d{9})?(?:\.(\d+))?\b/,
  ),
  epoch(
    '1795337389.306',
    /^[[(<]?(?:\S+\s+){0,4}([12]\d{9})(\d{3}|\d{6}|\d{9})?(?:\.(\d+))?(?![\w:/-])/,
  ),
  wall(
    '2026-11-27T12:00:00',
    String.raw`${BEFORE}(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[T _,-]{1,2}${CLOCK}${ZONE}`,
    [1, 2, 3],
    4,
  ),
  wall(
    '2026-11-27-12.00.00',
    String.raw`${BEFORE}(\d{4})-(\d\d)-(\d\d)[- ](\d\d)\.(\d\d)\.(\d\d)(\.\d{1,9})?`,
    [1, 2, 3],
    4,
  ),
  wall(
    '20261127-12:00:00',
    String.raw`${BEFORE}(\d{4})(\d\d)(\d\d)[-T_ ]${CLOCK}${ZONE}`,
    [1, 2, 3],
    4,
  ),
  wall(
    '20261127T120000',
    String.raw`${BEFORE}(\d{4})(\d\d)(\d\d)[T_-](\d\d)(\d\d)(\d\d)([.,]\d{1,9})?${ZONE}`,
    [1, 2, 3],
    4,
  ),
  named(
    '27/Nov/2026:12:00:00',
    String.raw`${BEFORE}(\d{1,2})[-/ ]${MONTH}[-/ ](\d{4})[: ]${CLOCK}${ZONE}`,
    [3, 2, 1],
    4,
  ),
  named(
    'Nov 27, 2026 12:00:00 PM',
    String.raw`\b${MONTH} +(\d{1,2}),? +(\d{4}),? +(\d{1,2}):(\d\d):(\d\d)([.,]\d{1,9})? ?([AP]M)?`,
    [3, 1, 2],
    4,
    8,
  ),
  named(
    'Fri Nov 27 12:00:00 2026',
    String.raw`\b${MONTH} +(\d{1,2}) +${CLOCK}(?: [A-Z]{3,4})? (\d{4})\b`,
    [7, 1, 2],
    3,
  ),
  wall(
    '081109 203615',
    String.raw`^(?:\S+ )?(\d\d)(\d\d)(\d\d)[ T](\d\d)(\d\d)(\d\d)(?!\d)`,
    [1, 2, 3],
    4,
  ),
  ...numeric(),
  yearless('Nov 27 12:00:00', String.raw`\b${MONTH}[ -]+(\d{1,2})[ ,T]+${CLOCK}`, [1, 2], 3),
  yearless('I1127 12:00:00.306', String.raw`^[IWEFD](\d\d)(\d\d)[ ]+${CLOCK}`, [1, 2], 3),
  yearless('11-27 12:00:00', String.raw`${BEFORE}(\d{1,2})[-./](\d{1,2})[ T]+${CLOCK}`, [1, 2], 3),
  yearless('27-11 12:00:00', String.raw`${BEFORE}(\d{1,2})[-./](\d{1,2})[ T]+${CLOCK}`, [2, 1], 3),
  {
    name: '12:00:00',
    kind: 'daily',
    regex: /(?<![\d.,:/-])(\d{1,2}):(\d\d):(\d\d)([.,]\d{1,9})?(?: ?([AP]M))?(?![\d:])/,
    read: ([, h, m, s, f, half]) => dayTime(h, m, s, f, half),
  },
  elapsed('[4100113.338211]', /^\s*(?:<\d+>)?\[\s*(\d+\.\d{3,9})s?\]/),
  elapsed('0.20/3.67', /^\d+\.\d\d\/(\d+\.\d\d)\t/),
  elapsed('12.345', /^\s*\[?(\d+\.\d+)s?\]?[ :\t]/),
];

function wall(name: string, source: string, date: readonly number[], clock: number): StampPattern {
  const [y = 0, mo = 0, d = 0] = date;
  return {
    name,
    kind: 'wall',
    regex: new RegExp(source),
    read: (match) => {
      const year = Number(match[y]);
      return stampOf(
        match,
        year < 100 ? 2000 + year : year,
        Number(match[mo]),
        Number(match[d]),
        clock,
        match[clock + 4],
      );
    },
  };
}

function named(
  name: string,
  source: string,
  date: readonly number[],
  clock: number,
  half = 0,
): StampPattern {
  const [y = 0, mo = 0, d = 0] = date;
  const hasZone = source.endsWith(ZONE);
  return {
    name,
    kind: 'wall',
    regex: new RegExp(source),
    read: (match) =>
      stampOf(
        match,
        Number(match[y]),
        monthOf(match[mo]),
        Number(match[d]),
        clock,
        hasZone ? match[clock + 4] : undefined,
        half === 0 ? undefined : match[half],
      ),
  };
}

function yearless(
  name: string,
  source: string,
  date: readonly number[],
  clock: number,
): StampPattern {
  const [mo = 0, d = 0] = date;
  return {
    name,
    kind: 'yearless',
    regex: new RegExp(source),
    read: (match, year) => stampOf(match, year, monthOf(match[mo]), Number(match[d]), clock),
  };
}

/** Dates of three numbers whose order only the whole file shows. */
function numeric(): StampPattern[] {
  const source = String.raw`${BEFORE}(\d{1,2})[-/.](\d{1,2})[-/.](\d{2}|\d{4})[ T,:]{1,2}${CLOCK}(?: ?([AP]M))?`;
  const one = (name: string, y: number, mo: number, d: number): StampPattern => ({
    name,
    kind: 'wall',
    regex: new RegExp(source),
    read: (match) => {
      const year = Number(match[y]);
      // Four digits are the year wherever they stand.
      if (match[3]?.length === 4 && y !== 3) return undefined;
      return stampOf(
        match,
        year < 100 ? 2000 + year : year,
        Number(match[mo]),
        Number(match[d]),
        4,
        undefined,
        match[8],
      );
    },
  });
  return [
    one('26/11/27 12:00:00 (year first)', 1, 2, 3),
    one('27/11/26 12:00:00 (day first)', 3, 2, 1),
    one('11/27/26 12:00:00 (month first)', 3, 1, 2),
  ];
}

function epoch(name: string, regex: RegExp): StampPattern {
  return {
    name,
    kind: 'moment',
    regex,
    read: ([, seconds = '', more = '', fraction = '']) => ({
      time: Number(seconds) * 1000 + Number(`0.${more || fraction || '0'}`) * 1000,
      zoned: true,
    }),
  };
}

function elapsed(name: string, regex: RegExp): StampPattern {
  return {
    name,
    kind: 'elapsed',
    regex,
    read: ([, seconds]) => ({ time: Number(seconds) * 1000 }),
  };
}

function stampOf(
  match: RegExpExecArray,
  year: number,
  month: number,
  day: number,
  clock: number,
  zone?: string,
  half?: string,
): Stamp | undefined {
  if (year < 1980 || year > 2100) return undefined;
  const within = dayTime(match[clock], match[clock + 1], match[clock + 2], match[clock + 3], half);
  const date = dateOf(year, month, day);
  if (within === undefined || Number.isNaN(date)) return undefined;
  const time = date + within.time;
  if (zone === undefined) return { time };
  return { time: time - offsetOf(zone) * 60_000, zoned: true };
}

/** Most lines are of the day of the line before. */
const known = { key: 0, date: 0 };

/** Milliseconds of a day's beginning; NaN of a day that a calendar lacks. */
function dateOf(year: number, month: number, day: number): number {
  const key = (year * 100 + month) * 100 + day;
  if (key !== known.key) {
    known.key = key;
    known.date = epochOf({ year, month, day }, 0);
  }
  return known.date;
}

function dayTime(h = '', m = '', s = '', fraction = '', half = ''): Stamp | undefined {
  let hour = Number(h);
  if (half !== '' && (hour < 1 || hour > 12)) return undefined;
  if (half === 'PM' && hour < 12) hour += 12;
  if (half === 'AM' && hour === 12) hour = 0;
  const [minute, second] = [Number(m), Number(s)];
  if (hour > 24 || minute > 59 || second > 60) return undefined;
  const digits = fraction.slice(1);
  // After a colon they are whole milliseconds, padded or not.
  const rest = fraction.startsWith(':') ? Number(digits) : Number(`0.${digits || '0'}`) * 1000;
  return { time: ((hour * 60 + minute) * 60 + second) * 1000 + rest };
}

function monthOf(text = ''): number {
  const at = /^\d/.test(text) ? -1 : MONTHS.indexOf(text.slice(0, 3).toLowerCase());
  return at < 0 ? Number(text) : at / 3 + 1;
}

/** Minutes east of Greenwich. */
function offsetOf(zone: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(zone) ?? [];
  if (sign === undefined) return 0;
  const offset = Number(hours) * 60 + Number(minutes);
  return sign === '-' ? -offset : offset;
}
