import { blankCells, type Plot, placeInRow, rowOf, type Style } from './style.ts';

/** Bits of the dots of a braille cell, [column][row from the top] (Unicode 16, chapter 21.1). */
const DOTS = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;

/** Dots of a row: four, so that a tick's value is at the border of the middle two. */
const PER_ROW = 4;

/** The curve as a line of braille dots, two by four a cell. */
export const braille: Style = {
  help: 'fine dots, two by four a character',
  ascii: false,
  perCell: 2,
  draw: drawDots,
  rule(position, rows) {
    const place = placeInRow(position, rows);
    const row = rowOf(position, rows);
    if (Math.abs(place - 0.5) < 0.13) return { row, dashes: ['╌'] };
    return { row, dashes: [['⣀', '⠤', '⠒', '⠉'][Math.floor(place * PER_ROW)] ?? '⣀', ' '] };
  },
  point(position, rows) {
    const place = Math.floor(placeInRow(position, rows) * PER_ROW);
    return { row: rowOf(position, rows), character: ['⡀', '⠄', '⠂', '⠁'][place] ?? '⡀' };
  },
};

function drawDots({ rows, columns, curve }: Plot): string[][] {
  const bits = Array.from({ length: rows }, () => new Uint8Array(columns));
  const height = rows * PER_ROW;
  const dotOf = (position: number): number =>
    Math.min(height - 1, Math.max(0, Math.round(position * PER_ROW + 1.5)));
  let before = Number.NaN;
  for (let column = 0; column < columns * 2; column += 1) {
    const low = curve.low[column] ?? Number.NaN;
    const high = curve.high[column] ?? Number.NaN;
    if (Number.isNaN(low) || Number.isNaN(high)) {
      before = Number.NaN;
      continue;
    }
    let from = dotOf(low);
    let to = dotOf(high);
    // A jump between two columns is drawn as one upright line.
    if (before < from - 1) from = before + 1;
    if (before > to + 1) to = before - 1;
    before = dotOf(curve.right[column] ?? high);
    for (let dot = from; dot <= to; dot += 1) {
      const row = rows - 1 - Math.floor(dot / PER_ROW);
      const cells = bits[row];
      const bit = DOTS[column % 2 === 0 ? 0 : 1][3 - (dot % PER_ROW)] ?? 0;
      if (cells !== undefined) cells[column >> 1] = (cells[column >> 1] ?? 0) | bit;
    }
  }
  const drawn = blankCells(rows, columns);
  for (const [row, cells] of bits.entries()) {
    for (const [column, cell] of cells.entries()) {
      const line = drawn[row];
      if (cell !== 0 && line !== undefined) line[column] = String.fromCharCode(0x2800 + cell);
    }
  }
  return drawn;
}
