import { classOf, DIGIT } from './characters.ts';
import { digitsAt } from './word-shapes.ts';

/** A line's timestamp begins among its first characters. */
const WITHIN = 24;
/** Characters that may precede a timestamp. */
const OPENS = ' [(<\t';
const DAY = 86_400_000;
const COLON = 58;
const DASH = 45;
const SLASH = 47;

/**
 * The timestamp in a line, with a hundredth of a second or finer, in milliseconds: since the epoch, taken as UTC, or
 * since midnight if there is no date. NaN without one: a coarser timestamp is less exact than the arrival.
 */
export function ownTime(line: string): number {
  const to = Math.min(line.length, WITHIN);
  let i = 0;
  while (i < to && !(classOf(line.charCodeAt(i)) & DIGIT)) i++;
  // A timestamp stands alone, not at the end of a word.
  if (i === to || (i > 0 && !OPENS.includes(line[i - 1] as string))) return Number.NaN;
  const end = Math.min(line.length, i + 40);
  const leading = digitsAt(line, i, end);
  const next = line.charCodeAt(i + leading);
  if (leading === 2 && next === COLON) return timeOfDay(line, i, end);
  if (leading === 4 && (next === DASH || next === SLASH)) return dateAndTime(line, i, end);
  return leading === 10 ? epoch(line, i, end) : Number.NaN;
}

function number(line: string, from: number, length: number): number {
  return Number(line.slice(from, from + length));
}

/** hh:mm:ss and at least two decimals. */
function timeOfDay(line: string, from: number, end: number): number {
  if (digitsAt(line, from, end) !== 2 || line.charCodeAt(from + 2) !== COLON) return Number.NaN;
  if (digitsAt(line, from + 3, end) !== 2 || line.charCodeAt(from + 5) !== COLON) return Number.NaN;
  if (digitsAt(line, from + 6, end) !== 2) return Number.NaN;
  const seconds =
    number(line, from, 2) * 3600 + number(line, from + 3, 2) * 60 + number(line, from + 6, 2);
  return seconds * 1000 + fraction(line, from + 8, end);
}

/** Milliseconds after a point or comma, NaN with fewer than two decimals. */
function fraction(line: string, at: number, end: number): number {
  const point = line.charCodeAt(at);
  const decimals = point === 46 || point === 44 ? digitsAt(line, at + 1, end) : 0;
  return decimals < 2 ? Number.NaN : (number(line, at + 1, decimals) * 1000) / 10 ** decimals;
}

function dateAndTime(line: string, from: number, end: number): number {
  const separator = line.charCodeAt(from + 4);
  if (digitsAt(line, from + 5, end) !== 2 || line.charCodeAt(from + 7) !== separator) {
    return Number.NaN;
  }
  const day = daysSinceEpoch(
    number(line, from, 4),
    number(line, from + 5, 2),
    number(line, from + 8, 2),
  );
  return day * DAY + timeOfDay(line, from + 11, end);
}

/** Seconds of the epoch with decimals, or thirteen digits of milliseconds. */
function epoch(line: string, from: number, end: number): number {
  const more = digitsAt(line, from + 10, end);
  if (more === 3) return number(line, from, 13);
  return more === 0 ? number(line, from, 10) * 1000 + fraction(line, from + 10, end) : Number.NaN;
}

/** Days from 1970-01-01 in the proleptic Gregorian calendar, counting years from March so that leap days come last. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const century = Math.floor(shifted / 400);
  const yearOfCentury = shifted - century * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const leaps = Math.floor(yearOfCentury / 4) - Math.floor(yearOfCentury / 100);
  return century * 146_097 + yearOfCentury * 365 + leaps + dayOfYear - 719_468;
}
