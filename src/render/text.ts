import stringWidth from 'string-width';
import { printable } from '../text/printable.ts';

/** More characters than any line of a chart can show; the rest is not examined. */
const MAX_CHARACTERS = 4000;

/** Foreign text for one line of a report: made safe, runs of blanks collapsed. */
export function oneLine(text: string): string {
  const line = printable(text.slice(0, MAX_CHARACTERS)).replace(/\s+/g, ' ').trim();
  // A GitHub runner would take this for a command anywhere in a line.
  return line.replaceAll('##[', '## [');
}

/** Foreign text at the start of a line: what a GitHub runner would take for a command is quoted. */
export function beginning(text: string): string {
  return text.startsWith('::') ? `"${text}"` : text;
}

/**
 * Characters one cell wide: ASCII, punctuation, arrows, box drawings, blocks, shapes and braille, which is what
 * reports consist of. Anything else needs Unicode tables that take 15 ms to build.
 */
const NARROW = /^[ -~\u2010-\u2027\u2190-\u2193\u2500-\u259f\u25b2-\u25bf\u2800-\u28ff]*$/;

/** The width of a text in terminal cells. */
export function cells(text: string): number {
  return NARROW.test(text) ? text.length : stringWidth(text);
}

/** The text, cut to at most `columns` cells; a cut text ends in an ellipsis. */
export function shorten(text: string, columns: number, ellipsis = '…'): string {
  if (text.length <= columns && isAscii(text)) return text;
  if (cells(text) <= columns) return text;
  const room = columns - ellipsis.length;
  if (room < 0) return ellipsis.slice(0, Math.max(0, columns));
  let kept = '';
  let used = 0;
  for (const { segment } of new Intl.Segmenter().segment(text.slice(0, MAX_CHARACTERS))) {
    used += cells(segment);
    if (used > room) break;
    kept += segment;
  }
  return kept.trimEnd() + ellipsis;
}

/** The text, cut to at most `columns` cells in its middle: what tells it from others stands at its end as often as at its start. */
export function shortenMiddle(text: string, columns: number, ellipsis = '…'): string {
  if (text.length <= columns && isAscii(text)) return text;
  if (cells(text) <= columns) return text;
  const room = columns - ellipsis.length;
  if (room < 2) return shorten(text, columns, ellipsis);
  const head = Math.ceil(room / 2);
  const segments = [...new Intl.Segmenter().segment(text.slice(0, MAX_CHARACTERS))];
  let start = '';
  let used = 0;
  for (const { segment } of segments) {
    if (used + cells(segment) > head) break;
    used += cells(segment);
    start += segment;
  }
  let end = '';
  for (const { segment } of segments.reverse()) {
    if (used + cells(segment) > room) break;
    used += cells(segment);
    end = segment + end;
  }
  return start.trimEnd() + ellipsis + end.trimStart();
}

/** Pads the text on the right to `columns` cells. */
export function padEnd(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - cells(text)));
}

/** Pads the text on the left to `columns` cells. */
export function padStart(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - cells(text))) + text;
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}
