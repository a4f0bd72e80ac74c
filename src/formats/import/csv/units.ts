import { parseSize } from '../../../text/size.ts';
import { UserError } from '../../../text/user-error.ts';
import { bytesOfSize, isMissing, parseNumber, parseSizeCell } from './cells.ts';
import { type Kind, unitInName, wordsOf } from './names.ts';
import { cellsOf, labelOf, type Table } from './table.ts';

/** Bytes of a column's cells; NaN where one holds none. */
export interface Sized {
  readonly read: (cell: string) => number;
  /** What was assumed. */
  readonly note?: string;
}

/** What else the table tells about the size of a column's numbers. */
export interface Yardsticks {
  /** The column of the machine's or container's total. */
  readonly total: number | undefined;
  /** The column with the same in percent. */
  readonly percent: number | undefined;
}

const KIB = 1024;
const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
/** A machine has so much memory, bytes. */
const SMALL_MACHINE = 0.4 * GIB;
const LARGE_MACHINE = 6144 * GIB;
/** Fewer different values say nothing about pages. */
const ENOUGH = 5;
const PAGE = 4096;

/**
 * How a column's cells become bytes: by what stands in the cells, in the header, by the name, by the values of all columns
 * that are alike. Throws UserError to ask.
 */
export function sizedBy(
  table: Table,
  column: number,
  kind: Kind,
  { total, percent }: Yardsticks,
  given: string | undefined,
  alike: readonly number[] = [column],
): Sized {
  const { names } = table;
  const cells = cellsOf(table, column).filter((cell) => !isMissing(cell));
  const named = unitInName(names[column] ?? '');
  const mark = isGrouped(cells, table.mark, named?.factor) ? '.' : table.mark;
  const number = (cell: string): number => parseNumber(cell, mark);
  const scaled = (factor: number, note?: string): Sized => ({
    read: (cell) => number(cell) * factor,
    ...(note !== undefined && { note }),
  });
  if (given !== undefined) return byOption(given, table, column);
  const inCells = bySuffix(table, column, cells);
  if (inCells !== undefined) return inCells;
  const label = labelOf(table, column);
  if (kind === 'percent') return ofTotal(table, column, total);
  if (named !== undefined) {
    refuseMixed(cells.map(number), named.factor, label);
    const loose = /^(?:mb|gb|mbytes?|megabytes?|gbytes?|gigabytes?)$/i.test(named.text);
    const binary = named.factor === MIB ? 'MiB' : 'GiB';
    return scaled(
      named.factor,
      loose && named.factor > 1
        ? `${named.text.toUpperCase()} of ${label} was read as ${binary} (2^${named.factor === MIB ? 20 : 30} bytes).`
        : undefined,
    );
  }
  const values = alike
    .flatMap((one) => cellsOf(table, one).map(number))
    .filter((value) => !Number.isNaN(value));
  const words = wordsOf(names[column] ?? '');
  if (/ vm (?:rss|hwm) | kbmem/.test(words)) return scaled(KIB);
  const found = arePages(values)
    ? 1
    : (byTotal(table, column, values, { total, percent }) ?? byMagnitude(values, kind));
  refuseMixed(values, found ?? 1, label);
  if (found === undefined) {
    throw new UserError(
      `the file does not say in which unit ${label} is`,
      'write --unit MiB (or B, KiB, GiB)',
    );
  }
  return scaled(
    found,
    `The unit of ${label} is not in the file; by its values it is ${nameOf(found)}.`,
  );
}

/** '715,456' where a comma may be decimal: bytes and KiB have no fraction, and none of always three digits. */
function isGrouped(cells: readonly string[], mark: Table['mark'], factor = KIB): boolean {
  if (mark === '.' || factor > KIB) return false;
  return (
    cells.some((cell) => cell.includes(',')) &&
    cells.every((cell) => /^(?:[1-9]\d{0,2}(?:,\d{3})*|0)$/.test(cell))
  );
}

function nameOf(factor: number): string {
  return { 1: 'bytes', [KIB]: 'KiB', [MIB]: 'MiB', [GIB]: 'GiB' }[factor] ?? 'pages';
}

/** '--unit MiB', or of a column of percents '--unit "% of 16GiB"'. */
function byOption(given: string, table: Table, column: number): Sized {
  const { mark } = table;
  const share = /^%(?:\s*of)?\s*(.+)$/.exec(given.trim());
  if (given.trim() === '%') {
    throw new UserError('--unit %: of how much memory?', "write --unit '% of 16GiB'");
  }
  const factor =
    share === null
      ? parseSize(`1${given.trim()}`, '--unit')
      : parseSize(share[1] ?? '', '--unit') / 100;
  return {
    read: (cell) => {
      const plain = parseNumber(cell, mark);
      return (Number.isNaN(plain) ? (parseSizeCell(cell, mark)?.number ?? plain) : plain) * factor;
    },
    ...(share !== null && {
      note: `${labelOf(table, column)} is percent; ${share[1]} was taken as the whole.`,
    }),
  };
}

/** '82.5MiB', '1.2g' beside '676': what has no letter is KiB where top writes so. */
function bySuffix(table: Table, column: number, cells: readonly string[]): Sized | undefined {
  const { mark } = table;
  const sized = cells.map((cell) => parseSizeCell(cell, mark));
  const some = sized.filter((one) => one !== undefined);
  if (some.length === 0 || some.length < cells.length / 50) return undefined;
  if (some.every(({ unit }) => unit === '%')) return undefined;
  const short = some.every(({ unit }) => /^[mgtp]$/.test(unit));
  const bare = short && some.length < cells.length ? KIB : 1;
  const loose = some.some(({ unit, ofLimit }) => !ofLimit && /^[mg]b$/i.test(unit));
  return {
    read: (cell) => {
      const size = parseSizeCell(cell, mark);
      if (size === undefined) return parseNumber(cell, mark) * bare;
      return size.unit === '%' ? Number.NaN : bytesOfSize(size);
    },
    ...(loose && { note: `MB in ${labelOf(table, column)} was read as MiB (2^20 bytes).` }),
  };
}

