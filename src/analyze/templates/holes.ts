/** Kinds of values in a hole; bits, so that a template can hold all kinds that its lines had there. */
export const NUMBER = 1;
export const ID = 2;
export const TIME = 4;
export const PATH = 8;
export const URL = 16;
export const VALUE = 32;

/** Marks a hole in masked text; an occurrence in the line itself is replaced. */
export const HOLE = '\ufffc';
/** Values longer than this are not compared. */
const KEPT = 160;

/** One hole of a template: what its lines have there. */
export interface Hole {
  kinds: number;
  /** The value of the first line. */
  first: string;
  varies: boolean;
  /** The unit that all values end with, '' if they differ. */
  unit: string;
  /** Length of the prefix that all paths share. */
  common: number;
}

/** The hole of a first line. */
export function openHole(text: string, from: number, to: number, kind: number, unit: number): Hole {
  const first = text.slice(from, Math.min(to, from + KEPT));
  return {
    kinds: kind,
    first,
    varies: to - from > KEPT,
    unit: text.slice(to - unit, to),
    common: first.length,
  };
}

/** Adds the value of another line to a hole. */
export function widen(
  hole: Hole,
  text: string,
  from: number,
  to: number,
  kind: number,
  unit: number,
): void {
  hole.kinds |= kind;
  if (hole.unit !== '' && (hole.unit.length !== unit || !text.startsWith(hole.unit, to - unit))) {
    hole.unit = '';
  }
  if (hole.varies && (hole.kinds & (PATH | URL)) === 0) return;
  const most = Math.min(hole.common, to - from);
  let same = 0;
  while (same < most && text.charCodeAt(from + same) === hole.first.charCodeAt(same)) same++;
  hole.common = same;
  if (same < hole.first.length || to - from !== hole.first.length) hole.varies = true;
}

/** The text of a hole: its value if all lines have the same, else its kind. */
export function holeText(hole: Hole, lines: number): string {
  if (lines > 1 && !hole.varies && hole.kinds !== TIME) return hole.first;
  switch (hole.kinds) {
    case NUMBER:
      return `<n>${hole.unit}`;
    case ID:
    case ID | NUMBER:
      return '<id>';
    case TIME:
      return '<time>';
    case PATH:
      return `${commonFolder(hole, lines)}<path>`;
    case URL:
      return `${commonFolder(hole, lines)}<url>`;
    default:
      return '<*>';
  }
}

/** The folder that all paths share, if it is informative. */
function commonFolder(hole: Hole, lines: number): string {
  if (lines < 2) return '';
  const end = hole.first.lastIndexOf('/', hole.common - 1) + 1;
  const folder = hole.first.slice(0, end);
  return folder.endsWith('://') || folder.length < 3 ? '' : folder;
}
