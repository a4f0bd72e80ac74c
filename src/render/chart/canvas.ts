import type { Paint } from '../palette.ts';

interface Cell {
  readonly character: string;
  readonly paint: Paint;
}

/** A grid of single-width characters with colours; anything put outside is dropped. */
export class Canvas {
  readonly rows: number;
  readonly columns: number;
  readonly #field: (Cell | undefined)[][];

  constructor(rows: number, columns: number) {
    this.rows = rows;
    this.columns = columns;
    this.#field = Array.from({ length: rows }, () => new Array<Cell | undefined>(columns));
  }

  put(row: number, column: number, character: string, paint: Paint): void {
    const cells = this.#field[row];
    if (cells === undefined || column < 0 || column >= this.columns) return;
    cells[column] = { character, paint };
  }

  /** Writes a text of single-width characters to the right of `column`. */
  text(row: number, column: number, text: string, paint: Paint): void {
    let at = column;
    for (const character of text) {
      this.put(row, at, character, paint);
      at += 1;
    }
  }

  isBlank(row: number, from = 0, to = this.columns): boolean {
    return (this.#field[row] ?? [])
      .slice(Math.max(0, from), to)
      .every((cell) => cell === undefined);
  }

  /** One row as text, without trailing blanks; neighbours of one colour share an escape sequence. */
  line(row: number): string {
    let text = '';
    let run = '';
    let paint: Paint | undefined;
    const flush = (): void => {
      text += paint === undefined || run === '' ? run : paint(run);
      run = '';
    };
    for (const cell of trimmed(this.#field[row] ?? [])) {
      if (cell?.paint !== paint) flush();
      paint = cell?.paint;
      run += cell?.character ?? ' ';
    }
    flush();
    return text;
  }
}

function trimmed(cells: (Cell | undefined)[]): (Cell | undefined)[] {
  let end = cells.length;
  while (end > 0 && cells[end - 1] === undefined) end -= 1;
  return Array.from({ length: end }, (_, i) => cells[i]);
}
