import { classOf, SPACE } from './characters.ts';

/** Lines of one event are written at once; what comes later than this, in milliseconds, is another event. */
const AT_ONCE = 50;
const TRACEBACK = 'Traceback (most recent call last)';
const CHAINED = ['During handling of the above exception', 'The above exception was the direct'];

/** Tells which lines of one stream belong to the event before them. */
export class Continuation {
  private before = Number.NEGATIVE_INFINITY;
  private begun = false;
  private unfinished = false;
  private traceback: 'none' | 'open' | 'chained' = 'none';

  /**
   * Whether a line goes on with the event before it: the rest of a cut line, an empty or indented line, a frame of a
   * stack, a Python traceback up to its exception. `isEvent` is asked whether an indented line is known as an event of
   * its own, as the lines of some test runners are.
   */
  next(line: string, time: number, eol: string | undefined, isEvent: () => boolean): boolean {
    const goesOn = this.belongs(line, time - this.before <= AT_ONCE, isEvent) && this.begun;
    this.before = time;
    this.begun ||= line.trim() !== '';
    this.unfinished = eol === '';
    return goesOn || !this.begun;
  }

  private belongs(line: string, atOnce: boolean, isEvent: () => boolean): boolean {
    if (this.unfinished) return true;
    const blank = line === '' || (classOf(line.charCodeAt(0)) & SPACE && line.charCodeAt(0) !== 27);
    if (line.trimEnd() === '') return true;
    if (this.traceback === 'open' && atOnce) {
      if (!blank) this.traceback = 'none';
      return true;
    }
    if (line.startsWith(TRACEBACK)) {
      const chained = this.traceback === 'chained' && atOnce;
      this.traceback = 'open';
      return chained;
    }
    this.traceback = 'none';
    if (!atOnce) return false;
    if (CHAINED.some((start) => line.startsWith(start))) {
      this.traceback = 'chained';
      return true;
    }
    if (line.startsWith('at ') || line.startsWith('Caused by: ')) return true;
    return Boolean(blank) && !isEvent();
  }
}
