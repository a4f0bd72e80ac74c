import { type CalendarTime, epochOf, parseZone, type Zone } from '../../../text/calendar.ts';

/** The order of a date's fields. */
export type DateOrder = 'ymd' | 'dmy' | 'mdy';

/** How the stamps of a column are written. */
export interface StampForm {
  /** As a reader knows it. */
  readonly name: string;
  readonly has: 'moment' | 'date' | 'clock' | 'day and month';
  /** The orders that its pattern can mean; of several the column decides. */
  readonly orders: readonly DateOrder[];
  readonly pattern: RegExp;
}

const CLOCK =
  '(?<h>\\d{1,2}):(?<i>\\d{2})(?::(?<s>\\d{1,2}(?:[.,]\\d+)?))?(?::(?<ms>\\d{3}))?(?:\\s*(?<half>[AaPp])\\.?[Mm]\\.?)?';
const ZONE =
  '(?:\\s*(?<zone>Z|UTC|GMT|[+-]\\d{2}:?\\d{2}|[+-]\\d{2}|[A-Z]{3,4})(?:[+-]\\d{1,2})?(?:\\s*\\(.*\\))?(?:\\s*m=.*)?)?';
const MONTH = '(?<mon>[A-Za-z]{3})[a-z]*\\.?';
const DAY_NAME = '(?:[A-Za-z]{3,9},?\\s+)?';

/** A stamp that is the whole cell. The first form that all cells of a column have is the column's. */
export const FORMS: readonly StampForm[] = [
  form(
    'year first',
    'moment',
    ['ymd'],
    `(?<a>\\d{4})[-/.](?<b>\\d{1,2})[-/.](?<c>\\d{1,2})(?:[T\\s_,-]+|\\s*[-_]\\s*)${CLOCK}${ZONE}`,
  ),
  form(
    'year first',
    'moment',
    ['ymd'],
    `(?<a>\\d{4})-(?<b>\\d{2})-(?<c>\\d{2})[T_\\s-](?<h>\\d{2})[-_.](?<i>\\d{2})[-_.](?<s>\\d{2}(?:[.,]\\d+)?)`,
  ),
  form(
    'digits',
    'moment',
    ['ymd'],
    `(?<a>20\\d{2})(?<b>\\d{2})(?<c>\\d{2})[T\\s_-]?(?<h>\\d{2}):?(?<i>\\d{2}):?(?<s>\\d{2}(?:[.,]\\d+)?)${ZONE}`,
  ),
  form(
    'day, month, year',
    'moment',
    ['dmy', 'mdy'],
    `(?<a>\\d{1,2})[-/.](?<b>\\d{1,2})[-/.](?<c>\\d{4}|\\d{2})[\\s,T_-]+${CLOCK}${ZONE}`,
  ),
  form(
    'month by name',
    'moment',
    ['mdy'],
    `${DAY_NAME}${MONTH}\\s+(?<b>\\d{1,2})(?:st|nd|rd|th)?,?\\s+(?<c>\\d{4}),?(?:\\s+at)?\\s+${CLOCK}${ZONE}`,
  ),
  form(
    'month by name',
    'moment',
    ['dmy'],
    `${DAY_NAME}(?<a>\\d{1,2})[-/\\s.]+${MONTH}[-/\\s,.]+(?<c>\\d{4}|\\d{2})(?:[\\s:,T]+)${CLOCK}${ZONE}`,
  ),
  form(
    'month by name',
    'moment',
    ['mdy'],
    `${DAY_NAME}${MONTH}\\s+(?<b>\\d{1,2})\\s+${CLOCK}(?:\\s+[A-Z]{3,4})?\\s+(?<c>\\d{4})`,
  ),
  form(
    'month by name, no year',
    'day and month',
    ['mdy'],
    `${DAY_NAME}${MONTH}[\\s-]+(?<b>\\d{1,2})[,\\s]+${CLOCK}`,
  ),
  form(
    'day and month',
    'day and month',
    ['dmy', 'mdy'],
    `(?<a>\\d{1,2})[-/.](?<b>\\d{1,2})[\\s,]+${CLOCK}`,
  ),
  form('time of day', 'clock', ['ymd'], `${CLOCK}${ZONE}`),
  form('year first', 'date', ['ymd'], '(?<a>\\d{4})[-/.](?<b>\\d{1,2})[-/.](?<c>\\d{1,2})'),
  form('digits', 'date', ['ymd'], '(?<a>20\\d{2})(?<b>0[1-9]|1[0-2])(?<c>[0-3]\\d)'),
  form(
    'day, month, year',
    'date',
    ['dmy', 'mdy'],
    '(?<a>\\d{1,2})[-/.](?<b>\\d{1,2})[-/.](?<c>\\d{4}|\\d{2})',
  ),
  form('month by name', 'date', ['dmy'], `(?<a>\\d{1,2})[-\\s]${MONTH}[-\\s,]+(?<c>\\d{4}|\\d{2})`),
  form('month by name', 'date', ['mdy'], `${DAY_NAME}${MONTH}\\s+(?<b>\\d{1,2}),?\\s+(?<c>\\d{4})`),
];

