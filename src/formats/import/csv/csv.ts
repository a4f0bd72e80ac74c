import { UserError } from '../../../text/user-error.ts';
import {
  CERTAINTY,
  type Import,
  type ImportContext,
  type Importer,
  type Sniff,
} from '../importer.ts';
import { withoutSequences } from '../sniff.ts';
import {
  type Delimiter,
  delimiterOf,
  pickerOf,
  Records,
  type Splitter,
  splitterOf,
} from './dialect.ts';
import { type Emitter, emitterOf } from './emit.ts';
import { headed } from './header.ts';
import { meaningOf, wordsOf } from './names.ts';
import { planOf } from './plan.ts';
import { labelOf } from './table.ts';
import { upright } from './transposed.ts';

/** Any table of text: a line a row, cells divided by a comma, a semicolon, a tab, a bar or blanks. */
export const csv: Importer = {
  help: 'any CSV, TSV or table of columns with memory in it',
  recognizes: (sniff) => (looksLikeTable(sniff) ? CERTAINTY.possible : CERTAINTY.no),
  open: (context) => new CsvImport(context),
};

/** So much of a file decides what its columns are: all of most files. */
const DECIDING_LINES = 20_000;
const DECIDING_CHARACTERS = 8 * 1024 * 1024;

function looksLikeTable({ head, lines }: Sniff): boolean {
  if (/^\s*[{<]/.test(head)) return false;
  // The last line may be cut.
  const whole = (head.length >= 60_000 ? lines.slice(0, -1) : lines).map(unbracketed);
  if (whole.length === 0 || whole.some((line) => line.includes('\0'))) return false;
  if (whole.length === 1) return isHeader(whole[0] ?? '');
  const delimiter = delimiterOf(whole);
  if (delimiter === undefined) return isOneColumn(whole);
  const split = splitterOf(delimiter);
  const { rows, names } = headed(
    whole.filter((line) => !line.startsWith('#')).map(split),
    [],
    delimiter,
  );
  return names.length >= 2 && rows.length >= 1 && rows.length >= whole.length / 4;
}

/** A line of JSON that is an array is a row of a table. */
function unbracketed(line: string): string {
  if (!line.startsWith('[')) return line;
  const inside = /^\[\s*([^[\]{}]*?)\s*\],?\s*$/.exec(line)?.[1];
  return inside?.includes(',') ? inside.replace(/,\s+"/g, ',"') : line;
}

/** A file that is nothing but a header has to have the words of a time and a size. */
function isHeader(line: string): boolean {
  const delimiter = delimiterOf([line]);
  const names = delimiter === undefined ? [] : splitterOf(delimiter)(line);
  const words = names.map(wordsOf);
  return (
    words.some((one) => / (?:time\w*|date\w*|elapsed|seconds?) /.test(one)) &&
    names.some((name) => !['none', 'cache', 'free'].includes(meaningOf(name).kind))
  );
}

/** Nothing but numbers: refused by name, not as unknown. */
function isOneColumn(lines: readonly string[]): boolean {
  return (
    lines.length >= 3 &&
    lines.slice(1).every((line) => /^\s*-?[\d.]+\s*(?:[KMG]i?B)?\s*$/i.test(line))
  );
}

/** What decides about columns looks at each beside the others. */
const MOST_COLUMNS = 5000;

class CsvImport implements Import {
  readonly #context: ImportContext;
  #lines: string[] | undefined = [];
  #characters = 0;
  #records: Records | undefined;
  #emitter: Emitter | undefined;
  #header: readonly string[] | undefined;
  #skipped = 0;

  constructor(context: ImportContext) {
    this.#context = context;
  }

  add(line: string): void {
    const text = unbracketed(withoutSequences(line));
    if (this.#lines === undefined) {
      this.#records?.add(text);
      return;
    }
    if (text.trim() === '') return;
    this.#lines.push(text);
    this.#characters += text.length;
    if (this.#lines.length >= DECIDING_LINES || this.#characters >= DECIDING_CHARACTERS)
      this.#decide(this.#lines);
  }

  finish(): void {
    if (this.#lines !== undefined) this.#decide(this.#lines);
    this.#records?.finish();
    const emitter = this.#emitter;
    if (emitter === undefined) return;
    emitter.finish();
    const lost = this.#skipped + emitter.timeless;
    if (emitter.used === 0) throw new UserError('holds no row with a time and a size');
    if (lost > 0)
      this.#context.note(
        lost === 1
          ? '1 line that is no row was left out.'
          : `${lost} lines that are no rows were left out.`,
      );
  }

  #decide(lines: readonly string[]): void {
    this.#lines = undefined;
    const [first = ''] = lines;
    const told = /^"?sep=.?"?$/i.test(first);
    const delimiter =
      delimiterOf(lines) ?? (this.#context.options.memoryColumn === undefined ? undefined : ',');
    if (delimiter === undefined) throw refusal(lines);
    const { rows, comments, split } = cut(told ? lines.slice(1) : lines, delimiter);
    const table = upright(headed(rows, comments, delimiter));
    if (table.rows.length === 0) {
      throw new UserError(
        `has a header and no rows: ${table.names
          .map((_, i) => labelOf(table, i))
          .slice(0, 12)
          .join(', ')}`,
      );
    }
    if (table.names.length > MOST_COLUMNS) {
      throw new UserError(`has ${table.names.length} columns, more than any table of memory`);
    }
    const plan = planOf(table, this.#context);
    const emitter = emitterOf(plan, this.#context);
    this.#emitter = emitter;
    this.#header = table.header;
    this.#skipped = Math.max(0, table.skipped - this.#repeats(rows));
    for (const row of table.rows) emitter.row(row);
    const pick = pickerOf(delimiter, plan.columns, split);
    this.#records = new Records(delimiter, (text) => this.#row(emitter, text, pick));
  }

  /** How often the header comes again. */
  #repeats(rows: readonly (readonly string[])[]): number {
    const header = this.#header?.join('\n');
    return header === undefined ? 0 : rows.filter((row) => row.join('\n') === header).length - 1;
  }

  #row(emitter: Emitter, text: string, pick: Splitter): void {
    if (text === '' || text.startsWith('#')) return;
    const before = emitter.timeless;
    emitter.row(pick(text));
    if (emitter.timeless === before || this.#header === undefined) return;
    // The header that comes again is no line that is lost.
    const first = this.#header.find((name) => name !== '');
    if (first !== undefined && text.includes(first)) this.#skipped -= 1;
  }
}

/** The rows of a text, and the comments between them, cut likewise. */
function cut(
  lines: readonly string[],
  delimiter: Delimiter,
): { rows: string[][]; comments: string[][]; split: Splitter } {
  const blank = delimiter === ' ';
  const named = lines.find((line) => /[A-Za-z]/.test(line));
  const split = splitterOf(delimiter, blank ? headerLength(lines, named) : undefined);
  const rows: string[][] = [];
  const comments: string[][] = [];
  const records = new Records(delimiter, (text) => {
    if (text.startsWith('#')) comments.push(split(text.replace(/^#+\s*/, '')));
    else rows.push(split(text));
  });
  for (const line of lines) records.add(line);
  records.finish();
  return { rows, comments, split };
}

/** How many cells a line of blanks has: those of its header, if no row has fewer. */
function headerLength(lines: readonly string[], named: string | undefined): number | undefined {
  if (named === undefined) return undefined;
  const split = splitterOf(' ');
  const length = split(named.replace(/^#+\s*/, '')).length;
  const rows = lines
    .filter((line) => /^\s*\d/.test(line))
    .slice(0, 50)
    .map((line) => split(line).length);
  return rows.length > 0 && rows.every((one) => one >= length) ? length : undefined;
}

function refusal(lines: readonly string[]): UserError {
  if (isOneColumn(lines)) {
    return new UserError(
      'holds one column of numbers, without a word what they are',
      'write --memory-column 1 --unit MiB --interval 1s',
    );
  }
  return new UserError('is no table: its lines have no columns in common');
}
