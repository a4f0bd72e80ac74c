import type { Rates } from './fast-loops.ts';
import type { Rows } from './rows.ts';

/** Told what each entry of a row rose and fell by, in bytes with fractions; the entry's number is its place in the rows. */
export type ShareListener = (row: number, entry: number, up: number, down: number) => void;

/** The rates of fast loops for rises and for falls. */
export interface BothRates {
  readonly up: Rates;
  readonly down: Rates;
}

/** When what is known explains less than this part of a change, it is not what made the change. */
const EXPLAINS = 0.05;

/**
 * Shares what memory rose and fell by in each interval among the events in it, rises and falls apart. One event has it
 * all. Fast loops share by what an event of each accounts for. Else what is known tells: the event that ends here grew
 * at its rate in the interval before, if it was alone there, the one that begins here at its rate in the one after;
 * events of unknown rate have the rest, by time.
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
  // The event under way when the row began is its first entry.
  into[0] = (into[0] as number) + spilled;
}

type Claim = (entry: number) => boolean;

/**
 * Who can have had what is not explained: events of unknown rate; where next to nothing is explained, a jump, an event
 * that was under way, else those that begin here, though they may be known to be quiet later on. undefined: nobody.
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

/** Shares an amount by time among those that claim it. */
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
    // Nothing took time: what was under way at the end had it.
    into[into.length - 1] = (into.at(-1) ?? 0) + amount;
  }
}

/** What is known of an entry's rise or fall in a row, bytes; undefined where nothing is. */
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

/** Bytes a millisecond in a row that a template has to itself; undefined where it has not. */
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
