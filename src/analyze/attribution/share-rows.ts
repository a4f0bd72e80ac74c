import type { Rates } from './fast-loops.ts';
import type { Rows } from './rows.ts';

/** Called with each entry's rise and fall in bytes, fractional; `entry` is its index in the rows. */
export type ShareListener = (row: number, entry: number, up: number, down: number) => void;

/** The rates of fast loops for rises and for falls. */
export interface BothRates {
  readonly up: Rates;
  readonly down: Rates;
}

/** If known rates explain less than this fraction of a change, they did not cause it. */
const EXPLAINS = 0.05;

/**
 * Shares each interval's rise and fall among the events in it, rises and falls separately. A single event gets all of
 * it. Fast loops share by what an event of each accounts for. Otherwise known rates are used: that of the event
 * ending here from the interval before, if it was alone there; that of the event beginning here from the one after.
 * Events of unknown rate get the rest, by time.
 */
export function shareRows(
  rows: Rows,
  column: number,
  rates: BothRates,
  listener: ShareListener,
): void {
  const ups: number[] = [];
  const downs: number[] = [];
  for (let row = 0; row < rows.count; row++) {
    const first = rows.firstEntry[row] as number;
    const last = rows.endOf(row);
    const change = rows.change(row, column);
    const up = rows.changes[change] as number;
    const down = rows.changes[change + 1] as number;
    if (up === 0 && down === 0) continue;
    if (last - first === 1) {
      listener(row, first, up, down);
      continue;
    }
    share(rows, row, column, 0, up, rates.up, ups);
    share(rows, row, column, 1, down, rates.down, downs);
    for (let i = first; i < last; i++) {
      listener(row, i, ups[i - first] as number, downs[i - first] as number);
    }
  }
}

/** Shares one change among the entries of a row; `side` is 0 for rises, 1 for falls. */
function share(
  rows: Rows,
  row: number,
  column: number,
  side: 0 | 1,
  change: number,
  { perEvent, spill }: Rates,
  into: number[],
): void {
  const first = rows.firstEntry[row] as number;
  const size = rows.endOf(row) - first;
  into.length = size;
  into.fill(0);
  if (change === 0) return;
  const spilled = spill[row] as number;
  const amount = change - spilled;
  let known = 0;
  for (let k = 0; k < size; k++) {
    into[k] = expectedOf(rows, row, first + k, column, side, perEvent) ?? 0;
    known += into[k] as number;
  }
  if (known > amount) scale(into, amount / known);
  else {
    const claims = claimsOf(rows, row, column, side, perEvent, known < EXPLAINS * amount);
    if (claims === undefined && known > 0) scale(into, amount / known);
    else addByTime(rows, first, amount - known, claims ?? (() => true), into);
  }
  // The event in progress when the row began is its first entry.
  into[0] = (into[0] as number) + spilled;
}

type Claim = (entry: number) => boolean;

/**
 * Candidates for what is not explained: events of unknown rate; if next to nothing is explained (a jump), the event
 * that was in progress, else those that begin here, even if they turn out to be quiet later. undefined: none.
 */
function claimsOf(
  rows: Rows,
  row: number,
  column: number,
  side: 0 | 1,
  perEvent: Float64Array,
  jump: boolean,
): Claim | undefined {
  const first = rows.firstEntry[row] as number;
  const last = rows.endOf(row);
  const isUnknown: Claim = (entry) =>
    expectedOf(rows, row, entry, column, side, perEvent) === undefined;
  const isSlow: Claim = (entry) => Number.isNaN(perEvent[rows.template[entry] as number]);
  const begins: Claim = (entry) =>
    isSlow(entry) &&
    (rows.starts[entry] as number) > 0 &&
    !(
      entry === first &&
      speedAlone(rows, row - 1, rows.template[entry] as number, column, side) !== undefined
    );
  const order: Claim[] = jump
    ? [(entry) => entry === first && isUnknown(entry), begins, isSlow]
    : [isUnknown];
  return order.find((claim) => {
    for (let entry = first; entry < last; entry++) {
      if (claim(entry) && (rows.time[entry] as number) > 0) return true;
    }
    return false;
  });
}

function scale(values: number[], factor: number): void {
  for (let k = 0; k < values.length; k++) values[k] = (values[k] as number) * factor;
}

/** Shares an amount by time among its claimants. */
function addByTime(rows: Rows, first: number, amount: number, claim: Claim, into: number[]): void {
  let time = 0;
  for (let k = 0; k < into.length; k++)
    if (claim(first + k)) time += rows.time[first + k] as number;
  if (time > 0) {
    for (let k = 0; k < into.length; k++) {
      if (!claim(first + k)) continue;
      into[k] = (into[k] as number) + (amount * (rows.time[first + k] as number)) / time;
    }
  } else {
    // If nothing took time, the event in progress at the end gets it.
    into[into.length - 1] = (into.at(-1) ?? 0) + amount;
  }
}

/** What is known of an entry's rise or fall in a row, bytes; undefined if nothing. */
function expectedOf(
  rows: Rows,
  row: number,
  entry: number,
  column: number,
  side: 0 | 1,
  perEvent: Float64Array,
): number | undefined {
  const template = rows.template[entry] as number;
  const rate = perEvent[template] as number;
  if (!Number.isNaN(rate)) return rate * (rows.starts[entry] as number);
  const before =
    entry === rows.firstEntry[row] ? speedAlone(rows, row - 1, template, column, side) : undefined;
  const after =
    template === rows.lastTemplate[row]
      ? speedAlone(rows, row + 1, template, column, side)
      : undefined;
  if (before === undefined && after === undefined) return undefined;
  const speed =
    before === undefined || after === undefined ? (before ?? after ?? 0) : (before + after) / 2;
  return speed * (rows.time[entry] as number);
}

/** Bytes per millisecond in a row that a template has to itself; undefined if it has not. */
function speedAlone(
  rows: Rows,
  row: number,
  template: number,
  column: number,
  side: 0 | 1,
): number | undefined {
  if (row < 0 || row >= rows.count) return undefined;
  const first = rows.firstEntry[row] as number;
  if (rows.endOf(row) - first !== 1 || rows.template[first] !== template) return undefined;
  const length = (rows.ends[row] as number) - rows.startOf(row);
  return length > 0
    ? (rows.changes[rows.change(row, column) + side] as number) / length
    : undefined;
}
