/** What a hole of a template stands for; bits, so that a template can tell what all its lines had there. */
export const NUMBER = 1;
export const ID = 2;
export const TIME = 4;
export const PATH = 8;
export const URL = 16;
export const VALUE = 32;

/** Stands for a hole in masked text; a line's own is replaced. */
export const HOLE = '\ufffc';
/** Longest value that is kept to see whether it varies. */
const KEPT = 160;

/** One hole of a template: what its lines had there. */
export interface Hole {
  kinds: number;
  /** The value of the first line. */
  first: string;
  varies: boolean;
  /** The unit that all values end with, '' where they differ. */
  unit: string;
  /** Length of the beginning that all paths have in common. */
  common: number;
}

/** A hole as the first line has it. */
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

/** Takes in what another line has in this hole. */
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

/** How a hole is shown: its value where all lines have the same, else what it stands for. */
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

/** The folder that all paths share, as far as it tells something. */
function commonFolder(hole: Hole, lines: number): string {
  if (lines < 2) return '';
  const end = hole.first.lastIndexOf('/', hole.common - 1) + 1;
  const folder = hole.first.slice(0, end);
  return folder.endsWith('://') || folder.length < 3 ? '' : folder;
}
