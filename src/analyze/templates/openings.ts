import { classOf, SPACE } from './characters.ts';

/** Properties of a line's beginning; bits. */
export const BLANK = 1;
export const EMPTY = 2;
export const TRACEBACK = 4;
export const CHAINED = 8;
export const FRAME = 16;

const TRACEBACKS = 'Traceback (most recent call last)';
const CHAINS = ['During handling of the above exception', 'The above exception was the direct'];
const FRAMES = ['at ', 'Caused by: '];

/**
 * How a line begins: BLANK with a blank or not at all, EMPTY if nothing else follows, TRACEBACK and CHAINED as Python
 * announces tracebacks, FRAME like a stack frame.
 */
export function openingOf(line: string): number {
  const begins = (start: string): boolean => line.startsWith(start);
  const first = line.charCodeAt(0);
  const blank = line === '' || ((classOf(first) & SPACE) !== 0 && first !== 27);
  return (
    (blank ? BLANK : 0) |
    (line.trimEnd() === '' ? EMPTY : 0) |
    (begins(TRACEBACKS) ? TRACEBACK : 0) |
    (CHAINS.some(begins) ? CHAINED : 0) |
    (FRAMES.some(begins) ? FRAME : 0)
  );
}
