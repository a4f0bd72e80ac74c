import { calendarOf, type Zone } from '../../../text/calendar.ts';
import { type DateOrder, type Lacking, type StampForm, StampReader } from './stamps.ts';
import { stepsOf } from './steps.ts';

export interface ClockOptions {
  readonly zone: Zone;
  /** When the file was last written, epoch milliseconds. */
  readonly modified: number | undefined;
}

/** How the stamps of a column become times. */
export interface Placed {
  readonly absolute: boolean;
  readonly notes: readonly string[];
  reader(): (text: string) => number;
}

const DAY_MS = 86_400_000;
/** Where nothing tells the year or the day. */
const NEUTRAL: Lacking = { year: 1970, month: 1, day: 1 };

/** Decides the order of day and month by all stamps, and gives a date to those that have none. */
export function placed(
  texts: readonly string[],
  form: StampForm,
  { zone, modified }: ClockOptions,
): Placed {
  if (form.has === 'clock') return ofDay(texts, form, zone, modified);
  const lacking =
    modified === undefined ? NEUTRAL : { ...NEUTRAL, year: calendarOf(modified, zone).year };
  const { order, note } = orderOf(texts, form, zone, lacking);
  const notes = note === undefined ? [] : [note];
  if (form.has === 'day and month') {
    notes.push(
      modified === undefined
        ? 'The stamps have no year.'
        : `The stamps have no year; ${lacking.year} was taken, of the file's last change.`,
    );
  }
  return {
    absolute: form.has !== 'day and month' || modified !== undefined,
    notes,
    reader() {
      const stamps = new StampReader(form, order, zone, lacking);
      return (text) => stamps.read(text);
    },
  };
}

/** By a day above 12, else by which of the two gives the shorter time in order. */
function orderOf(
  texts: readonly string[],
  form: StampForm,
  zone: Zone,
  lacking: Lacking,
): { order: DateOrder; note?: string } {
  const [first = 'ymd', ...others] = form.orders;
  if (others.length === 0) return { order: first };
  const tried = form.orders.map((order) => {
    const stamps = new StampReader(form, order, zone, lacking);
    const times = texts.map((text) => stamps.read(text));
    const valid = times.filter((time) => !Number.isNaN(time)).length;
    const { down, min, max } = stepsOf(times);
    return { order, valid, down, span: max - min };
  });
  const most = Math.max(...tried.map(({ valid }) => valid));
  const [best, other] = tried
    .filter(({ valid }) => valid === most)
    .toSorted((a, b) => a.down - b.down || a.span - b.span);
  if (best === undefined) return { order: first };
  const open = other !== undefined && other.down === best.down && other.span === best.span;
  if (!open) return { order: best.order };
  // American times have AM and PM, and slashes.
  const american =
    texts.some((text) => /[ap]\.?m/i.test(text)) || /^\d+\/\d+\/\d{4}/.test(texts[0] ?? '');
  const order: DateOrder = american ? 'mdy' : 'dmy';
  const words = american ? 'month first' : 'day first';
  return { order, note: `The dates may be read day first or month first; ${words} was taken.` };
}

/** Times of day go on over midnight; the last of them was before the file's last change. */
function ofDay(
  texts: readonly string[],
  form: StampForm,
  zone: Zone,
  modified: number | undefined,
): Placed {
  const make =
    (lacking: Lacking): (() => (text: string) => number) =>
    () => {
      const stamps = new StampReader(form, 'ymd', zone, lacking);
      let [before, days] = [Number.NaN, 0];
      return (text) => {
        const time = stamps.read(text);
        if (Number.isNaN(time)) return time;
        // Half a day back is midnight; less is a clock that was set, or rows out of order.
        if (time < before - DAY_MS / 2) days += 1;
        before = time;
        return time + days * DAY_MS;
      };
    };
  if (modified === undefined) {
    return { absolute: false, notes: ['The file has no date.'], reader: make(NEUTRAL) };
  }
  const { year, month, day } = calendarOf(modified, zone);
  const today: Lacking = { year, month, day };
  const read = make(today)();
  let last = 0;
  for (const text of texts) last = Math.max(last, read(text) || 0);
  const back = Math.max(0, Math.ceil((last - modified) / DAY_MS)) * DAY_MS;
  const reader = make(today);
  return {
    absolute: true,
    notes: ['The file has no date; that of its last change was taken.'],
    reader: () => {
      const next = reader();
      return (text) => next(text) - back;
    },
  };
}
