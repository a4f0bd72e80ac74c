import type { LineEvent } from './types.ts';

/** Frames and indented lines that come this soon after a line, milliseconds, are one event with it. */
const FRAMES_WITHIN = 50;
/** One write: lines read at once. */
const AT_ONCE = 5;

const FRAME = /^\s+(?:at |File ")|^Traceback \(most recent|^\s*\^|^\s{2,}(?:in|from) |^Caused by: /;
const EXCEPTION = /^[\w.]+(?:Error|Exception|Warning|Interrupt|Exit)\b/;
const TRACEBACK = /^(?:Traceback \(most recent|During handling of|The above exception)/;

/** Decides which lines belong to the one before them: stack frames, tracebacks, the indented rest of a record. */
export class LineContinuation {
  /** The traceback under way, its stream, and when its last line came. */
  #traceback: { readonly fd: LineEvent['fd']; last: number } | undefined;
  /** By stream: when the last line of a traceback came. */
  readonly #reached = [0, 0];

  continues(event: LineEvent, last: LineEvent | undefined): boolean {
    const text = event.text;
    const traceback = this.#traceback;
    if (traceback && traceback.fd === event.fd && event.begun - traceback.last < FRAMES_WITHIN) {
      traceback.last = event.ended;
      this.#reached[event.fd - 1] = event.ended;
      if (/^\S/.test(text) && !TRACEBACK.test(text)) this.#traceback = undefined;
      return true;
    }
    if (traceback?.fd === event.fd) this.#traceback = undefined;
    if (TRACEBACK.test(text)) {
      const before = Math.max(last?.ended ?? 0, this.#reached[event.fd - 1] as number);
      this.#traceback = { fd: event.fd, last: event.ended };
      return last !== undefined && last.fd === event.fd && event.begun - before < AT_ONCE;
    }
    if (!last || last.fd !== event.fd || last.redrawn) return false;
    const gap = event.begun - last.ended;
    if (gap < FRAMES_WITHIN && FRAME.test(text)) return true;
    return gap < AT_ONCE / 2 && event.ended - event.begun < AT_ONCE && isIndented(text, last.text);
  }
}

/** Whether a line of a traceback that is an event of its own is its exception, which tells more than its head. */
export function endsTraceback(head: string, text: string): boolean {
  if (!/^\S/.test(text) || TRACEBACK.test(text)) return false;
  return TRACEBACK.test(head) || EXCEPTION.test(head);
}

/** 'ok 3 - name' right behind '# Subtest: name': one test, which is over. */
export function reportsSubtest(event: LineEvent, last: LineEvent): boolean {
  if (event.begun - last.ended >= FRAMES_WITHIN) return false;
  const name = /^\s*(?:not )?ok \d+ - (.*)$/.exec(event.text)?.[1];
  return name !== undefined && /^\s*# Subtest: (.*)$/.exec(last.text)?.[1] === name;
}

/** Deeper than the line before it, which is no list of its own. */
function isIndented(text: string, before: string): boolean {
  return depth(text) >= depth(before) + 2 && !/^\s*[✓✔√✗✘×]/u.test(text);
}

function depth(text: string): number {
  const first = text.search(/\S/);
  return first < 0 ? 0 : text.charCodeAt(0) === 9 ? first * 4 : first;
}

/** A rule of one or two glyphs ('----', '= = ='), written at once: no event. */
export function isGlyphRule(event: LineEvent): boolean {
  const text = event.text.trim();
  return (
    text.length > 1 &&
    event.ticks.length === 0 &&
    event.ended - event.begun < AT_ONCE &&
    !/[\p{L}\d]/u.test(text) &&
    new Set(text).size <= 2
  );
}
