import type { Line } from './line.ts';

/** Edges that stand closer than this are one, milliseconds. */
const ONE_EDGE = 1.5;
/** A line that was open this long has work inside it, milliseconds. */
const OPEN = 25;
/** How far a told duration may reach over the line before, milliseconds. */
const CLAIM_SLACK = 15;
const EDGE = 2;

/** A stretch between two edges of lines. Times in milliseconds since the start of the recording. */
export interface Slot {
  readonly start: number;
  readonly end: number;
  /** The line that was being written, or whose duration covers the stretch. */
  readonly inside?: Line;
  readonly claimed?: Line;
  /** The last line that ended before, the first that begins behind. */
  readonly before?: Line;
  readonly behind?: Line;
}

/** All stretches between the edges of these lines from 0 to `end`; lines in order of their beginning. */
export function slotsOf(lines: readonly Line[], claims: Float64Array, end: number): Slot[] {
  const marks = marksOf(lines, end);
  const byEnd = [...lines].sort((a, b) => a.ended - b.ended || a.index - b.index);
  const open = new Active(lines.filter((line) => line.ended - line.begun > OPEN).map(asOpen));
  const claimed = new Active(
    lines
      .filter(({ index }) => !Number.isNaN(claims[index]))
      .map((line) => ({
        line,
        from: claims[line.index] as number,
        to: line.begun,
      }))
      .sort((a, b) => a.from - b.from),
  );
  const slots: Slot[] = [];
  let ended = 0;
  let begun = 0;
  for (let i = 1; i < marks.length; i++) {
    const start = marks[i - 1] as number;
    const stop = marks[i] as number;
    while (ended < byEnd.length && (byEnd[ended] as Line).ended <= start + EDGE) ended++;
    while (begun < lines.length && (lines[begun] as Line).begun < stop - EDGE) begun++;
    const before = byEnd[ended - 1];
    const behind = lines[begun];
    const around = {
      start,
      end: stop,
      ...(before ? { before } : {}),
      ...(behind ? { behind } : {}),
    };
    const middle = (start + stop) / 2;
    const inside = open.at(middle, middle, 'latest');
    if (inside) {
      slots.push({ ...around, inside });
      continue;
    }
    const by = claimed.at(start + CLAIM_SLACK, stop - EDGE, 'shortest');
    slots.push(by ? { ...around, claimed: by } : around);
  }
  return slots;
}

function marksOf(lines: readonly Line[], end: number): number[] {
  const all = [0, end, ...lines.flatMap(({ begun, ended }) => [begun, ended])].sort(
    (a, b) => a - b,
  );
  const marks: number[] = [];
  for (const mark of all) {
    const last = marks[marks.length - 1];
    if (last === undefined || mark - last > ONE_EDGE) marks.push(mark);
  }
  const last = marks[marks.length - 1] as number;
  if (marks.length > 1 && last < end) marks[marks.length - 1] = end;
  return marks;
}

interface Span {
  readonly line: Line;
  readonly from: number;
  readonly to: number;
}

function asOpen(line: Line): Span {
  return { line, from: line.begun, to: line.ended };
}

/** The spans that cover a moment, asked in order of time. */
class Active {
  readonly #spans: readonly Span[];
  #next = 0;
  #active: Span[] = [];

  /** `spans` in order of their beginning. */
  constructor(spans: readonly Span[]) {
    this.#spans = spans;
  }

  /** The line of the span that began at `from` at the latest and ends at `to` at the earliest. */
  at(from: number, to: number, which: 'latest' | 'shortest'): Line | undefined {
    while (this.#next < this.#spans.length && (this.#spans[this.#next] as Span).from <= from) {
      this.#active.push(this.#spans[this.#next++] as Span);
    }
    if (this.#active.length === 0) return undefined;
    this.#active = this.#active.filter((span) => span.to >= to);
    let found: Span | undefined;
    for (const span of this.#active) {
      const shorter = found === undefined || span.to - span.from <= found.to - found.from;
      const later = found === undefined || span.from >= found.from;
      if (which === 'latest' ? later : shorter) found = span;
    }
    return found?.line;
  }
}
