import { calendarOf, epochOf, type Zone } from '../../text/calendar.ts';
import { formatDuration } from '../../text/duration.ts';
import { UserError } from '../../text/user-error.ts';
import type { Stamp } from './patterns.ts';
import type { Reading } from './sequence.ts';

const DAY_MS = 86_400_000;
/** Memory that counts from 0 has no clock; none that has one is from before 1973. */
const FIRST_CLOCK_MS = 1e11;

/** The memory that a log is laid beside. */
export interface MemorySpan {
  /** Epoch milliseconds, or since 0 without a clock. */
  readonly start: number;
  readonly end: number;
  /** Its file has times of day only: which day it was is a guess. */
  readonly dayless?: boolean;
}

export interface FitOptions {
  /** Added to the log's times, milliseconds. */
  readonly offset?: number;
  /** Of stamps without one. */
  readonly zone?: Zone;
  /** When the log was last written, epoch milliseconds. */
  readonly modified?: number;
}

/** How a log's stamps become times of the memory. */
export interface Fit {
  readonly reading: Reading;
  /** The year that the first stamp is of, where stamps have none. */
  readonly year: number;
  /** The memory's time of a stamp, milliseconds. */
  at(stamp: Stamp): number;
  /** What was assumed, as sentences without the log's name. */
  readonly notes: readonly string[];
}

export function hasClock({ start }: MemorySpan): boolean {
  return start >= FIRST_CLOCK_MS;
}

/** The year in which the memory began, for a census of stamps without one. */
export function yearOf(memory: MemorySpan, modified: number | undefined): number {
  return calendarOf(hasClock(memory) ? memory.start : (modified ?? 0), 0).year;
}

/** A way to read the stamps of a log as moments. */
interface Guess {
  readonly reading: Reading;
  /** What is taken off the written time: a zone, or minutes. */
  readonly zone: Zone;
  readonly years: number;
  readonly days: number;
  /** 0–1: how much of the shorter of the two lies within the other. */
  readonly overlap: number;
  /** Its span, epoch milliseconds. */
  readonly least: number;
  readonly most: number;
  /** Milliseconds between the two where they do not meet. */
  readonly gap: number;
}

/** In a longer run a second is below what can be seen. */
const SECONDS_MATTER_MS = 600_000;
/** A zone is right if this much fits, though another fits better: a log may begin long before the memory. */
const FITS = 0.5;

/** Lays a log beside the memory. Throws a UserError, without the log's name, where that needs to be told how. */
export function fitLog(readings: readonly Reading[], memory: MemorySpan, options: FitOptions): Fit {
  const [likeliest] = readings;
  if (likeliest === undefined) {
    throw new UserError(
      'has no line with a time that memwrap can read',
      'a log beside the memory needs stamps',
    );
  }
  if (likeliest.pattern.kind === 'elapsed') return fitElapsed(likeliest, memory, options);
  if (!hasClock(memory)) return fitFirst(likeliest, memory, options);
  return fitClock(readings, memory, options);
}

function fitElapsed(reading: Reading, memory: MemorySpan, { offset }: FitOptions): Fit {
  const duration = memory.end - memory.start;
  const { year } = calendarOf(memory.start, 0);
  const fromZero = reading.least <= duration;
  if (offset === undefined && (hasClock(memory) || !fromZero)) {
    throw new UserError(
      `counts its times from a start that it does not tell (its first is ${seconds(reading.first)})`,
      'say how long after the memory it began: --log-offset 0s',
    );
  }
  const base = memory.start + (offset ?? 0) - (fromZero ? 0 : reading.first);
  const notes = fromZero
    ? ["its times and the memory's were both counted from the start"]
    : ["its first time was laid at the memory's start"];
  return { reading, year, at: ({ time }) => base + time, notes };
}

