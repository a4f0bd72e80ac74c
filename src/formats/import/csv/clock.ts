import { isMissing, parseNumber } from './cells.ts';
import { type ClockOptions, placed } from './dates.ts';
import { meaningOf, wordsOf } from './names.ts';
import { ELAPSED, FORMS, type StampForm } from './stamps.ts';
import { type Steps, stepsOf } from './steps.ts';
import { cellsOf, labelOf, type Table } from './table.ts';

/** Reads the time of each row. */
export interface Clock {
  /** One, or a date and a time of day. */
  readonly columns: readonly number[];
  /** Whether its times are epoch milliseconds; else they count from the beginning. */
  readonly absolute: boolean;
  /** What was assumed. */
  readonly notes: readonly string[];
  /** A function for all rows in their order: milliseconds, NaN where the row has none. */
  reader(): (row: readonly string[]) => number;
}

/** What is read of a column's cells at least. */
const MOST = 0.9;
/** How many cells decide about the form. */
const PROBE = 40;

interface Candidate extends Clock {
  readonly score: number;
}

/** The column that is the clock, by all rows of the table; undefined without one. */
export function findClock(table: Table, options: ClockOptions, wanted?: number): Clock | undefined {
  const columns = wanted === undefined ? table.names.map((_, i) => i) : [wanted];
  const found: Candidate[] = [];
  const forms = table.names.map((name, column) =>
    SINCE.test(wordsOf(name)) && isElapsed(cellsOf(table, column))
      ? undefined
      : formOf(cellsOf(table, column)),
  );
  for (const column of columns) {
    const form = forms[column];
    const one =
      form === undefined
        ? numeric(table, column, wanted !== undefined)
        : stamped(table, [column], form, options);
    if (one !== undefined) found.push(one);
    if (form?.has === 'date') {
      // A date and a time of day stand side by side.
      const other = [column + 1, column - 1].find((near) => forms[near]?.has === 'clock');
      const timed = forms[other ?? -1];
      const pair =
        other === undefined || timed === undefined
          ? undefined
          : stamped(table, [column, other], joined(form, timed), options);
      if (pair !== undefined) found.push(pair);
    }
  }
  const [best] = found.toSorted((a, b) => b.score - a.score);
  return best;
}

/** Such a time of day counts from the start. */
const SINCE = / (?:elapsed|uptime|duration|relative|since|runtime|run time|delta) /;

function isElapsed(cells: readonly string[]): boolean {
  const some = cells.filter((cell) => !isMissing(cell));
  return share(some, (cell) => ELAPSED.test(cell)) >= MOST;
}

/** The form that nearly all cells of a column have. */
function formOf(cells: readonly string[]): StampForm | undefined {
  const some = cells.filter((cell) => !isMissing(cell));
  if (some.length === 0) return undefined;
  // '25:00:00' and '1 day, 1:00:00' are no times of day.
  if (
    some.some((cell) => /^(?:\d+ days?,? |\d+-|2[5-9]:|[3-9]\d:|\d{3,}:)\d/.test(cell)) &&
    isElapsed(some)
  )
    return undefined;
  const step = Math.max(1, Math.floor(some.length / PROBE));
  const probe = some.filter((_, i) => i % step === 0);
  const form = FORMS.find(({ pattern }) => share(probe, (cell) => pattern.test(cell)) >= MOST);
  return form !== undefined && share(some, (cell) => form.pattern.test(cell)) >= MOST
    ? form
    : undefined;
}

function joined(date: StampForm, clock: StampForm): StampForm {
  const pattern = new RegExp(
    `${date.pattern.source.replace(/\\\]\?\$$/, '')}\\s${clock.pattern.source.replace(/^\^\\\[\?/, '')}`,
  );
  return { name: date.name, has: 'moment', orders: date.orders, pattern };
}

function stamped(
  table: Table,
  columns: readonly number[],
  form: StampForm,
  options: ClockOptions,
): Candidate | undefined {
  const texts = table.rows.map((row) => textOf(row, columns));
  const { reader, notes, absolute } = placed(texts, form, options);
  const read = reader();
  const steps = stepsOf(texts.map((text) => read(text)));
  if (!isClock(steps)) return undefined;
  const base = {
    moment: columns.length === 2 ? 103 : 100,
    'day and month': 85,
    clock: 60,
    date: 20,
  }[form.has];
  const [column = 0] = columns;
  return {
    columns,
    absolute,
    notes,
    score: base + nameBonus(table.names[column] ?? '') + liveliness(steps),
    reader() {
      const next = reader();
      return columns.length === 1
        ? (row) => next(row[column] ?? '')
        : (row) => next(textOf(row, columns));
    },
  };
}

function textOf(row: readonly string[], columns: readonly number[]): string {
  return columns
    .map((column) => row[column] ?? '')
    .join(' ')
    .trim();
}

/** Epoch or elapsed time, by its magnitude and its name. */
function numeric(table: Table, column: number, wanted: boolean): Candidate | undefined {
  const { mark, names } = table;
  const cells = cellsOf(table, column);
  const some = cells.filter((cell) => !isMissing(cell));
  const read = numberReader(some, mark);
  const values = some.map(read);
  if (some.length === 0 || share(values, (value) => !Number.isNaN(value)) < MOST) return undefined;
  const steps = stepsOf(values);
  const epoch = epochUnit(steps);
  const name = names[column] ?? '';
  if (!isClock(steps) && !(wanted && steps.count > 1)) return undefined;
  if (epoch !== undefined) {
    const score = 95 + nameBonus(name) + liveliness(steps);
    return {
      columns: [column],
      absolute: true,
      notes: [],
      score,
      reader: () => (row) => read(row[column] ?? '') * epoch,
    };
  }
  const elapsed = elapsedUnit(name, steps, table, column, wanted);
  if (elapsed === undefined) return undefined;
  return {
    columns: [column],
    absolute: false,
    notes:
      elapsed.assumed === undefined
        ? []
        : [
            `The unit of ${labelOf(table, column)} is not in the file; it was read as ${elapsed.assumed}.`,
          ],
    score: elapsed.score + liveliness(steps),
    reader: () => (row) => read(row[column] ?? '') * elapsed.factor,
  };
}

