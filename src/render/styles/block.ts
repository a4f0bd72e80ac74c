import { blankCells, type Plot, placeInRow, rowOf, type Style } from './style.ts';

const EIGHTHS = ' ▁▂▃▄▅▆▇█';

/** The area under the curve, filled in eighths of a row. */
export const block: Style = {
  help: 'the area under the curve',
  ascii: false,
  perCell: 1,
  draw: drawArea,
  rule: (position, rows) => ({ row: rowOf(position, rows), dashes: ['╌'] }),
  point: (position, rows) => ({
    row: rowOf(position, rows),
    character: placeInRow(position, rows) < 0.5 ? '.' : '·',
  }),
};

/** A tick's value fills its row by half: that is where the tick and a rule at its value are. */
function drawArea({ rows, columns, curve }: Plot): string[][] {
  const drawn = blankCells(rows, columns);
  for (let column = 0; column < columns; column += 1) {
    const high = curve.high[column] ?? Number.NaN;
    if (Number.isNaN(high)) continue;
    // Zero is drawn as the thinnest line there is, so that it differs from no reading.
    const eighths = Math.max(1, Math.min(rows * 8, Math.round((high + 0.5) * 8)));
    for (let row = 0; row * 8 < eighths; row += 1) {
      const line = drawn[rows - 1 - row];
      if (line !== undefined) line[column] = EIGHTHS[Math.min(8, eighths - row * 8)] ?? ' ';
    }
  }
  return drawn;
}
