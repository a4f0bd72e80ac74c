/** The columns of a table by their names, whatever their case. */
export class Columns {
  /** Where each name stands: some tables have one twice. */
  readonly #places = new Map<string, number[]>();

  readonly #count: number;

  constructor(names: readonly string[]) {
    this.#count = names.length;
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

  /** Whether it has one of them. */
  hasOne(...names: readonly string[]): boolean {
    return names.some((name) => this.#places.has(name));
  }

  /** The row, with the cells put together again that a separator inside of one column has divided. */
  rejoined(row: readonly string[], column: string, separator: string): readonly string[] {
    const more = row.length - this.#count;
    const at = this.#places.get(column)?.[0];
    if (more <= 0 || at === undefined) return row;
    const whole = row.slice(at, at + more + 1).join(separator);
    return [...row.slice(0, at), whole, ...row.slice(at + more + 1)];
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

/** The cells of a line, with quotes undone. */
export function cellsOf(line: string, separator: string): string[] {
  const cells = line.split(separator);
  if (!line.includes('"')) return cells;
  const whole: string[] = [];
  let open: string | undefined;
  for (const cell of cells) {
    const text: string = open === undefined ? cell : `${open}${separator}${cell}`;
    // A quoted cell ends with a quote that is not one of a pair.
    const isOpen = text.startsWith('"') && (text.match(/"/g)?.length ?? 0) % 2 === 1;
    open = isOpen ? text : undefined;
    if (!isOpen) whole.push(unquoted(text));
  }
  if (open !== undefined) whole.push(...open.split(separator));
  return whole;
}

function unquoted(text: string): string {
  return text.length > 1 && text.startsWith('"') && text.endsWith('"')
    ? text.slice(1, -1).replaceAll('""', '"')
    : text;
}
