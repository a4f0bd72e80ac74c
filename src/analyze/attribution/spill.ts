import type { Rows } from './rows.ts';

/**
 * How much of each interval's change is due to an event that began in the interval before: memory lags its line by
 * some milliseconds, so an event that begins late in an interval falls short there and shows up in the next one,
 * which then changes by more than its own events account for. `side` is 0 for rises, 1 for falls.
 */
export function spillOf(
  rows: Rows,
  column: number,
  side: 0 | 1,
  perEvent: Float64Array,
): Float64Array {
  const spill = new Float64Array(rows.count);
  let owed = 0;
  for (let row = 0; row < rows.count; row++) {
    const change = rows.changes[rows.change(row, column) + side] as number;
    const expected = expectedIn(rows, row, perEvent);
    if (Number.isNaN(expected)) {
      owed = 0;
      continue;
    }
    spill[row] = Math.max(0, Math.min(owed, change - expected));
    const missing = expected - (change - (spill[row] as number));
    owed = Math.max(0, Math.min(missing, lastBegun(rows, row, perEvent)));
  }
  return spill;
}

/** What the events that begin in an interval account for; NaN if not all of them are fast. */
function expectedIn(rows: Rows, row: number, perEvent: Float64Array): number {
  let expected = 0;
  const last = rows.endOf(row);
  for (let i = rows.firstEntry[row] as number; i < last; i++) {
    expected += (perEvent[rows.template[i] as number] as number) * (rows.starts[i] as number);
  }
  return expected;
}

/** What the event in progress at the end of an interval accounts for, if it began there. */
function lastBegun(rows: Rows, row: number, perEvent: Float64Array): number {
  const template = rows.lastTemplate[row] as number;
  for (let i = rows.endOf(row) - 1; i >= (rows.firstEntry[row] as number); i--) {
    if (rows.template[i] !== template) continue;
    return (rows.starts[i] as number) > 0 ? perEvent[template] || 0 : 0;
  }
  return 0;
}
