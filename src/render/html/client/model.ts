import { unpack } from '../packed.ts';
import type { PageData } from '../page-data.ts';
import type { Points } from './dom.ts';
import { type Clock, clockOf } from './format.ts';

/** A curve with its name. */
export interface Named extends Points {
  readonly name: string;
}

/** The style sheet has so many colours for processes. */
export const LANE_COLORS = 8;

/** What is drawn, unpacked. */
export interface Model {
  readonly data: PageData;
  readonly curves: readonly Named[];
  readonly lanes: readonly Named[];
  readonly machine: Points | undefined;
  readonly clock: Clock;
}

export function modelOf(data: PageData): Model {
  return {
    data,
    curves: data.curves.map(({ name, series }) => ({ name, ...unpack(series) })),
    lanes: data.lanes.map(({ name, series }) => ({ name, ...unpack(series) })),
    machine: data.machine === undefined ? undefined : unpack(data.machine),
    clock: clockOf(data.duration, data.axis),
  };
}

/** What can be switched on and off. */
export interface Shown {
  readonly lanes: Set<number>;
  readonly curves: Set<number>;
  processes: boolean;
  machine: boolean;
  limits: boolean;
  marks: boolean;
  phases: boolean;
}

/** Ascending times of all curves, and each curve's value there; null where it has none. */
export function aligned(parts: readonly Points[]): (number | null)[][] {
  const all = new Set<number>();
  for (const { times } of parts) for (const time of times) all.add(time);
  const axis = [...all].sort((a, b) => a - b);
  const places = new Map(axis.map((time, i) => [time, i]));
  const columns = parts.map(({ times, values }) => {
    const column: (number | null)[] = new Array(axis.length).fill(null);
    for (const [i, time] of times.entries()) {
      const at = places.get(time) ?? 0;
      // Of several at one time the highest.
      column[at] = Math.max(column[at] ?? Number.NEGATIVE_INFINITY, values[i] ?? 0);
    }
    return column;
  });
  return [axis, ...columns];
}

/** The lanes that are shown, one on top of the other; of one that is not, the same as below it. */
export function stacked(lanes: readonly Points[], shown: ReadonlySet<number>): Points[] {
  let below: readonly number[] = lanes[0]?.values.map(() => 0) ?? [];
  return lanes.map(({ times, values }, lane) => {
    const sum = shown.has(lane) ? values.map((value, i) => value + (below[i] ?? 0)) : [...below];
    below = sum;
    return { times, values: sum };
  });
}
