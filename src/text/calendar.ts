/** A moment as a stamp writes it. */
export interface CalendarTime {
  readonly year: number;
  /** 1–12. */
  readonly month: number;
  readonly day: number;
  readonly hour?: number;
  readonly minute?: number;
  /** With a fraction. */
  readonly second?: number;
}

/** What a stamp's time has to be reduced by to be UTC: 'local', or an offset in minutes east of Greenwich, or a zone's name. */
export type Zone = 'local' | number | string;

/** A zone from 'UTC', 'Z', '+02:00', '-0530', 'Europe/Berlin' or 'local'; undefined of anything else. */
export function parseZone(text: string): Zone | undefined {
  if (text === 'local') return 'local';
  if (/^(?:utc|gmt|z)$/i.test(text)) return 0;
  const offset = /^(?:utc|gmt)?([+-])(\d{1,2}):?(\d\d)?$/i.exec(text);
  if (offset !== null) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? 0);
    return offset[1] === '-' ? -minutes : minutes;
  }
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return text;
  } catch {
    return undefined;
  }
}

/** Epoch milliseconds. A day or an hour that a calendar lacks gives NaN. */
export function epochOf(time: CalendarTime, zone: Zone = 'local'): number {
  const { year, month, day, hour = 0, minute = 0, second = 0 } = time;
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return Number.NaN;
  if (hour > 24 || minute > 59 || second >= 61) return Number.NaN;
  const whole = Math.floor(second);
  const fraction = Math.round((second - whole) * 1e6) / 1e3;
  if (zone === 'local') {
    return new Date(year, month - 1, day, hour, minute, whole).getTime() + fraction;
  }
  const utc = Date.UTC(year, month - 1, day, hour, minute, whole) + fraction;
  if (typeof zone === 'number') return utc - zone * 60_000;
  // Twice, because the offset is that of the moment looked for.
  const first = utc - offsetAt(utc, zone);
  return utc - offsetAt(first, zone);
}

/** The calendar's fields of a moment, in a zone. */
export function calendarOf(epoch: number, zone: Zone = 'local'): Required<CalendarTime> {
  if (zone === 'local') {
    const date = new Date(epoch);
    return {
      year: date.getFullYear(),
      month: date.getMonth() + 1,
      day: date.getDate(),
      hour: date.getHours(),
      minute: date.getMinutes(),
      second: date.getSeconds() + (epoch - Math.floor(epoch / 1000) * 1000) / 1000,
    };
  }
  const shift = typeof zone === 'number' ? zone * 60_000 : offsetAt(epoch, zone);
  const date = new Date(epoch + shift);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds() + (epoch - Math.floor(epoch / 1000) * 1000) / 1000,
  };
}

/** Epoch milliseconds of '2026-11-27T12:00:00.5+01:00' or of epoch seconds; NaN of anything else. Without a zone: local time. */
export function parseMoment(text: string): number {
  if (/^\d{9,11}(?:\.\d+)?$/.test(text)) return Number(text) * 1000;
  return /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text.replace(' ', 'T')) : Number.NaN;
}

/** Longer ago than any recording: such a time counts from 0 and is no clock's. Epoch milliseconds of the year 2000. */
const EARLIEST_CLOCK = 946_684_800_000;

/** Whether a time in milliseconds is one of the calendar, and not counted from the start of a recording that has no clock. */
export function isClock(epoch: number): boolean {
  return epoch >= EARLIEST_CLOCK && epoch < 8.64e15;
}

/** '2026-11-27T12:00:00' of epoch seconds, in UTC. */
export function isoSecond(second: number): string {
  return new Date(second * 1000).toISOString().slice(0, -'.000Z'.length);
}

/** '2026-11-27T12:00:00.250Z' of epoch milliseconds; '' where that is no date. */
export function isoTime(epoch: number): string {
  const whole = Math.floor(epoch);
  return Math.abs(whole) < 8.64e15 ? new Date(whole).toISOString() : '';
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** Milliseconds that a named zone is ahead of UTC at a moment. */
function offsetAt(epoch: number, zone: string): number {
  const second = Math.floor(epoch / 1000) * 1000;
  const parts = formatOf(zone).formatToParts(second);
  const field = (type: string): number =>
    Number(parts.find((part) => part.type === type)?.value ?? 0);
  const local = Date.UTC(
    field('year'),
    field('month') - 1,
    field('day'),
    field('hour'),
    field('minute'),
    field('second'),
  );
  return local - second;
}

/** Making one takes longer than using it. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(zone, made);
  return made;
}