/** Percent of a total that the table has. */
function ofTotal(table: Table, column: number, total: number | undefined): Sized {
  const label = labelOf(table, column);
  if (total !== undefined) {
    const sized = sizedBy(table, total, 'total', { total, percent: undefined }, undefined);
    const whole = Math.max(
      ...cellsOf(table, total)
        .map(sized.read)
        .filter((value) => value > 0),
    );
    if (Number.isFinite(whole)) {
      return {
        read: (cell) => (percentIn(cell, table) / 100) * whole,
        note: `${label} is percent of ${labelOf(table, total)}.`,
      };
    }
  }
  throw new UserError(
    `${label} is percent, and the file does not say of how much memory`,
    "write --unit '% of 16GiB'",
  );
}

function percentIn(cell: string, { mark }: Table): number {
  return parseNumber(cell.replace(/\s*%$/, ''), mark);
}

/** The unit that makes a sensible machine of the total, or of the size and its share in percent. */
function byTotal(
  table: Table,
  column: number,
  values: readonly number[],
  { total, percent }: Yardsticks,
): number | undefined {
  const { mark } = table;
  let whole = Number.NaN;
  if (total !== undefined) {
    if (unitInName(table.names[total] ?? '') !== undefined) return undefined;
    const wholes = cellsOf(table, total)
      .map((cell) => parseNumber(cell, mark))
      .filter((value) => value > 0);
    whole = wholes.reduce((a, b) => Math.max(a, b), 0);
    // What goes up and down is a sum, and no machine.
    const least = wholes.reduce((a, b) => Math.min(a, b), whole);
    if (whole > 1.05 * least || values.some((value) => value > whole)) return undefined;
  } else if (percent !== undefined) {
    const shares = table.rows.flatMap((row) => {
      const part = parseNumber(row[column] ?? '', mark);
      const share = percentIn(row[percent] ?? '', table);
      return part > 0 && share >= 1 && share <= 100 ? [(part / share) * 100] : [];
    });
    shares.sort((a, b) => a - b);
    whole = shares[shares.length >> 1] ?? Number.NaN;
    // A column that is no share of anything gives other wholes from row to row.
    if ((shares.at(-1) ?? 0) > 1.5 * (shares[0] ?? 1)) return undefined;
  }
  const fits = [1, KIB, MIB, GIB].filter(
    (unit) => whole * unit >= SMALL_MACHINE && whole * unit <= LARGE_MACHINE,
  );
  if (fits.length <= 1) return fits[0];
  const fraction = values.some((value) => !Number.isInteger(value));
  // The smaller machine is the likelier one, and bytes have no fraction.
  return fraction ? fits.findLast((unit) => unit !== 1) : fits[0];
}

function arePages(values: readonly number[]): boolean {
  const some = values.filter((value) => value > 0);
  return some.every((value) => value % PAGE === 0) && new Set(some).size >= ENOUGH;
}

/** By pages: bytes of memory are multiples of 4096, KiB of 4. Else where only one unit gives a size that a process has. */
function byMagnitude(values: readonly number[], kind: Kind): number | undefined {
  const some = values.filter((value) => value > 0);
  if (some.length === 0) return undefined;
  const whole = some.every(Number.isInteger);
  const max = some.reduce((a, b) => Math.max(a, b), 0);
  const min = some.reduce((a, b) => Math.min(a, b), max);
  const different = new Set(some).size;
  if (max >= 16 * MIB && some.every((value) => value % PAGE === 0)) return 1;
  if (max >= 4 * GIB) return min >= 4 * KIB || kind === 'heap' ? 1 : undefined;
  if (whole && kind === 'heap' && min >= 256 * KIB) return 1;
  if (whole && max >= GIB) return min >= 64 * KIB ? 1 : undefined;
  if (whole && different >= ENOUGH && some.every((value) => value % 4 === 0) && max >= 4 * KIB)
    return KIB;
  // More than a TiB of KiB: no.
  if (whole && max >= 256 * MIB && min > MIB) return 1;
  // Above 100 it is no percent, with a fraction neither bytes nor KiB; above 1024 it is no GiB.
  const fraction = some.filter((value) => !Number.isInteger(value)).length > some.length / 4;
  if (fraction && max > 128 && max < 1e6) return MIB;
  return undefined;
}

/** A column in which no unit makes sense of all its numbers: bytes below a page beside hundreds of GiB of KiB. */
function refuseMixed(values: readonly number[], factor: number, label: string): void {
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (const value of values) {
    if (value > 0 && value < least) least = value;
    if (value > most) most = value;
  }
  if (factor > KIB || most * KIB < 512 * GIB || least >= PAGE || factor * most < 64 * MIB) return;
  // They fall apart into two groups.
  const some = values.filter((value) => value > 0).toSorted((a, b) => a - b);
  const gap = some.some((value, i) => i > 0 && value > 100 * (some[i - 1] ?? value));
  if (!gap) return;
  throw new UserError(
    `${label} holds numbers of two units: ${least} and ${most}`,
    'name another column with --memory-column, or make them alike',
  );
}
