import { UserError } from '../../../text/user-error.ts';
import { isMissing, parseNumber, parseSizeCell } from './cells.ts';
import { type Kind, type Meaning, meaningOf, unitInName, wordsOf } from './names.ts';
import { cellsOf, labelOf, type Table } from './table.ts';
import type { Yardsticks } from './units.ts';

/** A column of sizes. */
export interface Column {
  readonly index: number;
  readonly kind: Kind;
  readonly meaning: Meaning;
}

export interface Choice {
  /** Their sum is the memory: one column, or one a series. */
  readonly columns: readonly Column[];
  /** The machine's used memory beside a process's. */
  readonly machine: Column | undefined;
  /** Whether `columns` are about the machine. */
  readonly isMachine: boolean;
  readonly yardsticks: Yardsticks;
}

const RANK: Readonly<Record<Kind, number>> = {
  rss: 100,
  pss: 90,
  uss: 88,
  used: 70,
  memory: 66,
  'working set': 62,
  private: 50,
  heap: 40,
  committed: 20,
  percent: 10,
  total: 0,
  available: 0,
  free: 0,
  cache: 0,
  gpu: 0,
  other: 0,
  none: 0,
};
/** A series needs numbers in so many of its cells. */
const FILLED = 0.02;

/** Which columns are the memory. Throws UserError that says why none is. */
export function chooseMemory(
  table: Table,
  taken: readonly number[],
  wanted: number | undefined,
): Choice {
  const all = table.names
    .map((name, index): Column => {
      const meaning = meaningOf(name);
      return { index, meaning, kind: refined(table, index, meaning.kind) };
    })
    .filter(({ index }) => !taken.includes(index) && isNumeric(table, index));
  const yardsticks = yardsticksOf(table, all);
  if (wanted !== undefined) {
    const column = {
      index: wanted,
      meaning: meaningOf(table.names[wanted] ?? ''),
      kind: refined(table, wanted, meaningOf(table.names[wanted] ?? '').kind),
    };
    const isMachine = machineOf(column, all, table);
    return { columns: [column], machine: undefined, isMachine, yardsticks };
  }
  const sizes = all.filter(({ kind }) => RANK[kind] > 0 && !isNvidia(table));
  const best = Math.max(0, ...sizes.map((column) => rankOf(column)));
  if (best === 0) {
    const unnamed = unnamedSeries(table, all, taken);
    if (unnamed.length > 1 && isNameless(table)) {
      throw new UserError(
        'several columns may be the memory',
        `name it with --memory-column: ${unnamed.map(({ index }) => index + 1).join(', ')}`,
      );
    }
    if (unnamed.length > 0)
      return { columns: unnamed, machine: undefined, isMachine: false, yardsticks };
    throw refusal(table, all);
  }
  const columns = apart(
    sizes.filter((column) => rankOf(column) === best),
    table,
  );
  const isMachine = columns.every((column) => machineOf(column, all, table));
  const beside = isMachine
    ? undefined
    : sizes.find(
        (column) =>
          !columns.includes(column) &&
          column.kind === 'used' &&
          column.meaning.of !== 'process' &&
          machineOf(column, all, table),
      );
  return { columns, machine: beside, isMachine, yardsticks };
}

/** What the cells say against the name: '17%' is percent, and 154 is none. */
function refined(table: Table, index: number, kind: Kind): Kind {
  if (RANK[kind] === 0) return kind;
  const cells = cellsOf(table, index).filter((cell) => !isMissing(cell));
  if (cells.length > 0 && cells.every((cell) => cell.endsWith('%'))) return 'percent';
  if (kind !== 'percent' || /%|perc|pct/i.test(table.names[index] ?? '')) return kind;
  return cells.some((cell) => parseNumber(cell, table.mark) > 100.5) ? 'memory' : 'percent';
}

function rankOf({ kind, meaning: { of, derived } }: Column): number {
  const rank = RANK[kind];
  const process = of === 'process' && (kind === 'used' || kind === 'memory') ? 25 : 0;
  return rank + process - (derived ? 8 : 0);
}

function isNumeric(table: Table, index: number): boolean {
  const cells = cellsOf(table, index).filter((cell) => !isMissing(cell));
  if (cells.length === 0 || cells.length < table.rows.length * FILLED) return false;
  const good = cells.filter(
    (cell) =>
      !Number.isNaN(parseNumber(cell, table.mark)) || parseSizeCell(cell, table.mark) !== undefined,
  );
  return good.length >= 0.8 * cells.length;
}

/** nvidia-smi's own names have no word about the card. */
function isNvidia({ names }: Table): boolean {
  const mine = names.filter((name) => / (?:rss|pss|uss|ram) /.test(wordsOf(name))).length;
  return mine === 0 && names.some((name) => /^memory\.(?:used|free|total) \[MiB\]$/.test(name));
}

const PROCESS_WORDS =
  / (?:pid|process|proc|container|pod|worker|command|cmd|app|service|program|task|threads?|num threads|limit|quota) /;

/** Used memory is the machine's where it stands beside what is total or available, unless the name says otherwise. */
function machineOf(
  { kind, meaning: { of } }: Column,
  all: readonly Column[],
  { names }: Table,
): boolean {
  if (of === 'machine')
    return kind === 'used' || kind === 'memory' || kind === 'percent' || kind === 'committed';
  if (of === 'process' || (kind !== 'used' && kind !== 'memory' && kind !== 'percent'))
    return false;
  const beside = (wanted: Kind): boolean =>
    all.some((one) => one.kind === wanted && one.meaning.of !== 'process');
  const isOfProcesses = names.some((name) => PROCESS_WORDS.test(wordsOf(name)));
  return (
    beside('available') ||
    beside('free') ||
    (kind === 'used' &&
      (beside('cache') || (!isOfProcesses && (beside('total') || beside('percent')))))
  );
}