/** Memory without a clock: the first line stands where the user says. */
function fitFirst(reading: Reading, memory: MemorySpan, { offset, modified }: FitOptions): Fit {
  if (offset === undefined) {
    throw new UserError(
      'the memory has no clock, so the log cannot be laid beside it',
      'say when the memory began with --start, or how long after it the log did with --log-offset 0s',
    );
  }
  const base = memory.start + offset - reading.first;
  const { year } = calendarOf(modified ?? 0, 0);
  return {
    reading,
    year: yearOf(memory, modified) || year,
    at: ({ time }) => base + time,
    notes: [
      `its first line was laid ${offset === 0 ? 'at' : `${formatDuration(offset)} after`} the memory's start`,
    ],
  };
}

function fitClock(readings: readonly Reading[], memory: MemorySpan, options: FitOptions): Fit {
  const { offset = 0, zone, modified } = options;
  const span = { start: memory.start - offset, end: memory.end - offset };
  const guesses = readings.flatMap((reading) => guessesOf(reading, span, zone));
  const [plain] = guesses;
  if (plain === undefined) throw new UserError('has no line with a time that memwrap can read');
  const best = guesses.reduce((one, next) =>
    next.overlap > one.overlap + 0.02 ||
    (one.overlap === 0 && next.overlap === 0 && next.gap < one.gap)
      ? next
      : one,
  );
  // The likeliest of those that fit well enough.
  const fitting = guesses.find(({ overlap }) => overlap >= Math.min(FITS, best.overlap));
  const chosen = best.overlap === 0 ? nearest(guesses, modified) : (fitting ?? best);
  const shift = best.overlap === 0 ? daysApart(chosen, span) : 0;
  if (shift !== 0 && memory.dayless === true) {
    const fit = fitClock(readings, memory, { ...options, offset: offset + shift });
    const note = "the memory's file has no date: the log was laid at the same time of day";
    return { ...fit, notes: [note, ...fit.notes] };
  }
  const { reading, years, days } = chosen;
  const day = reading.pattern.kind === 'daily' ? midnightOf(span.start) + days * DAY_MS : 0;
  return {
    reading,
    year: calendarOf(memory.start, 0).year + years,
    at: (stamp) => offset + (stamp.zoned ? stamp.time : shifted(stamp.time + day, chosen.zone)),
    notes:
      best.overlap === 0
        ? [apartWords(chosen, shift)]
        : [...notesOf(chosen, best, zone !== undefined), ...coarse(reading, span)],
  };
}

/** Nothing overlaps: the year that is next to the memory, or to the file's last change, and no zone that nobody wrote. */
function nearest(guesses: readonly Guess[], modified: number | undefined): Guess {
  const [first] = guesses;
  const plain = guesses.filter(({ zone, days }) => zone === first?.zone && days === 0);
  const gapOf = ({ reading, years, zone, gap }: Guess): number =>
    modified === undefined ? gap : Math.abs(shifted(yearsOn(reading.most, years), zone) - modified);
  return plain.reduce((one, next) => (gapOf(next) < gapOf(one) ? next : one));
}

/** All ways to read a log, the likeliest first. */
function guessesOf(reading: Reading, span: MemorySpan, given: Zone | undefined): Guess[] {
  const { kind } = reading.pattern;
  const zones = reading.zoned ? [0] : given === undefined ? ZONES : [given];
  const years = kind === 'yearless' ? [0, -1, 1] : [0];
  const days = kind === 'daily' ? [0, -1, 1] : [0];
  return zones.flatMap((zone) =>
    years.flatMap((year) =>
      days.map((day) => {
        const base = kind === 'daily' ? midnightOf(span.start) + day * DAY_MS : 0;
        const at = (time: number): number =>
          reading.zoned ? time : shifted(yearsOn(time, year) + base, zone);
        const [least, most] = [at(reading.least), at(reading.most)];
        const found = meeting(least, most, span);
        return { reading, zone, years: year, days: day, least, most, ...found };
      }),
    ),
  );
}

/** Local time, UTC, then whole hours by distance, then those of half and quarter hours. */
const ZONES: readonly Zone[] = [
  'local',
  0,
  ...Array.from({ length: 14 }, (_, i) => [(i + 1) * 60, -(i + 1) * 60])
    .flat()
    .filter((one) => one >= -720),
  ...[330, 345, 570, 390, 270, 210, 525, 630, 765, -210, -150, -570],
];

