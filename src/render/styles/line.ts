import { plot } from 'asciichart';
import { blankCells, type Plot, rowOf, type Style } from './style.ts';

/** The curve in box-drawing lines, by asciichart: drawn alike in every font. */
export const line: Style = {
  help: 'box-drawing lines, for fonts without braille',
  ascii: false,
  perCell: 1,
  draw: drawLine,
  rule: (position, rows) => ({ row: rowOf(position, rows), dashes: ['╌'] }),
  point: (position, rows) => ({ row: rowOf(position, rows), character: '·' }),
};

function drawLine({ rows, columns, curve }: Plot): string[][] {
  const drawn = blankCells(rows, columns);
  for (const { from, values } of stretches(curve.high, columns, rows - 1)) {
    // One value more than columns: asciichart draws what lies between two values.
    const art = plot([...values, values.at(-1) ?? 0], {
      min: 0,
      max: rows - 1,
      height: rows - 1,
      offset: 1,
      // A label of no width would stand in the curve's first column.
      format: () => ' ',
    });
    for (const [row, text] of art.split('\n').entries()) {
      const target = drawn[row];
      // The first cell is asciichart's own axis.
      for (const [i, character] of [...text].slice(1).entries()) {
        if (target !== undefined && from + i < columns) target[from + i] = character;
      }
    }
  }
  return drawn;
}

/** The stretches of columns in which the curve is known. */
function stretches(curve: Float64Array, columns: number, top: number) {
  const found: { from: number; values: number[] }[] = [];
  for (let column = 0; column < columns; column += 1) {
    const value = curve[column] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    const last = found.at(-1);
    const clamped = Math.min(top, Math.max(0, value));
    if (last !== undefined && last.from + last.values.length === column) last.values.push(clamped);
    else found.push({ from: column, values: [clamped] });
  }
  return found;
}
