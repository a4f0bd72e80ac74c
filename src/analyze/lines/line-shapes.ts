import { LineView } from '../../recording/line-view.ts';
import type { LineRecord } from '../../recording/records.ts';

/** Shapes remembered; beyond that they are forgotten and counted anew. */
const MOST_SHAPES = 16_384;
/** Characters that a shape looks at, where the scanner gives none. */
const LOOKED_AT = 80;

/** Lines that differ only in their digits: how many there were, and one of how many is kept. */
export interface LineShape {
  count: number;
  kept: number;
  stride: number;
}

/** Tells cheaply, without reading a line's text, which lines are alike. */
export class LineShapes {
  readonly #shapes = new Map<number, LineShape>();
  #last: LineShape = { count: 0, kept: 0, stride: 1 };
  #lastKey = Number.NaN;

  /** The shape of a line; `stride` is that of a new one. */
  of(record: LineRecord, stride: number): LineShape {
    const key = keyOf(record);
    if (key === this.#lastKey) return this.#last;
    let shape = this.#shapes.get(key);
    if (!shape) {
      if (this.#shapes.size >= MOST_SHAPES) this.#shapes.clear();
      shape = { count: 0, kept: 0, stride };
      this.#shapes.set(key, shape);
    }
    this.#lastKey = key;
    this.#last = shape;
    return shape;
  }

  /** Forgets all shapes. */
  clear(): void {
    this.#shapes.clear();
    this.#lastKey = Number.NaN;
  }
}

function keyOf(record: LineRecord): number {
  if (record instanceof LineView) {
    const { shapeHigh, shapeLow } = record;
    if (shapeHigh !== 0 || shapeLow !== 0) return shapeHigh * 2 ** 21 + (shapeLow >>> 11);
  }
  const text = typeof record.msg === 'string' ? record.msg : '';
  const length = Math.min(text.length, LOOKED_AT);
  let hash = 0x811c9dc5;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    // A run of digits counts as one.
    if (code >= 48 && code <= 57) {
      if (i > 0 && isDigit(text.charCodeAt(i - 1))) continue;
      hash = Math.imul(hash ^ 48, 0x01000193);
    } else hash = Math.imul(hash ^ code, 0x01000193);
  }
  // Apart from the keys of the scanner, which are whole numbers.
  return (hash >>> 0) + 0.5;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
