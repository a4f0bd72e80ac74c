import type { Axis } from './axis.ts';
import { code } from './markdown-code.ts';
import { oneLine, shortenMiddle } from './text.ts';

/** How a sentence shows foreign text, and what it may be drawn with. */
export interface Voice {
  /** A line of the log, or what several have in common. */
  line(text: string): string;
  /** A process by its work. */
  name(text: string): string;
  readonly dash: string;
  readonly times: string;
  /** What times count, where they are no milliseconds. */
  readonly axis?: Axis;
}

/** For a terminal: foreign text made safe, lines in quotes; names longer than `most` cells are cut in the middle. */
export function spoken(
  unicode: boolean,
  most: number = Number.POSITIVE_INFINITY,
  axis?: Axis,
): Voice {
  const cut = (text: string): string => shortenMiddle(harmless(text), most, unicode ? '…' : '...');
  return {
    line: (text) => (unicode ? `“${cut(text)}”` : `"${cut(text)}"`),
    name: cut,
    dash: unicode ? '–' : '-',
    times: unicode ? '×' : 'x',
    axis,
  };
}

/** For Markdown: foreign text as code. */
export const WRITTEN: Voice = {
  line: (text) => code(harmless(text)),
  name: (text) => code(harmless(text)),
  dash: '–',
  times: '×',
};

/** Foreign text within a sentence: wrapping may put any word of it first, where a GitHub runner would take '::' for a command. */
function harmless(text: string): string {
  return oneLine(text).replace(/(^| )::/g, '$1: :');
}
