import type { DecimalMark } from './cells.ts';

/** A table's beginning, or all of it: what is decided by. */
export interface Table {
  /** Of the columns; '' where there is none. */
  readonly names: readonly string[];
  /** Cells without blanks around them; a row may be short. */
  readonly rows: readonly (readonly string[])[];
  readonly mark: DecimalMark;
}

/** The cells of a column, '' where a row is too short. */
export function cellsOf({ rows }: Table, column: number): string[] {
  return rows.map((row) => row[column] ?? '');
}

/** What a column is called in messages: its name, or its number from 1. */
export function labelOf({ names }: Pick<Table, 'names'>, column: number): string {
  const name = names[column] ?? '';
  return name === '' ? `column ${column + 1}` : JSON.stringify(name.slice(0, 60));
}