function form(
  name: string,
  has: StampForm['has'],
  orders: readonly DateOrder[],
  pattern: string,
): StampForm {
  return { name, has, orders, pattern: new RegExp(`^\\[?${pattern}\\]?$`) };
}

/** '1 day, 2:03:04.5', '1-02:03:04' and '26:03:04': days, hours, minutes and seconds. */
export const ELAPSED = /^(?:(\d+)(?:-| days?,? ))?(\d+):(\d\d):(\d\d(?:\.\d+)?)$/;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Whether a cell is written as a moment, a date or a time of day. */
export function isStamp(cell: string): boolean {
  return (
    cell.length < 60 &&
    /^\[?(?:[A-Za-z]{3,9}[,.\s]+){0,2}\d/.test(cell) &&
    /[:/-]|\d{8}/.test(cell) &&
    FORMS.some(({ pattern }) => pattern.test(cell))
  );
}

/** Of a stamp without a year or without a date, what it lacks. */
export interface Lacking {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Reads stamps of one form: epoch milliseconds, NaN of what is not in the form or what no calendar has. */
export class StampReader {
  readonly #form: StampForm;
  readonly #order: DateOrder;
  readonly #zone: Zone;
  readonly #lacking: Lacking;
  /** Of the hour before: its text up to the minute's place, its epoch. */
  #prefix = '\n';
  #hour = Number.NaN;

  constructor(form: StampForm, order: DateOrder, zone: Zone, lacking: Lacking) {
    this.#form = form;
    this.#order = order;
    this.#zone = zone;
    this.#lacking = lacking;
  }

  read(cell: string): number {
    const quick = this.#quick(cell);
    if (!Number.isNaN(quick)) return quick;
    const groups = this.#form.pattern.exec(cell)?.groups;
    if (groups === undefined) return Number.NaN;
    const time = calendar(groups, this.#order, this.#lacking);
    if (time === undefined) return Number.NaN;
    const named = groups['zone'];
    const zone = (named === undefined ? undefined : parseZone(named)) ?? this.#zone;
    const at = epochOf(time, zone);
    if (named === undefined && /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d/.test(cell)) {
      this.#prefix = cell.slice(0, 13);
      this.#hour = at - (time.minute ?? 0) * 60_000 - (time.second ?? 0) * 1000;
    }
    return at;
  }

  /** 'YYYY-MM-DD HH:MM:SS.ffffff' of the same hour as the one before: most of a long file. */
  #quick(cell: string): number {
    const { length } = cell;
    if (length < 19 || !cell.startsWith(this.#prefix) || cell.charCodeAt(16) !== 58) {
      return Number.NaN;
    }
    const minute = (cell.charCodeAt(14) - 48) * 10 + cell.charCodeAt(15) - 48;
    const second = (cell.charCodeAt(17) - 48) * 10 + cell.charCodeAt(18) - 48;
    let [fraction, unit] = [0, 1000];
    for (let i = 20; i < length; i++) {
      const digit = cell.charCodeAt(i) - 48;
      // A zone behind it is no number.
      if (digit < 0 || digit > 9) return Number.NaN;
      unit /= 10;
      fraction += digit * unit;
    }
    if (!(minute >= 0 && minute < 60 && second >= 0 && second < 61)) return Number.NaN;
    return length > 19 && cell.charCodeAt(19) !== 46
      ? Number.NaN
      : this.#hour + minute * 60_000 + second * 1000 + Math.round(fraction * 1e3) / 1e3;
  }
}

function calendar(
  groups: Readonly<Record<string, string | undefined>>,
  order: DateOrder,
  lacking: Lacking,
): CalendarTime | undefined {
  const { a, b, c, mon } = groups;
  const named = mon === undefined ? undefined : MONTHS.indexOf(mon.toLowerCase()) + 1;
  if (named === 0) return undefined;
  let { year, month, day } = lacking;
  if (named !== undefined) {
    [year, month, day] = [yearOf(c) ?? year, named, Number(a ?? b)];
  } else if (a !== undefined && order === 'ymd') {
    [year, month, day] = [Number(a), Number(b), Number(c)];
  } else if (a !== undefined) {
    [day, month] = order === 'dmy' ? [Number(a), Number(b)] : [Number(b), Number(a)];
    year = yearOf(c) ?? year;
  }
  return { year, month, day, ...clockOf(groups) };
}

function yearOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return Number(text) < 100 ? 2000 + Number(text) : Number(text);
}

function clockOf({ h, i, s, ms, half }: Readonly<Record<string, string | undefined>>): {
  hour?: number;
  minute?: number;
  second?: number;
} {
  if (h === undefined) return {};
  const turn = half?.toLowerCase();
  const hour = turn === undefined ? Number(h) : (Number(h) % 12) + (turn === 'p' ? 12 : 0);
  const second = Number((s ?? '0').replace(',', '.')) + Number(ms ?? 0) / 1000;
  return { hour, minute: Number(i), second };
}
