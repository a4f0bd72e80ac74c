import { parseZone, type Zone } from '../../../text/calendar.ts';
import { UserError } from '../../../text/user-error.ts';
import type { ImportContext, ImportOptions } from '../importer.ts';
import { isMissing } from './cells.ts';
import { type Choice, type Column, chooseMemory } from './choose.ts';
import { type Clock, findClock } from './clock.ts';
import { findPivot, findSeries, keyOf, type Pivot, timesOf } from './series.ts';
import { stepsOf } from './steps.ts';
import { cellsOf, labelOf, type Table } from './table.ts';
import { type Sized, sizedBy } from './units.ts';

type Row = readonly string[];

/** What each row of a file means; decided by its beginning, or by all of it where it is short. */
export interface Plan {
  readonly clock: Clock | undefined;
  /** The sizes of a row: one column, or one a series. */
  readonly sizes: readonly {
    readonly name: string;
    readonly index: number;
    readonly read: Sized['read'];
  }[];
  /** The machine's used memory beside those of processes. */
  readonly machine: ((row: Row) => number) | undefined;
  /** `sizes` are the machine's. */
  readonly isMachine: boolean;
  readonly measure: string | undefined;
  /** The machine's memory, bytes. */
  readonly machineTotal: number | undefined;
  /** Of a long table: the series of a row. */
  readonly keyOf: ((row: Row) => string) | undefined;
  /** Rows have to be put in order first: one series after the other, or the newest first. */
  readonly unordered: boolean;
  /** Rows of other things are left out. */
  readonly wants: (row: Row) => boolean;
  /** The usual time between two rows of one series, milliseconds; 0 where stamps do not tell. */
  readonly pace: number;
  /** Each series has a value in some rows only: it keeps the last one for so many rows; 0 where a gap is a gap. */
  readonly carried: number;
  /** The columns that all of this reads. */
  readonly columns: readonly number[];
  /** Names the step that a row belongs to. */
  readonly stepColumn: number | undefined;
}

/** So many columns that are alike tell their unit. */
const MOST_ALIKE = 8;

/** Decides what the rows mean, and notes what was assumed. Throws UserError where the file does not tell. */
export function planOf(whole: Table, { options, modified, note }: ImportContext): Plan {
  const zone = zoneOf(options);
  const memory = columnOf(whole, options.memoryColumn, '--memory-column');
  const wantedClock = columnOf(whole, options.timeColumn, '--time-column');
  const clockOptions = { zone, modified };
  const pivot = memory === undefined ? findPivot(whole) : undefined;
  const table = pivot === undefined ? whole : pivoted(whole, pivot);
  const clock = findClock(table, clockOptions, wantedClock);
  if (wantedClock !== undefined && clock === undefined) {
    throw new UserError(
      `--time-column: ${labelOf(table, wantedClock)} holds no times that go on`,
      `there are ${listed(table)}`,
    );
  }
  const choice = chooseMemory(table, clock?.columns ?? [], memory ?? pivot?.value);
  const taken = choice.columns.map(({ index }) => index);
  const long = findSeries(table, clock, taken);
  const labels = long?.labels;
  const key = labels === undefined ? undefined : (row: Row): string => keyOf(row, labels);
  const columns = filtered(
    choice.columns,
    table,
    labels === undefined ? options.series : undefined,
  );
  checkNotZero(table, columns);
  const stepColumn = key === undefined ? stepColumnOf(table) : undefined;
  const every = Math.ceil(columns.length / MOST_ALIKE);
  const alike = columns.filter((_, i) => i % every === 0).map(({ index }) => index);
  const sizes = columns.map(({ index, kind }, i) => {
    const sized = sizedBy(
      table,
      index,
      pivot?.kind ?? kind,
      choice.yardsticks,
      options.unit,
      alike,
    );
    // What goes for one goes for all that are alike.
    if (i === 0 && sized.note !== undefined) note(sized.note);
    return { name: seriesName(table.names[index] ?? '', index), index, read: sized.read };
  });
  for (const text of clock?.notes ?? []) note(text);
  const times = clock === undefined ? [] : timesOf(table, clock);
  const steps = stepsOf(times);
  return {
    clock,
    sizes,
    machine: machineReader(table, choice, options),
    isMachine: choice.isMachine,
    measure: measureOf(columns),
    machineTotal: totalOf(table, choice),
    keyOf: key,
    unordered: long?.inTurn === true || (steps.up < 0.1 && steps.down > 0.3) || steps.down > 0.9,
    wants: wantsOf(pivot, key, options.series),
    pace: key === undefined ? steps.median : paceOf(table, times, key),
    columns: [
      ...(clock?.columns ?? []),
      ...[...columns, choice.machine].flatMap((one) => one?.index ?? []),
      ...(labels ?? []),
      ...[pivot?.column, stepColumn].flatMap((one) => one ?? []),
    ],
    stepColumn,
    carried: key === undefined ? carriedOf(table, alike) : 0,
  };
}

