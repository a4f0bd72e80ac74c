import type { LineView } from '../../recording/line-view.ts';
import { jsonLine, levelName } from './json-line.ts';
import { LineScan, SCANNED } from './line-scan.ts';
import { openingOf } from './openings.ts';
import { ownTime } from './own-time.ts';
import { Shapes } from './shapes.ts';

/** The current line, identified by its template's hash and its opening; its text is read only if that is not enough. */
export class LineLook {
  /** The hash of the template. */
  high = 0;
  low = 0;
  /** How the line begins: see openingOf. */
  opening = 0;
  /** Constant words that the template begins with, and the text after them; both set by `read`. */
  lead: readonly string[] = NO_LEAD;
  text = '';
  readonly #lastScan = new LineScan();
  readonly #shapes = new Shapes();
  /** The line, while it is known by its shape alone. */
  #unread: LineView | undefined;
  /** The text that may hold the line's timestamp. */
  #timeText = '';
  #timed = true;

  /** Moves to a line. */
  at(line: string): void {
    this.#unread = undefined;
    this.#scan(line);
    this.high = this.#lastScan.high;
    this.low = this.#lastScan.low;
    this.opening = openingOf(line);
    this.#timed = true;
  }

  /** Moves to a line of a recording: of lines that differ only in their digits, one is read. */
  atView(line: LineView): void {
    const shapes = this.#shapes;
    const { shapeHigh, shapeLow } = line;
    const hasShape = shapeHigh !== 0 || shapeLow !== 0;
    const place = hasShape ? shapes.find(shapeHigh, shapeLow) : -1;
    if (place >= 0) {
      this.#unread = line;
      this.high = shapes.highs[place] as number;
      this.low = shapes.lows[place] as number;
      this.opening = shapes.openings[place] as number;
      this.#timed = shapes.timed[place] === 1;
      return;
    }
    this.at(line.msg);
    if (!hasShape) return;
    this.#timed = !Number.isNaN(ownTime(this.#timeText));
    const kept = shapes.keep(shapeHigh, shapeLow);
    shapes.highs[kept] = this.high;
    shapes.lows[kept] = this.low;
    shapes.openings[kept] = this.opening;
    shapes.timed[kept] = this.#timed ? 1 : 0;
  }

  /** Reads the line if it was not read yet, and returns the scan of its text. */
  read(): LineScan {
    if (this.#unread) {
      this.#scan(this.#unread.msg);
      this.#unread = undefined;
    }
    return this.#lastScan;
  }

  /** The line's own timestamp (see ownTime), NaN without one. */
  ownTime(): number {
    return this.#timed ? ownTime(this.#unread?.msg ?? this.#timeText) : Number.NaN;
  }

  #scan(line: string): void {
    const json = jsonLine(line);
    let text = line;
    this.#timeText = json ? (json.time ?? '') : line;
    if (json) {
      const level = json.level === undefined ? [] : [`${levelName(json.level)}:`];
      text = json.message ?? '';
      this.lead = json.message === undefined ? [...level, ...json.keys] : level;
    } else {
      this.lead = NO_LEAD;
    }
    this.text = text.length > SCANNED ? text.slice(0, SCANNED) : text;
    this.#lastScan.begin(this.lead);
    this.#lastScan.scan(this.text);
  }
}

const NO_LEAD: readonly string[] = [];
