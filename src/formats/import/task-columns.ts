/** The columns of a table by their names, whatever their case. */
export class Columns {
  readonly #names: readonly string[];

  constructor(names: readonly string[]) {
    this.#names = names.map((name) => name.trim().toLowerCase());
  }

  /** Whether it has all of them. */
  has(...names: readonly string[]): boolean {
    return names.every((name) => this.#names.includes(name));
  }

  /** The cell below the first of these names that is a column; undefined without one. */
  cell(row: readonly string[], ...names: readonly string[]): string | undefined {
    for (const name of names) {
      const at = this.#names.indexOf(name);
      if (at >= 0) return (row[at] ?? '').trim();
    }
    return undefined;
  }

  /** The cells below every column of this name: some tables have a name twice. */
  cells(row: readonly string[], name: string): string[] {
    return this.#names.flatMap((one, i) => (one === name ? [(row[i] ?? '').trim()] : []));
  }
}

/** The cells of a line; of one that is separated by commas, with quotes undone. */
export function cellsOf(line: string, separator: string): string[] {
  if (separator !== ',' || !line.includes('"')) return line.split(separator);
  const cells: string[] = [];
  for (const [, quoted, plain = ''] of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) {
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
  }
  return cells;
}