function yardsticksOf({ names }: Table, all: readonly Column[]): Yardsticks {
  const find = (wanted: Kind): number | undefined =>
    all.find(({ kind, index }) => kind === wanted && !/ swap /.test(wordsOf(names[index] ?? '')))
      ?.index;
  return { total: find('total'), percent: find('percent') };
}

/** Of columns that say the same of different things, all; of one in several units, or beside its average, one. */
function apart(columns: readonly Column[], { names }: Table): readonly Column[] {
  // Windows adds its processes up itself, those that nobody asked for too.
  const own = columns.filter(({ index }) => !/\((?:_total|idle)\)/i.test(names[index] ?? ''));
  const all = own.length > 0 ? own : columns;
  const sums = all.filter(({ meaning }) => meaning.sum);
  const chosen = sums.length > 0 && sums.length < all.length ? sums.slice(0, 1) : all;
  const best = new Map<string, Column>();
  for (const column of chosen) {
    const name = names[column.index] ?? '';
    const words = wordsOf(name);
    const unit = unitInName(name)?.text.toLowerCase();
    const bare = words.replace(DERIVED, ' ');
    const thing = unit === undefined ? bare : bare.replace(` ${unit} `, ' ');
    // Without either, two of one name are two things.
    const key = unit === undefined && bare === words ? `${thing}${column.index}` : thing;
    const known = best.get(key);
    if (known === undefined || (isMost(words) && !isMost(wordsOf(names[known.index] ?? '')))) {
      best.set(key, column);
    }
  }
  return [...best.values()];
}

const DERIVED =
  / (?:avg|average|mean|max|maximum|min|minimum|peak|median|current|cur|last|p\d\d)(?= )/g;

function isMost(words: string): boolean {
  return / (?:max|maximum|peak|highest) /.test(words);
}

/** Columns that are named by their series alone, as dashboards export them, if their numbers must be sizes. */
function unnamedSeries(
  table: Table,
  all: readonly Column[],
  taken: readonly number[],
): readonly Column[] {
  const series = all.filter(
    ({ kind, meaning }) => kind === 'none' && !meaning.derived && !meaning.sum,
  );
  const valuesOf = (index: number): number[] =>
    cellsOf(table, index)
      .map((cell) => parseNumber(cell, table.mark))
      .filter((value) => value > 0);
  const areSizes = (index: number): boolean => {
    const cells = cellsOf(table, index).filter((cell) => !isMissing(cell));
    const sizes = cells.filter((cell) =>
      parseSizeCell(cell, table.mark)?.unit.match(/^[kmgt]?i?b/i),
    );
    return sizes.length > cells.length / 2;
  };
  const withUnits = series.filter(({ index }) => areSizes(index));
  if (withUnits.length > 0) return withUnits;
  const paged = series.filter(({ index }) => isPaged(valuesOf(index)));
  // One that stays the same is known by its neighbours; beside other numbers all of them may be anything.
  const others = series.filter(
    (column) =>
      !paged.includes(column) && !OTHER_NUMBERS.test(wordsOf(table.names[column.index] ?? '')),
  );
  const varied = paged.some(({ index }) => new Set(valuesOf(index)).size >= 3);
  if (varied && (others.length === 0 || isNameless(table))) return paged;
  // Without any name, what is neither the clock nor a percent is the memory, if it is one.
  const sizes = series.filter(({ index }) => !isPercent(table, index));
  return isNameless(table) && taken.length > 0 && sizes.length === 1 ? sizes : [];
}

const OTHER_NUMBERS =
  / (?:cpu\w*|load|threads?|num\w*|count|n|id|pid|index|iteration|step|percent|users?|requests?|rate|disk|net|swap) /;

function isNameless({ names }: Table): boolean {
  return names.every((name) => name === '');
}

function isPercent(table: Table, index: number): boolean {
  const cells = cellsOf(table, index).filter((cell) => !isMissing(cell));
  return cells.every((cell) => cell.endsWith('%'));
}

function isPaged(values: readonly number[]): boolean {
  return values.length > 0 && values.every((value) => value % 4096 === 0 && value >= 65536);
}

function refusal(table: Table, all: readonly Column[]): UserError {
  const { names } = table;
  const listed = names
    .map((_, i) => labelOf(table, i))
    .slice(0, 12)
    .join(', ');
  const first = (...kinds: readonly Kind[]): string | undefined => {
    const found = all.find(({ kind }) => kinds.includes(kind));
    return found && labelOf(table, found.index);
  };
  const gpu = first('gpu') ?? (isNvidia(table) ? first('used') : undefined);
  if (gpu !== undefined)
    return new UserError(
      `${gpu} is GPU memory, not RAM, and there is no other`,
      'record RSS beside it',
    );
  const free = first('available', 'free');
  if (free !== undefined)
    return new UserError(
      `there is ${free}, but no used memory`,
      `name a column with --memory-column; there are ${listed}`,
    );
  const other = first('other', 'total', 'cache');
  if (other !== undefined)
    return new UserError(
      `${other} is no resident or used memory, and there is no other`,
      `name a column with --memory-column; there are ${listed}`,
    );
  return new UserError(
    'no column is known to be memory',
    `name it with --memory-column; there are ${listed}`,
  );
}
