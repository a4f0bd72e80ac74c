/** How a column of numbers goes on from row to row. */
export interface Steps {
  /** Rows with a number. */
  readonly count: number;
  /** Shares of the steps. */
  readonly up: number;
  readonly down: number;
  /** The median of those that go up, and the number of steps down. */
  readonly median: number;
  readonly downs: number;
  /** How many of the steps down lead back to the beginning. */
  readonly restarts: number;
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
}

export function stepsOf(values: Iterable<number>): Steps {
  const ups: number[] = [];
  let [count, downs, restarts] = [0, 0, 0];
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let before = Number.NaN;
  let first = Number.NaN;
  let whole = true;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    if (count === 0) first = value;
    count += 1;
    if (!Number.isInteger(value)) whole = false;
    if (value > before) ups.push(value - before);
    if (value < before) {
      downs += 1;
      // Near where it began, measured by how far it had come.
      if (Math.abs(value - first) <= 0.2 * (before - first)) restarts += 1;
    }
    min = Math.min(min, value);
    max = Math.max(max, value);
    before = value;
  }
  ups.sort((a, b) => a - b);
  const steps = Math.max(1, count - 1);
  return {
    count,
    up: ups.length / steps,
    down: downs / steps,
    median: ups[ups.length >> 1] ?? 0,
    downs,
    restarts,
    min,
    max,
    whole,
  };
}