function meeting(
  first: number,
  last: number,
  { start, end }: MemorySpan,
): { overlap: number; gap: number } {
  const shared = Math.min(last, end) - Math.max(first, start);
  const shorter = Math.max(1, Math.min(last - first, end - start));
  if (shared < 0) return { overlap: 0, gap: -shared };
  return { overlap: Math.max(0.001, Math.min(1, Math.max(1, shared) / shorter)), gap: 0 };
}

/** The moment of a time that is written in a zone, epoch milliseconds. */
function shifted(time: number, zone: Zone): number {
  if (typeof zone === 'number') return time - zone * 60_000;
  const fields = calendarOf(time, 0);
  return epochOf(fields, zone);
}

/** The same day and hour so many years later. */
function yearsOn(time: number, years: number): number {
  if (years === 0) return time;
  const fields = calendarOf(time, 0);
  const moved = epochOf({ ...fields, year: fields.year + years }, 0);
  // A leap day.
  return Number.isNaN(moved)
    ? epochOf({ ...fields, year: fields.year + years, day: 28 }, 0)
    : moved;
}

function midnightOf(time: number): number {
  return Math.floor(time / DAY_MS) * DAY_MS;
}

/** What a log has to be moved by to stand on the memory's day at the same time of day, milliseconds; 0 where that does not help. */
function daysApart({ least, most, zone }: Guess, span: MemorySpan): number {
  const days = Math.round((span.start + span.end - least - most) / 2 / DAY_MS);
  // By the clock on the wall: one of the two may be in summer.
  const shift = shifted(epochOf(calendarOf(least, zone), 0) + days * DAY_MS, zone) - least;
  return meeting(least + shift, most + shift, span).overlap > 0 ? shift : 0;
}

function apartWords({ gap }: Guess, shift: number): string {
  const amount = shift % DAY_MS === 0 ? `${shift / DAY_MS}d` : `${shift / 60_000}m`;
  const mend =
    shift === 0 ? '--log-offset or --zone mends that' : `--log-offset ${amount} would lay it there`;
  return `no line of it is from the memory's time: it is ${formatDuration(gap)} away; ${mend}`;
}

function notesOf(chosen: Guess, best: Guess, given: boolean): string[] {
  const notes: string[] = [];
  const { zone, reading, years, overlap } = chosen;
  const { pattern, zoned } = reading;
  if (!zoned && !given && zone !== 'local') {
    notes.push(`its times were taken as ${zoneName(zone)}, which fits the memory's`);
  } else if (!zoned && !given && best.zone !== zone && best.overlap > overlap + 0.2) {
    notes.push(
      `its times were taken as local time; as ${zoneName(best.zone)} more of them would fit the memory's (--zone)`,
    );
  }
  if (pattern.kind === 'yearless' || pattern.kind === 'daily') {
    notes.push(`its ${pattern.kind === 'daily' ? 'day' : 'year'} was taken from the memory's`);
  }
  if (/first\)$/.test(pattern.name)) {
    notes.push(`its dates were read ${/\((.*)\)/.exec(pattern.name)?.[1]}`);
  }
  if (years !== 0) notes.push('it begins in another year than the memory');
  return notes;
}

/** Where a second matters, and stamps have nothing below it. */
function coarse({ whole }: Reading, { start, end }: MemorySpan): string[] {
  if (!whole || end - start > SECONDS_MATTER_MS) return [];
  return ['its times are whole seconds: the lines of one were spread evenly over it'];
}

function zoneName(zone: Zone): string {
  if (typeof zone !== 'number') return zone === 'local' ? 'local time' : zone;
  if (zone === 0) return 'UTC';
  const [hours, minutes] = [Math.floor(Math.abs(zone) / 60), Math.abs(zone) % 60];
  const rest = minutes === 0 ? '' : `:${String(minutes).padStart(2, '0')}`;
  return `UTC${zone < 0 ? '-' : '+'}${hours}${rest}`;
}

function seconds(time: number): string {
  return `${(time / 1000).toFixed(3)} s`;
}
