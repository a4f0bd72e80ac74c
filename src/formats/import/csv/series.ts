import { isMissing, parseNumber, parseSizeCell } from './cells.ts';
import type { Clock } from './clock.ts';
import { type Kind, meaningOf, wordsOf } from './names.ts';
import { isStamp } from './stamps.ts';
import { cellsOf, type Table } from './table.ts';

/** A table in which each row is one series at one time. */
export interface Long {
  /** The columns that together name the series. */
  readonly labels: readonly number[];
  /** Whether all rows of a series come together, and the next one begins at the start again. */
  readonly inTurn: boolean;
}

const ID_WORDS = / (?:pid|tid|ppid|process id|processid|rank|worker|id|device|slot|shard|replica) /;
const NAME_WORDS =
  / (?:name|container|containers|pod|process|proc|command|cmd|comm|host|hostname|node|instance|service|series|label|app|image|namespace|user|job|worker|program|exe|server|machine|vm|replica|task) /;
const NO_SERIES =
  / (?:phase|stage|state|status|event|message|msg|note|comment|step|action|function|func|mark|operation|unit|units|level|type|date|time|timestamp|started|uptime|version|run) /;

/** The columns that name the series of a long table; undefined where each row is the next moment. */
export function findSeries(
  table: Table,
  clock: Clock | undefined,
  taken: readonly number[],
): Long | undefined {
  const { rows, names } = table;
  const times = clock === undefined ? undefined : timesOf(table, clock);
  const labels = names.flatMap((name, column) => {
    if (taken.includes(column) || clock?.columns.includes(column)) return [];
    return isLabel(table, column, name) ? [column] : [];
  });
  if (labels.length === 0 || rows.length < 2) return undefined;
  const keys = rows.map((row) => keyOf(row, labels));
  const different = new Set(keys).size;
  if (different < 2 || different > rows.length / 1.5)
    return oneMoment(times, different, rows.length) ? { labels, inTurn: false } : undefined;
  const changes = keys.filter((key, i) => i > 0 && key !== keys[i - 1]).length;
  if (times !== undefined) {
    const together = times.filter(
      (time, i) => i > 0 && time === times[i - 1] && keys[i] !== keys[i - 1],
    ).length;
    if (together > 0.2 * rows.length) return { labels, inTurn: false };
    const back = times.flatMap((time, i) =>
      i > 0 && time < (times[i - 1] ?? time) ? [keys[i] !== keys[i - 1]] : [],
    );
    const turns = back.filter(Boolean).length;
    if (turns > 0 && turns >= 0.8 * back.length && turns >= 0.5 * (different - 1))
      return { labels, inTurn: true };
  }
  return changes > 0.5 * rows.length && !onlyPhases(names, labels)
    ? { labels, inTurn: false }
    : undefined;
}

/** All series were seen once, at one time. */
function oneMoment(times: readonly number[] | undefined, different: number, rows: number): boolean {
  if (times === undefined || different < 2) return false;
  const same = times.filter((time, i) => i > 0 && time === times[i - 1]).length;
  return same > 0.4 * rows;
}

function onlyPhases(names: readonly string[], labels: readonly number[]): boolean {
  return labels.every((column) => NO_SERIES.test(wordsOf(names[column] ?? '')));
}

export function keyOf(row: readonly string[], labels: readonly number[]): string {
  if (labels.length === 1) return row[labels[0] ?? 0] ?? '';
  return labels
    .map((column) => row[column] ?? '')
    .filter((cell) => cell !== '')
    .join('/');
}

function isLabel(table: Table, column: number, name: string): boolean {
  const words = wordsOf(name);
  const cells = cellsOf(table, column);
  const some = cells.filter((cell) => !isMissing(cell));
  if (some.length < cells.length / 2 || new Set(some).size < 2) return false;
  if (ID_WORDS.test(words) && !/ (?:run|sample|row|test) /.test(words))
    return some.every((cell) => /^[\w.-]+$/.test(cell));
  if (NO_SERIES.test(words) && !NAME_WORDS.test(words)) return false;
  const text = some.filter(
    (cell) =>
      Number.isNaN(parseNumber(cell, table.mark)) &&
      parseSizeCell(cell, table.mark) === undefined &&
      !isStamp(cell) &&
      !/[%/]|^[<>]/.test(cell.slice(-1)),
  );
  return text.length > 0.8 * some.length;
}

export function timesOf({ rows }: Table, clock: Clock): number[] {
  const read = clock.reader();
  return rows.map(read);
}

/** Rows of another metric are none of the memory: a table of (metric, value) rows. */
export interface Pivot {
  readonly column: number;
  readonly values: ReadonlySet<string>;
  readonly value: number;
  readonly kind: Kind;
  /** The metric's name, which may have the unit. */
  readonly name: string;
}

const RANKED: readonly Kind[] = [
  'rss',
  'pss',
  'uss',
  'used',
  'memory',
  'working set',
  'private',
  'heap',
];

/** The column that names what each row's value is, where one does. */
export function findPivot(table: Table): Pivot | undefined {
  const { names } = table;
  const value = names.findIndex(
    (name) =>
      / (?:value|values|val|average|metric value|counter value|data) /.test(wordsOf(name)) &&
      !/ (?:time|name) /.test(wordsOf(name)),
  );
  if (value < 0) return undefined;
  for (const column of names.keys()) {
    if (column === value) continue;
    const texts = new Set(cellsOf(table, column));
    if (texts.size > 500) continue;
    for (const kind of RANKED) {
      const fitting = [...texts].filter(
        (text) =>
          Number.isNaN(Number(text)) && meaningOf(text).kind === kind && !meaningOf(text).derived,
      );
      const [name] = fitting;
      if (name !== undefined) return { column, values: new Set(fitting), value, kind, name };
    }
  }
  return undefined;
}