function zoneOf({ zone }: ImportOptions): Zone {
  if (zone === undefined) return 'local';
  const parsed = parseZone(zone);
  if (parsed !== undefined) return parsed;
  throw new UserError(
    `--zone: ${JSON.stringify(zone.slice(0, 40))} is no zone`,
    'write UTC, +02:00 or Europe/Berlin',
  );
}

/** The column that an option names: by its number from 1, its name, or a part of one name alone. */
function columnOf(table: Table, wanted: string | undefined, option: string): number | undefined {
  if (wanted === undefined) return undefined;
  const lower = wanted.toLowerCase();
  const exact = table.names.findIndex((name) => name.toLowerCase() === lower);
  if (exact >= 0) return exact;
  const number = Number(wanted);
  if (Number.isInteger(number) && number >= 1 && number <= table.names.length) return number - 1;
  const parts = table.names.flatMap((name, i) => (name.toLowerCase().includes(lower) ? [i] : []));
  if (parts.length === 1) return parts[0];
  throw new UserError(
    `${option}: ${parts.length === 0 ? 'no column is' : 'several columns are'} called ${JSON.stringify(wanted.slice(0, 40))}`,
    `there are ${listed(table)}`,
  );
}

function listed(table: Table): string {
  return table.names
    .map((_, i) => labelOf(table, i))
    .slice(0, 12)
    .join(', ');
}

function pivoted({ names, rows, mark }: Table, { column, values, value, name }: Pivot): Table {
  return {
    names: names.map((one, i) => (i === value ? name : one)),
    rows: rows.filter((row) => values.has(row[column] ?? '')),
    mark,
  };
}

function wantsOf(
  pivot: Pivot | undefined,
  key: Plan['keyOf'],
  series: string | undefined,
): Plan['wants'] {
  const lower = series?.toLowerCase();
  return (row) =>
    (pivot === undefined || pivot.values.has(row[pivot.column] ?? '')) &&
    (lower === undefined || key === undefined || key(row).toLowerCase().includes(lower));
}

function filtered(
  columns: readonly Column[],
  table: Table,
  series: string | undefined,
): readonly Column[] {
  if (series === undefined) return columns;
  const lower = series.toLowerCase();
  const found = columns.filter(({ index }) =>
    (table.names[index] ?? '').toLowerCase().includes(lower),
  );
  if (found.length > 0) return found;
  const names = columns
    .map(({ index }) => labelOf(table, index))
    .slice(0, 12)
    .join(', ');
  throw new UserError(
    `--series: no series is called ${JSON.stringify(series.slice(0, 40))}`,
    `there are ${names}`,
  );
}

/** What tells a series from others in a label set; else the column's name. */
function seriesName(name: string, index: number): string {
  const label =
    /\b(?:pod|container|name|container_name|process|groupname|instance|job|host)="([^"]+)"/.exec(
      name,
    )?.[1];
  return label ?? (name === '' ? `column ${index + 1}` : name.slice(0, 200));
}