/** '12.5', '12.5s', '300 ms' and '1 day, 2:03:04'. */
function numberReader(cells: readonly string[], mark: Table['mark']): (cell: string) => number {
  const sample = cells.slice(0, PROBE);
  if (share(sample, (cell) => /^\d+(?:[.,]\d+)?\s*(?:s|ms|sec|seconds?)$/.test(cell)) >= MOST) {
    return (cell) =>
      parseNumber(cell.replace(/\s*[a-z]+$/, ''), mark) * (/ms$/.test(cell) ? 0.001 : 1);
  }
  if (share(sample, (cell) => ELAPSED.test(cell)) >= MOST) return elapsedSeconds;
  return (cell) => parseNumber(cell, mark);
}

function elapsedSeconds(cell: string): number {
  const [, d = '0', h, m, s] = ELAPSED.exec(cell) ?? [];
  return h === undefined
    ? Number.NaN
    : Number(d) * 86_400 + Number(h) * 3600 + Number(m) * 60 + Number(s);
}

/** Milliseconds of one unit, where numbers are times since 1970: between 2001 and 2065. */
function epochUnit({ min, max }: Steps): number | undefined {
  const within = (unit: number): boolean => min * unit > 9.8e11 && max * unit < 3e12;
  return [1000, 1, 1e-3, 1e-6].find(within);
}

const TIME_WORDS =
  / (?:times?|timestamps?|t|ts|elapsed|seconds?|secs?|s|msecs?|ms|milliseconds?|millis|minutes?|mins?|hours?|uptime|duration|clock|wall|relative|datetime|date|zeit|время|tiempo|temps) /;
const NOT_TIME =
  / (?:cpu|user|sys|system|response|latency|cost|gc|wait|busy|idle|run ?time of|utime|stime|process time) /;
const COUNTERS =
  / (?:index|idx|unnamed|step|steps|iter|iteration|iterations|sample|samples|id|no|nr|row|frame|epoch|count|n|run|pid|num) /;

interface Elapsed {
  readonly factor: number;
  readonly assumed?: string;
  readonly score: number;
}

function elapsedUnit(
  name: string,
  steps: Steps,
  table: Table,
  column: number,
  wanted: boolean,
): Elapsed | undefined {
  const words = wordsOf(name);
  const named = TIME_WORDS.test(words) && !NOT_TIME.test(words);
  const written = timeUnit(words);
  const isElapsed =
    share(
      cellsOf(table, column).slice(0, PROBE),
      (cell) => ELAPSED.test(cell) || /\ds$/.test(cell),
    ) >= MOST;
  if (isElapsed) return { factor: 1000, score: 75 };
  const meaning = meaningOf(name).kind;
  if (!wanted && (meaning !== 'none' || (!named && (COUNTERS.test(words) || NOT_TIME.test(words)))))
    return undefined;
  // Without a name: a counter of rows, or a size that only grew, is no clock.
  if (!named && !wanted) {
    const counts = steps.whole && steps.median <= 1;
    if (name !== '' || counts || column > 1 || steps.max > 1e6) return undefined;
  }
  const score = named ? 70 + (/ (?:elapsed|time|timestamp|seconds?) /.test(words) ? 2 : 0) : 30;
  if (written !== undefined) return { factor: written, score: score + 5 };
  // Whole numbers that step by dozens and are no whole minutes are milliseconds.
  const millis =
    steps.whole && steps.median >= 50 && (steps.median % 60 !== 0 || steps.median >= 1000);
  return millis
    ? { factor: 1, assumed: 'milliseconds', score }
    : { factor: 1000, assumed: 'seconds', score };
}

/** Milliseconds of the unit that a name has. */
function timeUnit(words: string): number | undefined {
  if (/ (?:ms|msecs?|millis|milliseconds?) /.test(words)) return 1;
  if (/ (?:us|usecs?|micros|microseconds?|µs) /.test(words)) return 1e-3;
  if (/ (?:ns|nsecs?|nanos|nanoseconds?) /.test(words)) return 1e-6;
  if (/ (?:mins?|minutes?) /.test(words)) return 60_000;
  if (/ (?:h|hrs?|hours?) /.test(words)) return 3_600_000;
  if (/ (?:days?) /.test(words)) return 86_400_000;
  return / (?:s|secs?|seconds?|sekunden) /.test(words) ? 1000 : undefined;
}

/** A clock goes on, but for beginning anew; newest rows first, it runs back throughout. */
function isClock({ count, up, down, downs, restarts }: Steps): boolean {
  if (count < 2) return count === 1;
  if (up === 0) return down > 0.5;
  return down <= 0.05 || (down <= 0.35 && restarts >= 0.8 * downs) || down >= 0.9;
}

/** One of two clocks is better if more of its rows differ. */
function liveliness({ up, down }: Steps): number {
  return 4 * Math.max(up, down);
}

function nameBonus(name: string): number {
  const words = wordsOf(name);
  if (/ (?:start|started|created|begin|end|finish|updated|expires?) /.test(words)) return -15;
  return TIME_WORDS.test(words) ? 5 : 0;
}

function share<T>(items: readonly T[], test: (item: T) => boolean): number {
  return items.length === 0 ? 0 : items.filter(test).length / items.length;
}
