import { BLANK, CHAINED, EMPTY, FRAME, TRACEBACK } from './openings.ts';

/** Lines of one event are written at once; what comes later than this, in milliseconds, is another event. */
const AT_ONCE = 50;

/** Decides which lines of a stream belong to the event before them. */
export class Continuation {
  #before = Number.NEGATIVE_INFINITY;
  #begun = false;
  #unfinished = false;
  #traceback: 'none' | 'open' | 'chained' = 'none';

  /**
   * Whether a line with this opening continues the event before it: the rest of a cut line, an empty or indented
   * line, a stack frame, a Python traceback up to its exception. `isEvent` is asked whether an indented line is known
   * as an event of its own, as some test runners print them.
   */
  next(opening: number, time: number, eol: string | undefined, isEvent: () => boolean): boolean {
    const goesOn = this.#belongs(opening, time - this.#before <= AT_ONCE, isEvent) && this.#begun;
    this.#before = time;
    this.#begun ||= (opening & EMPTY) === 0;
    this.#unfinished = eol === '';
    return goesOn || !this.#begun;
  }

  #belongs(opening: number, atOnce: boolean, isEvent: () => boolean): boolean {
    if (this.#unfinished) return true;
    if (opening & EMPTY) return true;
    if (this.#traceback === 'open' && atOnce) {
      if (!(opening & BLANK)) this.#traceback = 'none';
      return true;
    }
    if (opening & TRACEBACK) {
      const chained = this.#traceback === 'chained' && atOnce;
      this.#traceback = 'open';
      return chained;
    }
    this.#traceback = 'none';
    if (!atOnce) return false;
    if (opening & CHAINED) {
      this.#traceback = 'chained';
      return true;
    }
    if (opening & FRAME) return true;
    return (opening & BLANK) !== 0 && !isEvent();
  }
}
