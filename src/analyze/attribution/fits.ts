import { placesOf } from './places.ts';
import type { Rows } from './rows.ts';

/** Weighted sums for the correlation of two columns. */
class Correlation {
  #weight = 0;
  #meanX = 0;
  #meanY = 0;
  #xx = 0;
  #yy = 0;
  #xy = 0;

  /** Welford's update avoids large squares that cancel. */
  add(x: number, y: number, weight: number): void {
    if (!(weight > 0)) return;
    this.#weight += weight;
    const dx = x - this.#meanX;
    const dy = y - this.#meanY;
    this.#meanX += (dx * weight) / this.#weight;
    this.#meanY += (dy * weight) / this.#weight;
    this.#xx += weight * dx * (x - this.#meanX);
    this.#yy += weight * dy * (y - this.#meanY);
    this.#xy += weight * dx * (y - this.#meanY);
  }

  value(): number {
    const scale = Math.sqrt(this.#xx * this.#yy);
    return scale > 0 ? this.#xy / scale : 0;
  }
}

/**
 * How well memory follows the progress through a template's lines in each phase, 0–1: the correlation between the
 * level and the number of events completed, each event spread over its duration. Falling memory counts like rising
 * memory.
 */
export function fitsOf(
  rows: Rows,
  column: number,
  inPhase: Int32Array,
  asked: readonly (readonly number[])[],
): number[][] {
  const fits = asked.map((templates) => templates.map(() => 0));
  let row = 0;
  while (row < rows.count) {
    const phase = inPhase[row] as number;
    let end = row + 1;
    while (end < rows.count && inPhase[end] === phase) end++;
    const templates = asked[phase];
    if (templates && templates.length > 0) {
      fits[phase] = fitsIn(rows, column, row, end, templates);
    }
    row = end;
  }
  return fits;
}

function fitsIn(
  rows: Rows,
  column: number,
  from: number,
  to: number,
  templates: readonly number[],
): number[] {
  const place = placesOf(templates);
  const progress = new Float64Array(templates.length);
  const correlations = templates.map(() => new Correlation());
  let level = 0;
  const add = (weight: number): void => {
    for (let i = 0; i < progress.length; i++) {
      correlations[i]?.add(progress[i] as number, level, weight);
    }
  };
  add(((rows.ends[from] as number) - rows.startOf(from)) / 2);
  for (let row = from; row < to; row++) {
    const change = rows.change(row, column);
    level += (rows.changes[change] as number) - (rows.changes[change + 1] as number);
    for (let i = rows.firstEntry[row] as number; i < rows.endOf(row); i++) {
      const at = place[rows.template[i] as number] as number;
      if (at >= 0) progress[at] = (progress[at] as number) + (rows.progress[i] as number);
    }
    const next = row + 1 < to ? (rows.ends[row + 1] as number) : (rows.ends[row] as number);
    add((next - rows.startOf(row)) / 2);
  }
  return correlations.map((correlation) => Math.min(1, Math.abs(correlation.value())));
}
