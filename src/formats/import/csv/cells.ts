/** What stands between digits and their fraction. */
export type DecimalMark = '.' | ',';

/** A cell that holds a size with its unit. */
export interface SizeCell {
  readonly number: number;
  readonly unit: string;
  /** Docker's and podman's way, '9.1MB / 12GB', where MB is decimal. */
  readonly ofLimit: boolean;
}

/** A longer cell is text. */
const MOST_CHARACTERS = 80;
const MISSING =
  /^(?:|[-–—?.]+|nan|null|none|nil|n\/?a|#n\/a|na|undefined|inf|-inf|infinity|<.*>)$/i;
const GROUPED = /^[+-]?[1-9]\d{0,2}(?:[,'’_\u00a0\u202f ]\d{3})+(?:\.\d+)?$/;
const GROUPED_COMMA = /^[+-]?[1-9]\d{0,2}(?:[.'’_\u00a0\u202f ]\d{3})+(?:,\d+)?$/;
const SIZE =
  /^([+-]?[\d.,'\u00a0\u202f ]*\d)\s*([kmgtp]i?b?|b|bytes?|[kmg]bytes?|[кмг]б|[%])(\s*\/.*|\s*\(.*\))?$/i;
const WITH_COMMA = /^[+-]?\d+,\d+$/;

/** Whether a cell says that there is no value: '', '-', 'NaN', 'null', 'N/A'. */
export function isMissing(cell: string): boolean {
  return MISSING.test(cell);
}

/** The number in a cell; NaN if it holds none, or if it is missing. */
export function parseNumber(cell: string, mark: DecimalMark): number {
  const plain = Number(cell);
  if (Number.isFinite(plain) && (plain !== 0 || cell !== '')) return plain;
  if (cell === '' || cell.length > MOST_CHARACTERS || isMissing(cell)) return Number.NaN;
  if (mark === ',') {
    if (GROUPED_COMMA.test(cell)) return Number(cell.replace(/[.'’_\s]/g, '').replace(',', '.'));
    return WITH_COMMA.test(cell) ? Number(cell.replace(',', '.')) : Number.NaN;
  }
  if (GROUPED.test(cell)) return Number(cell.replace(/[,'’_\s]/g, ''));
  return Number.NaN;
}

/** A number with its unit ('82.5MiB', '676k', '17%', '82.5MiB / 7.7GiB'); undefined of anything else. */
export function parseSizeCell(cell: string, mark: DecimalMark): SizeCell | undefined {
  if (cell.length > MOST_CHARACTERS) return undefined;
  const match = SIZE.exec(cell);
  if (match === null) return undefined;
  const number = parseNumber((match[1] ?? '').trim(), mark);
  if (Number.isNaN(number)) return undefined;
  return { number, unit: match[2] ?? '', ofLimit: match[3]?.includes('/') === true };
}

/** The bytes of a size as a unit of memory has them: k, kB and KiB are 2^10, MB is 2^20; 'ofLimit' as docker writes it. */
export function bytesOfSize({ number, unit, ofLimit }: SizeCell): number {
  const letter = unit.slice(0, 1).toLowerCase();
  const power = 'kmgtp'.indexOf(CYRILLIC[letter] ?? letter) + 1;
  const decimal = ofLimit && /^.b$/i.test(unit);
  return number * (decimal ? 1000 : 1024) ** power;
}

const CYRILLIC: Readonly<Record<string, string>> = { к: 'k', м: 'm', г: 'g' };

/**
 * The decimal mark of a table's numbers. Where fields are not divided by commas, '12,5' has a decimal one, unless another cell
 * has both marks the other way round.
 */
export function markOf(cells: Iterable<string>, delimiter: string): DecimalMark {
  let commas = 0;
  let points = 0;
  let groups = 0;
  for (const cell of cells) {
    const text = cell.replace(/\s*[a-z%]+$/i, '');
    if (/^[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$/.test(text)) groups += 1;
    if (/^[+-]?\d+,\d+$|^[+-]?\d{1,3}(?:[.'’\s]\d{3})+,\d+$/.test(text)) commas += 1;
    if (/^[+-]?\d+\.\d+$|^[+-]?\d{1,3}(?:,\d{3})+\.\d+$/.test(text)) points += 1;
  }
  if (commas === 0) return '.';
  // '1,234' may be either; all of them so, beside points or in a table that commas divide, are groups.
  if (groups === commas && (points > 0 || delimiter === ',')) return '.';
  return points > commas ? '.' : ',';
}
