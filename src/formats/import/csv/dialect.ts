import papaparse from 'papaparse';
import { isMissing } from './cells.ts';
import { isStamp } from './stamps.ts';

/** ' ' is one blank or more between columns, '  ' two or more. */
export type Delimiter = ',' | ';' | '\t' | '|' | ' ' | '  ';

/** Where two blanks say the same as one, one is only between words. */
const CANDIDATES: readonly Delimiter[] = ['\t', ';', '|', ',', '  ', ' '];
/** A delimiter makes rows of one length of so many lines. */
const ALIKE = 0.7;
/** Lines that the decision is made by. */
const PROBE = 200;
/** A longer quoted field is not one. */
const MOST_LINES = 200;

/** A date before a time of day, which a blank does not divide. */
const DATE_AND_TIME =
  /(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d\d))\s+(?=\d{1,2}:\d\d)/g;
const HALF_OF_DAY = /(\d:\d\d(?:\.\d+)?)\s+(?=[AaPp]\.?[Mm]\b)/g;
const WITH_UNIT = /(\d)\s+(?=[KMGT]i?B\b)/g;
const KEPT_BLANK = '\u0001';

/** Cuts a line into its cells, without blanks around them. */
export type Splitter = (line: string) => string[];

/** The splitter of a table with this delimiter; `columns`: the cells of a line of blanks, whose last may hold blanks itself. */
export function splitterOf(delimiter: Delimiter, columns?: number): Splitter {
  if (delimiter === ' ' || delimiter === '  ') {
    const gap = delimiter === ' ' ? /\s+/ : /\s{2,}|\t+/;
    return (line) => splitBlanks(line, gap, columns);
  }
  return (line) => {
    if (!line.includes('"')) return trimmed(line.split(delimiter));
    const { data } = papaparse.parse<string[]>(withoutBlanks(line, delimiter), { delimiter });
    return trimmed(data[0] ?? []);
  };
}

/**
 * A splitter for a long file: it cuts out the given columns alone, leaves the other cells empty, and gives the same array each
 * time.
 */
export function pickerOf(
  delimiter: Delimiter,
  columns: readonly number[],
  split: Splitter,
): Splitter {
  if (delimiter === ' ' || delimiter === '  ') return split;
  const last = Math.max(0, ...columns);
  const wanted = Array.from({ length: last + 1 }, (_, i) => columns.includes(i));
  const row = wanted.map(() => '');
  return (line) => {
    if (line.includes('"')) return split(line);
    let from = 0;
    for (let i = 0; i <= last; i++) {
      const end = from < 0 ? -1 : line.indexOf(delimiter, from);
      if (wanted[i])
        row[i] = from < 0 ? '' : trim(end < 0 ? line.slice(from) : line.slice(from, end));
      from = end < 0 ? -1 : end + 1;
    }
    return row;
  };
}

/** A quote counts only where it begins a cell. */
function withoutBlanks(line: string, delimiter: string): string {
  return line.includes(`${delimiter} "`)
    ? line.replaceAll(`${delimiter} "`, `${delimiter}"`)
    : line;
}

function trimmed(cells: string[]): string[] {
  for (let i = 0; i < cells.length; i++) cells[i] = trim(cells[i] as string);
  return cells;
}

function trim(cell: string): string {
  const [first, last] = [cell.charCodeAt(0), cell.charCodeAt(cell.length - 1)];
  return first <= 32 || last <= 32 || first === 0xa0 || last === 0xa0 ? cell.trim() : cell;
}

function splitBlanks(line: string, gap: RegExp, columns: number | undefined): string[] {
  const joined = line
    .replace(DATE_AND_TIME, `$1${KEPT_BLANK}`)
    .replace(HALF_OF_DAY, `$1${KEPT_BLANK}`)
    .replace(WITH_UNIT, '$1')
    .trim();
  const cells = joined.split(gap).map((cell) => cell.replaceAll(KEPT_BLANK, ' '));
  if (columns === undefined || cells.length <= columns) return cells;
  return [...cells.slice(0, columns - 1), cells.slice(columns - 1).join(' ')];
}

/** Joins the lines of a record whose quoted field has line breaks. */
export class Records {
  readonly #record: (text: string) => void;
  readonly #quoted: boolean;
  #held = '';
  #lines = 0;

