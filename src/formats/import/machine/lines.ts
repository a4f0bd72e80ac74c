import { withoutSequences } from '../sniff.ts';
import { findStamp, type Stamp } from './stamps.ts';

export interface CleanLine {
  /** Without what a terminal would obey, and without the stamp that a terminal's own log puts before each line. */
  readonly text: string;
  /** That stamp. */
  readonly prefix?: Stamp;
}

const PREFIX =
  /^\s*\[(\d{8}[ T]\d\d:\d\d:\d\d(?:\.\d+)?|\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?)\]\s?/;

/** What is longer, in characters, is no row of a table: patterns would take too long. JSON may be. */
const LONGEST = 8192;

/** A line as the tool wrote it. */
export function cleaned(line: string): CleanLine {
  const isLong = line.length > LONGEST && !/^[^{[]{0,99}[{[]\s*["{]/.test(line);
  const plain = withoutSequences(isLong ? line.slice(0, LONGEST) : line).replace(/[\r\ufeff]/g, '');
  const match = PREFIX.exec(plain);
  if (match === null) return { text: plain };
  const found = findStamp(match[1] ?? '');
  const text = plain.slice(match[0].length);
  return found === undefined ? { text } : { text, prefix: found.stamp };
}

/** The words of a line. */
export function words(text: string): readonly string[] {
  const trimmed = text.trim();
  return trimmed === '' ? [] : trimmed.split(/\s+/);
}
