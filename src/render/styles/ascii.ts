import { blankCells, type Plot, placeInRow, rowOf, type Style } from './style.ts';

/** Characters at four heights of a row, from the bottom. */
const HEIGHTS = ['_', '.', '-', "'"];

/** The curve in 7-bit characters: for dumb terminals and other locales. */
export const ascii: Style = {
  help: '7-bit characters only',
  ascii: true,
  perCell: 1,
  draw: drawCharacters,
  rule: (position, rows) => ({ row: rowOf(position, rows), dashes: ['-', ' '] }),
  point: (position, rows) => ({ row: rowOf(position, rows), character: ':' }),
};

function drawCharacters({ rows, columns, curve }: Plot): string[][] {
  const drawn = blankCells(rows, columns);
  const put = (row: number, column: number, character: string): void => {
    const cells = drawn[row];
    if (cells !== undefined) cells[column] = character;
  };
  let before = Number.NaN;
  for (let column = 0; column < columns; column += 1) {
    const low = curve.low[column] ?? Number.NaN;
    const high = curve.high[column] ?? Number.NaN;
    const right = curve.right[column] ?? Number.NaN;
    if (Number.isNaN(low) || Number.isNaN(high)) {
      before = Number.NaN;
      continue;
    }
    const left = Number.isNaN(before) ? (curve.left[column] ?? low) : before;
    before = right;
    const bottom = rowOf(Math.min(low, left), rows);
    const top = rowOf(Math.max(high, left), rows);
    if (bottom === top) {
      const place = placeInRow((low + high) / 2, rows);
      put(top, column, HEIGHTS[Math.floor(place * HEIGHTS.length)] ?? '_');
    } else if (bottom - top === 1) {
      // One row up or down: a slope, drawn in the row that it leaves or reaches in its lower half.
      put(right > left ? bottom : top, column, right > left ? '/' : '\\');
      if (right <= left)
        put(bottom, column, HEIGHTS[Math.floor(placeInRow(right, rows) * 4)] ?? '_');
    } else {
      for (let row = top; row <= bottom; row += 1) put(row, column, '|');
    }
  }
  return drawn;
}
