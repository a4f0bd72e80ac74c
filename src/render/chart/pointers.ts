import type { Paint, Palette } from '../palette.ts';
import { cells, shorten } from '../text.ts';
import type { TimeAxis } from './time-axis.ts';

/** A label for a point under the chart: safe text of one line. */
export interface Pointed {
  readonly time: number;
  readonly text: string;
  readonly paint: Paint;
}

/** Shorter texts than this say nothing. */
const LEAST_TEXT = 5;
/** With less room than this to its right, a text goes to the left of its pointer if there is more room there. */
const WORTH_READING = 16;

/** One row of pointers at their positions, each with as much of its text as fits before the next; '' without any. */
export function pointerRow(
  items: readonly Pointed[],
  glyph: string,
  axis: TimeAxis,
  palette: Palette,
): string {
  const placed: { readonly column: number; readonly item: Pointed }[] = [];
  for (const item of [...items].sort((a, b) => a.time - b.time)) {
    const column = Math.min(axis.columns - 1, Math.max(0, Math.floor(axis.columnOf(item.time))));
    if (placed.at(-1)?.column !== column) placed.push({ column, item });
  }
  let row = '';
  let used = 0;
  for (const [i, { column, item }] of placed.entries()) {
    const next = placed[i + 1]?.column ?? axis.columns + 1;
    const after = next - column - 3;
    const before = column - used - 2;
    const shown = (room: number): string => shorten(item.text, room, palette.glyphs.ellipsis);
    if (
      after < Math.min(WORTH_READING, cells(item.text)) &&
      before > after &&
      before >= LEAST_TEXT
    ) {
      const text = shown(before);
      row += `${' '.repeat(column - 1 - cells(text) - used)}${item.paint(`${text} ${glyph}`)}`;
      used = column + 1;
    } else {
      const text = after >= LEAST_TEXT ? shown(after) : '';
      row += ' '.repeat(column - used) + item.paint(text === '' ? glyph : `${glyph} ${text}`);
      used = column + 1 + (text === '' ? 0 : 1 + cells(text));
    }
  }
  return row;
}
