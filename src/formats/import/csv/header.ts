import { isMissing, markOf, parseNumber, parseSizeCell } from './cells.ts';
import { wordsOf } from './names.ts';
import { ELAPSED, isStamp } from './stamps.ts';
import type { Table } from './table.ts';

/** A table with its header found, and what of the text was none of it. */
export interface Headed extends Table {
  /** Cells of a header line that may come again. */
  readonly header: readonly string[] | undefined;
  /** Lines that are neither header nor rows. */
  readonly skipped: number;
}

const isValue = (cell: string): boolean =>
  !Number.isNaN(parseNumber(cell, '.')) ||
  !Number.isNaN(parseNumber(cell, ',')) ||
  parseSizeCell(cell, '.') !== undefined ||
  isStamp(cell) ||
  ELAPSED.test(cell);

/** Nobody has more series in one file. */
const MOST_COLUMNS = 1000;

/** A column is one of values if so many of its cells are. */
const VALUES = 0.6;

/** Finds the header of rows of cells. `comments`: lines that began with '#', cut likewise, the last of which may be it. */
export function headed(
  all: readonly (readonly string[])[],
  comments: readonly (readonly string[])[],
  delimiter: string,
): Headed {
  const width = Math.min(commonLength(all), MOST_COLUMNS);
  const values = Array.from({ length: width }, (_, column) => isOfValues(all, column, width));
  const isClean = (row: readonly string[]): boolean =>
    row.length >= Math.min(2, width) &&
    values.every((of, i) => !of || isMissing(row[i] ?? '') || isValue(row[i] ?? '')) &&
    values.some((of, i) => of && isValue(row[i] ?? '') && !isMissing(row[i] ?? ''));
  let first = all.findIndex(isClean);
  if (first < 0) first = all.length;
  // A header of times, one a column: the rows below have numbers there.
  const next = all[first + 1];
  if (first < all.length && next !== undefined && isRowOfTimes(all[first] ?? [], next)) first += 1;
  const before = all
    .slice(0, first)
    .filter(
      (row) => row.length >= Math.max(2, width / 2) && !row.some((cell) => /^sep=/i.test(cell)),
    );
  const found =
    before.findLast((row) => row.filter((cell) => cell !== '').length >= Math.min(2, width)) ??
    before.at(-1);
  const comment = comments.findLast((row) => Math.abs(row.length - width) <= 1);
  const header = found ?? comment;
  const rows = all.slice(first).filter(isClean);
  const group = before.at(before.indexOf(found ?? []) - 1);
  const grouped =
    found !== undefined && before.indexOf(found) > 0 && group !== undefined && isGroup(group)
      ? withGroups(group, found)
      : header;
  const mark = markOf(sampled(rows), delimiter);
  return {
    names: namesOf(grouped ?? [], width, rows, mark),
    rows,
    mark,
    header: found,
    skipped: all.length - first - rows.length,
  };
}

function* sampled(rows: readonly (readonly string[])[]): Generator<string> {
  const step = Math.max(1, Math.floor(rows.length / 500));
  for (let i = 0; i < rows.length; i += step) yield* rows[i] ?? [];
}

function commonLength(rows: readonly (readonly string[])[]): number {
  const counts = new Map<number, number>();
  for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0;
}

function isOfValues(rows: readonly (readonly string[])[], column: number, width: number): boolean {
  let [some, good] = [0, 0];
  for (const row of rows.length > 2000 ? rows.slice(0, 2000) : rows) {
    const cell = row[column] ?? '';
    if (row.length < width - 1 || isMissing(cell)) continue;
    some += 1;
    if (isValue(cell)) good += 1;
  }
  // Of a header and one row, half of the cells are text.
  return some > 0 && (good >= VALUES * some || (some <= 4 && good >= some / 2));
}

function isRowOfTimes(row: readonly string[], next: readonly string[]): boolean {
  return (
    row.filter((cell, i) => isStamp(cell) && !isStamp(next[i] ?? '') && isValue(next[i] ?? ''))
      .length >= 3
  );
}

/** The upper of two header lines, whose names stand over several columns. */
function isGroup(row: readonly string[]): boolean {
  return (
    row.filter((cell) => cell === '').length >= row.length / 4 && row.some((cell) => cell !== '')
  );
}

function withGroups(groups: readonly string[], names: readonly string[]): string[] {
  let group = '';
  return names.map((name, i) => {
    group = groups[i] || group;
    return group === '' || group === name ? name : `${group} ${name}`.trim();
  });
}

/** One name a column: moved where the header has one less, or where the first name is the second column's. */
function namesOf(
  header: readonly string[],
  width: number,
  rows: readonly (readonly string[])[],
  mark: Table['mark'],
): string[] {
  const names = Array.from({ length: width }, (_, i) => (header[i] ?? '').replace(/^#\s*/, ''));
  const isEmpty = (column: number): boolean => rows.every((row) => (row[column] ?? '') === '');
  while (names.length > 1 && isEmpty(names.length - 1) && names.at(-1) === '') names.pop();
  const given = names.filter((name) => name !== '').length;
  const [first = ''] = names;
  const nameless =
    given > 0 &&
    names.length >= 2 &&
    names.at(-1) === '' &&
    names.slice(0, -1).every((name) => name !== '');
  if (
    nameless &&
    startsWithClock(rows, mark) &&
    !/ (?:time\w*|date\w*|t|ts|elapsed|sec\w*|clock) /.test(wordsOf(first))
  ) {
    return ['', ...names.slice(0, -1)];
  }
  return names;
}

function startsWithClock(rows: readonly (readonly string[])[], mark: Table['mark']): boolean {
  const cells = rows.slice(0, 20).map(([cell = '']) => cell);
  if (cells.every(isStamp)) return true;
  const numbers = cells.map((cell) => parseNumber(cell, mark));
  return numbers.every((value, i) => i === 0 || value > (numbers[i - 1] ?? 0));
}
