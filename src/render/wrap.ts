import { cells, shorten } from './text.ts';

/** Wraps a text to as many lines as it needs; a word wider than a line is cut. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (cells(longer) <= columns) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = shorten(word, columns, '…');
  }
  if (line !== '') lines.push(line);
  return lines;
}