  constructor(delimiter: Delimiter, record: (text: string) => void) {
    this.#record = record;
    this.#quoted = delimiter.trim() !== '' || delimiter === '\t';
  }

  add(line: string): void {
    if (this.#lines === 0 && (!this.#quoted || !line.includes('"') || isBalanced(line))) {
      this.#record(line);
      return;
    }
    const text = this.#lines === 0 ? line : `${this.#held}\n${line}`;
    this.#lines += 1;
    if (isBalanced(text) || this.#lines > MOST_LINES) {
      this.#lines = 0;
      this.#held = '';
      this.#record(text);
    } else this.#held = text;
  }

  finish(): void {
    if (this.#lines > 0) this.#record(this.#held);
    this.#lines = 0;
    this.#held = '';
  }
}

function isBalanced(text: string): boolean {
  let count = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) count += 1;
  return count % 2 === 0;
}

/** A whole cell that is a number, with or without its unit. */
const NUMBER =
  /^[+-]?[\d.,'\u00a0\u202f ]*\d(?:e[+-]?\d+)?\s*(?:%|[kmgt]?i?b|[kmgt]i?)?(?:\s*[/(].*)?$/i;

/** The delimiter that makes a table of these lines; undefined if none does. */
export function delimiterOf(lines: readonly string[]): Delimiter | undefined {
  const told = /^"?sep=(.)"?$/i.exec(lines[0] ?? '')?.[1];
  if (told !== undefined && CANDIDATES.includes(told as Delimiter)) return told as Delimiter;
  const probe = lines.filter((line) => line.trim() !== '' && !line.startsWith('#')).slice(0, PROBE);
  if (probe.length === 0) return undefined;
  let best: Delimiter | undefined;
  let score = 0;
  for (const delimiter of CANDIDATES) {
    const found = scoreOf(probe, delimiter);
    if (found > score + 0.05) [best, score] = [delimiter, found];
  }
  return best;
}

/** '12 5' and '20:09:01 34' are two cells each. */
function isTorn(cell: string): boolean {
  const two = /^\d+(?:\.\d+)?\s+[\d.]+$/.test(cell) || /:\d\d\s+\d+$/.test(cell);
  return two && !isStamp(cell);
}

/** How many lines are rows of one length with a number in them, 0–1; 0 where the cells show that another one divides them. */
function scoreOf(lines: readonly string[], delimiter: Delimiter): number {
  const split = splitterOf(delimiter);
  const rows: string[][] = [];
  const records = new Records(delimiter, (text) => void rows.push(split(text)));
  for (const line of lines) records.add(line);
  records.finish();
  const lengths = new Map<number, number>();
  for (const { length } of rows) lengths.set(length, (lengths.get(length) ?? 0) + 1);
  const [[common, count] = [0, 0]] = [...lengths].toSorted((a, b) => b[1] - a[1]);
  if (common < 2) return 0;
  const near = rows.filter(({ length }) => Math.abs(length - common) <= 1);
  const alike =
    delimiter === ' ' ? rows.filter(({ length }) => length >= common).length : near.length;
  if (alike < ALIKE * rows.length && alike < rows.length - 12) return 0;
  // A comma inside of numbers that blanks divide: '12,5 34,2'.
  const torn = near.filter((row) => row.some(isTorn));
  if (delimiter === ',' && torn.length > near.length / 2) return 0;
  const numbers = near.filter((row) => row.some((cell) => NUMBER.test(cell)));
  if (numbers.length < near.length / 2 && rows.length > 3) return 0;
  const steady = count / rows.length;
  const blanks = delimiter === ' ' || delimiter === '  ';
  // Text has blanks of its own: a table of them needs numbers throughout.
  if (blanks) {
    const cells = near.flat().filter((cell) => !isMissing(cell));
    const share =
      cells.filter((cell) => /^[+-]?[\d.,:-]*\d/.test(cell)).length / Math.max(1, cells.length);
    if (share < 0.4 || steady < 0.6) return 0;
  }
  return (0.5 * near.length) / rows.length + 0.5 * steady - (blanks ? 0.2 : 0);
}
