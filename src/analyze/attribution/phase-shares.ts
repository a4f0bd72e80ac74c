import type { Phase } from '../report/types.ts';
import type { Rows } from './rows.ts';
import { type BothRates, shareRows } from './share-rows.ts';

/** One template's share of one phase. */
export interface Part {
  readonly template: number;
  /** Net bytes, fractional. */
  bytes: number;
  /** Events that were in progress. */
  events: number;
  /** When the first of them was, to the precision of an interval; milliseconds. */
  readonly first: number;
}

export interface Shares {
  /** Net bytes of each template over the run, fractional. */
  readonly totals: Float64Array;
  /** Net bytes after the last phase: memory released at exit follows no line. */
  readonly exit: number;
  /** Each template's share of each phase. */
  readonly phases: readonly Map<number, Part>[];
}

/** Adds up the shares of all rows, over the run and per phase. */
export function addShares(
  rows: Rows,
  column: number,
  rates: BothRates,
  phases: readonly Phase[],
  templates: number,
): Shares {
  const totals = new Float64Array(templates);
  const parts = phases.map(() => new Map<number, Part>());
  const inPhase = phaseOfRows(rows, phases);
  const work = phases.at(-1)?.end ?? Number.POSITIVE_INFINITY;
  let exit = 0;
  countEvents(rows, inPhase, parts);
  shareRows(rows, column, rates, (row, entry, up, down) => {
    if (inPhase[row] === -1 && (rows.ends[row] as number) > work) {
      exit += up - down;
      return;
    }
    const template = rows.template[entry] as number;
    totals[template] = (totals[template] as number) + up - down;
    const map = parts[inPhase[row] as number];
    if (map) partOf(map, template, rows.startOf(row)).bytes += up - down;
  });
  return { totals, exit, phases: parts };
}

/** The phase that contains the middle of each row; -1 if none does. */
export function phaseOfRows(rows: Rows, phases: readonly Phase[]): Int32Array {
  const inPhase = new Int32Array(rows.count).fill(-1);
  let at = 0;
  for (let row = 0; row < rows.count; row++) {
    const middle = ((rows.ends[row] as number) + rows.startOf(row)) / 2;
    while (at < phases.length && (phases[at]?.end ?? 0) <= middle) at++;
    const phase = phases[at];
    if (phase && middle >= phase.start) inPhase[row] = at;
  }
  return inPhase;
}

function countEvents(rows: Rows, inPhase: Int32Array, parts: readonly Map<number, Part>[]): void {
  for (let row = 0; row < rows.count; row++) {
    const map = parts[inPhase[row] as number];
    if (!map) continue;
    const begins = row === 0 || inPhase[row - 1] !== inPhase[row];
    for (let i = rows.firstEntry[row] as number; i < rows.endOf(row); i++) {
      const carried = begins && i === rows.firstEntry[row] ? 1 : 0;
      const events = (rows.starts[i] as number) + carried;
      if (events > 0) partOf(map, rows.template[i] as number, rows.startOf(row)).events += events;
    }
  }
}

function partOf(map: Map<number, Part>, template: number, time: number): Part {
  const known = map.get(template);
  if (known) return known;
  const part = { template, bytes: 0, events: 0, first: time };
  map.set(template, part);
  return part;
}
