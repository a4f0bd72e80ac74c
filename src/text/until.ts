import { calendarOf, epochOf, parseMoment } from './calendar.ts';
import { parseDuration } from './duration.ts';
import { UserError } from './user-error.ts';

/** When something is to end: so many milliseconds from now, or at a moment in epoch milliseconds. */
export type Until = { readonly after: number } | { readonly at: number };

/** A time of day, or a moment; what is told of either is when it is next so late. */
const TIME_OF_DAY = /^(\d{1,2}):(\d\d)(?::(\d\d))?$/;
const DAY_MS = 86_400_000;

/**
 * '8h' from now on, the next '18:00' or '18:00:30' in local time, or the moment '2026-11-28 06:00' (with a zone, or local).
 * Throws a UserError for anything else, and for a moment that is over. `now`: epoch milliseconds; `option` names the option.
 */
export function parseUntil(text: string, now: number, option: string): Until {
  const trimmed = text.trim();
  const clock = TIME_OF_DAY.exec(trimmed);
  if (clock !== null) return { at: nextTime(clock, now, text, option) };
  const moment = parseMoment(trimmed);
  if (!Number.isNaN(moment)) {
    if (moment > now) return { at: moment };
    throw new UserError(`${option}: ${JSON.stringify(text)} is over already`);
  }
  if (!/^-?\d/.test(trimmed) || /^\d{4}-/.test(trimmed)) throw unreadable(text, option);
  const after = parseDuration(trimmed, option);
  if (after > 0) return { after };
  throw new UserError(`${option}: ${JSON.stringify(text)} is no time at all`, 'write 1s or more');
}

function nextTime(
  [, hour = '', minute = '', second = '0']: RegExpExecArray,
  now: number,
  text: string,
  option: string,
): number {
  const on = (day: number): number =>
    epochOf({
      ...calendarOf(day),
      hour: Number(hour),
      minute: Number(minute),
      second: Number(second),
    });
  const today = on(now);
  if (Number.isNaN(today)) throw unreadable(text, option);
  return today > now ? today : on(now + DAY_MS);
}

function unreadable(text: string, option: string): UserError {
  return new UserError(
    `${option}: ${JSON.stringify(text.slice(0, 40))} is neither a duration nor a time`,
    'write 8h, 18:00 or "2026-11-28 06:00"',
  );
}
