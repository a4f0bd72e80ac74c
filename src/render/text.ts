import stringWidth from 'string-width';
import { printable } from '../text/printable.ts';

/** More than any line of a chart can show; what lies behind is not even looked at. */
const MAX_CHARACTERS = 4000;

/** Foreign text for one line of a report: safe, its runs of blanks one blank each. */
export function oneLine(text: string): string {
  const line = printable(text.slice(0, MAX_CHARACTERS)).replace(/\s+/g, ' ').trim();
  // Anywhere in a line that would be a command to a GitHub runner.
  return line.replaceAll('##[', '## [');
}

/** Foreign text that may begin a line: what a GitHub runner would take for a command there is put in quotes. */
export function beginning(text: string): string {
  return text.startsWith('::') ? `"${text}"` : text;
}

/**
 * One cell for each character: ASCII, punctuation, arrows, box drawings, blocks, shapes and braille, which is what reports
 * are made of. Everything else takes tables of Unicode that are 15 ms in the making.
 */
const NARROW = /^[ -~\u2010-\u2027\u2190-\u2193\u2500-\u259f\u25b2-\u25bf\u2800-\u28ff]*$/;

/** How many terminal cells a text takes. */
export function cells(text: string): number {
  return NARROW.test(text) ? text.length : stringWidth(text);
}

/** The text, cut to at most `columns` cells; what is cut ends in an ellipsis. */
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

/** Blanks after the text up to `columns` cells. */
export function padEnd(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - cells(text)));
}

/** Blanks before the text up to `columns` cells. */
export function padStart(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - cells(text))) + text;
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}