function measureOf(columns: readonly Column[]): string | undefined {
  const kind = columns[0]?.kind;
  if (kind === 'rss') return undefined;
  if (kind === 'pss' || kind === 'uss') return kind;
  if (kind === 'heap' || kind === 'working set') return kind;
  if (kind === 'private') return 'private bytes';
  return kind === 'committed' ? 'committed memory' : 'memory';
}

function machineReader(
  table: Table,
  { machine, yardsticks }: Choice,
  { unit }: ImportOptions,
): Plan['machine'] {
  if (machine === undefined) return undefined;
  try {
    const { read } = sizedBy(
      table,
      machine.index,
      machine.kind,
      yardsticks,
      unit?.startsWith('%') ? undefined : unit,
    );
    return (row) => read(row[machine.index] ?? '');
  } catch {
    // It is only shown beside: where its unit is not known it is left out.
    return undefined;
  }
}

function totalOf(table: Table, { isMachine, yardsticks: { total } }: Choice): number | undefined {
  if (!isMachine || total === undefined) return undefined;
  try {
    const { read } = sizedBy(table, total, 'total', { total, percent: undefined }, undefined);
    const most = cellsOf(table, total)
      .map(read)
      .reduce((a, b) => (b > a ? b : a), 0);
    return most > 0 ? most : undefined;
  } catch {
    return undefined;
  }
}

function checkNotZero(table: Table, columns: readonly Column[]): void {
  const [first] = columns;
  if (first === undefined || table.rows.length > 15_000) return;
  const isZero = (cell: string): boolean =>
    /^0*(?:[.,]0*)?\s*[KMG]?i?B?$/i.test(cell) || isMissing(cell);
  if (columns.some(({ index }) => !cellsOf(table, index).every(isZero))) return;
  throw new UserError(
    `${labelOf(table, first.index)} is 0 throughout`,
    'name another column with --memory-column',
  );
}

/** Series that were read one after the other leave gaps between each two of their values. */
function carriedOf(table: Table, columns: readonly number[]): number {
  if (columns.length < 2) return 0;
  let [filled, all] = [0, 0];
  for (const column of columns) {
    const cells = cellsOf(table, column);
    const first = cells.findIndex((cell) => !isMissing(cell));
    const last = cells.findLastIndex((cell) => !isMissing(cell));
    if (first < 0) continue;
    all += last - first + 1;
    for (let i = first; i <= last; i++) if (!isMissing(cells[i] ?? '')) filled += 1;
  }
  return filled > 0.7 * all ? 0 : Math.ceil((2 * all) / Math.max(1, filled));
}

/** The median time until a series is seen again. */
function paceOf({ rows }: Table, times: readonly number[], key: (row: Row) => string): number {
  const before = new Map<string, number>();
  const gaps: number[] = [];
  rows.forEach((row, i) => {
    const time = times[i] ?? Number.NaN;
    const name = key(row);
    const gap = time - (before.get(name) ?? Number.NaN);
    if (gap >= 0) gaps.push(gap);
    before.set(name, time);
  });
  gaps.sort((a, b) => a - b);
  return gaps[gaps.length >> 1] ?? 0;
}

/** A column of words that change seldom is what the job was doing. */
function stepColumnOf(table: Table): number | undefined {
  const column = table.names.findIndex((name, i) => {
    if (
      !/^(?:phase|stage|step|event|action|function|label|task|status|state|note|comment|message)$/i.test(
        name,
      )
    )
      return false;
    const cells = cellsOf(table, i);
    const changes = cells.filter((cell, at) => at > 0 && cell !== cells[at - 1]).length;
    return (
      cells.some((cell) => /[A-Za-z]{2}/.test(cell)) && changes <= Math.max(20, cells.length / 5)
    );
  });
  return column < 0 ? undefined : column;
}
