import { xml } from '../../text/xml.ts';
import { cells } from '../text.ts';

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element with its attributes escaped; `inside` is markup, an empty element without it. */
export function element(name: string, attributes: Attributes, inside?: string): string {
  const written = Object.entries(attributes)
    .flatMap(([key, value]) => (value === undefined ? [] : [` ${key}="${xml(coordinate(value))}"`]))
    .join('');
  return inside === undefined ? `<${name}${written}/>` : `<${name}${written}>${inside}</${name}>`;
}

/** A text that begins at x, or ends or is centred there. */
export function label(
  text: string,
  x: number,
  y: number,
  classes: string,
  anchor?: 'middle' | 'end',
): string {
  return element('text', { x, y, class: classes, 'text-anchor': anchor }, xml(text));
}

/** With one decimal: a tenth of a pixel. */
export function coordinate(value: string | number): string {
  return typeof value === 'string' ? value : String(Math.round(value * 10) / 10);
}

/** The average width of a character, of the font's size, in the widest of the fonts that may be used; wide characters count twice. */
const WIDTH = 0.56;
const BOLD_WIDTH = 0.61;

/** About how many pixels a text is wide; fonts differ. */
export function widthOf(text: string, size: number): number {
  return cells(text) * size * WIDTH;
}

/** How many cells of text fit. */
export function cellsIn(width: number, size: number, bold = false): number {
  return Math.floor(width / (size * (bold ? BOLD_WIDTH : WIDTH)));
}
