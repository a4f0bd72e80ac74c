/** The columns of a table by their names, whatever their case. */
export class Columns {
  /** Where each name stands: some tables have one twice. */
  readonly #places = new Map<string, number[]>();

  constructor(names: readonly string[]) {
    names.forEach((text, i) => {
      const name = text.trim().toLowerCase();
      const places = this.#places.get(name);
      if (places === undefined) this.#places.set(name, [i]);
      else places.push(i);
    });
  }

  /** Whether it has all of them. */
  has(...names: readonly string[]): boolean {
    return names.every((name) => this.#places.has(name));
  }

  /** The cell below the first of these names that is a column; undefined without one. */
  cell(row: readonly string[], ...names: readonly string[]): string | undefined {
    for (const name of names) {
      const at = this.#places.get(name)?.[0];
      if (at !== undefined) return (row[at] ?? '').trim();
    }
    return undefined;
  }

  /** The cells below every column of this name. */
  cells(row: readonly string[], name: string): string[] {
    return (this.#places.get(name) ?? []).map((at) => (row[at] ?? '').trim());
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
