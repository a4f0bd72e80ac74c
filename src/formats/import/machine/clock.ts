import { calendarOf, epochOf, parseZone, type Zone } from '../../../text/calendar.ts';
import { UserError } from '../../../text/user-error.ts';
import type { ImportContext } from '../importer.ts';
import type { Day, Stamp } from './stamps.ts';

const DAY_MS = 86_400_000;
/** A time of day that steps back by more belongs to the next day; by less, a clock was set, or summer ended. */
const ROLL_MS = 7_200_000;
const HALF_DAY_MS = DAY_MS / 2;

/** Makes epoch milliseconds of a file's stamps, which may lack the day, the year or the zone, and roll over at midnight. */
export class Clock {
  readonly #context: ImportContext;
  readonly #zone: Zone;
  /** The day that times without one belong to. */
  #day: Required<Day> | undefined;
  #before = Number.NEGATIVE_INFINITY;

  constructor(context: ImportContext) {
    this.#context = context;
    this.#zone = zoneOf(context.options.zone);
  }

  /** Times of day from here on are of this day, and of those that follow it. */
  setDay(day: Day): void {
    this.#day = this.#withYear(day);
    this.#before = Number.NEGATIVE_INFINITY;
  }

  /** Epoch milliseconds. */
  at(stamp: Stamp): number {
    if ('epoch' in stamp) return stamp.epoch;
    const { clock, day, zone = this.#zone } = stamp;
    if (day !== undefined) {
      this.#day = this.#withYear(day);
      this.#before = clock;
      return epochFrom(this.#day, clock, zone);
    }
    this.#day ??= this.#someDay(clock, zone);
    if (clock < this.#before - ROLL_MS) this.#day = shifted(this.#day, 1);
    this.#before = clock;
    return epochFrom(this.#day, clock, zone);
  }

  /** The day of a file without one: given, or when it was last written. */
  #someDay(clock: number, zone: Zone): Required<Day> {
    const { options, modified, note } = this.#context;
    if (options.start !== undefined) return calendarOf(options.start, zone);
    if (modified === undefined) {
      note('The times have no date: days are counted from 1970-01-02 (--start gives the date).');
      return { year: 1970, month: 1, day: 2 };
    }
    note(
      'The times have no date: the day was taken from when the file was last written (--start gives another).',
    );
    const day = calendarOf(modified, zone);
    // A minute of grace: the clocks of file and tool may differ.
    return epochFrom(day, clock, zone) > modified + 60_000 ? shifted(day, -1) : day;
  }

  #withYear({ year, month, day }: Day): Required<Day> {
    if (year !== undefined) return { year, month, day };
    const { options, modified } = this.#context;
    const near = options.start ?? modified;
    if (near === undefined) return { year: this.#day?.year ?? 1970, month, day };
    const at = calendarOf(near, this.#zone);
    if (options.start !== undefined) {
      return { year: month < at.month ? at.year + 1 : at.year, month, day };
    }
    return { year: month > at.month ? at.year - 1 : at.year, month, day };
  }
}

/** A time of day on the day of another stamp, which may be some minutes off: on whichever day is nearest. */
export function onDayOf(clock: number, stamp: Stamp | undefined): Stamp {
  if (stamp === undefined || 'epoch' in stamp || stamp.day?.year === undefined) return { clock };
  const { year, month, day } = stamp.day;
  const apart = clock - stamp.clock;
  const days = apart > HALF_DAY_MS ? -1 : apart < -HALF_DAY_MS ? 1 : 0;
  return { clock, day: shifted({ year, month, day }, days) };
}

function epochFrom({ year, month, day }: Required<Day>, clock: number, zone: Zone): number {
  const seconds = clock / 1000;
  return epochOf(
    {
      year,
      month,
      day,
      hour: Math.floor(seconds / 3600),
      minute: Math.floor(seconds / 60) % 60,
      second: seconds % 60,
    },
    zone,
  );
}

function shifted({ year, month, day }: Required<Day>, days: number): Required<Day> {
  const moved = calendarOf(epochOf({ year, month, day }, 0) + days * DAY_MS, 0);
  return { year: moved.year, month: moved.month, day: moved.day };
}

function zoneOf(text: string | undefined): Zone {
  if (text === undefined) return 'local';
  const zone = parseZone(text);
  if (zone !== undefined) return zone;
  throw new UserError(
    `--zone: ${JSON.stringify(text.slice(0, 40))} is no time zone`,
    'write UTC, +02:00 or Europe/Berlin',
  );
}
