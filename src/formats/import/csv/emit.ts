import type { ImportContext } from '../importer.ts';
import { Polls } from '../polls.ts';
import type { Plan } from './plan.ts';

type Row = readonly string[];

/** Takes rows in their order and emits records. */
export interface Emitter {
  row(row: Row): void;
  finish(): void;
  /** Rows that gave a sample or a part of one, and rows that have no time. */
  readonly used: number;
  readonly timeless: number;
}

/** A step back of the clock by so many usual steps begins a new run. */
const STEPS_BACK = 10;
const LEAST_BACK_MS = 5000;

export function emitterOf(plan: Plan, context: ImportContext): Emitter {
  const times = new Times(plan, context);
  return plan.keyOf === undefined && !plan.unordered
    ? new Tall(plan, context, times)
    : new Collected(plan, context, times);
}

/** What the times of rows become: epoch milliseconds, from --start on where they count from 0, or numbers of samples. */
class Times {
  readonly #read: ((row: Row) => number) | undefined;
  readonly #absolute: boolean;
  readonly #start: number;
  readonly #interval: number;
  #first: number | undefined;
  #count = 0;

  constructor({ clock }: Plan, { options }: ImportContext) {
    this.#read = clock?.reader();
    this.#absolute = clock?.absolute === true && options.start === undefined;
    this.#start = options.start ?? 0;
    this.#interval = options.interval ?? 1;
  }

  of(row: Row): number {
    if (this.#read === undefined) return this.#start + this.#count++ * this.#interval;
    const time = this.#read(row);
    if (this.#absolute || Number.isNaN(time)) return time;
    this.#first ??= time;
    return this.#start + time - this.#first;
  }
}

/** A start record's fields but its time. */
function startOf(
  { clock, measure, isMachine, machineTotal }: Plan,
  { name, options }: ImportContext,
) {
  return {
    name,
    source: 'csv',
    ...(measure !== undefined && !isMachine && { measure }),
    ...(clock === undefined && options.interval === undefined && { axis: 'samples' }),
    ...(machineTotal !== undefined && { host: { machineTotal } }),
  };
}

/** Each row is the next moment: emitted as it comes. */
class Tall implements Emitter {
  readonly #plan: Plan;
  readonly #context: ImportContext;
  readonly #times: Times;
  readonly #back: number;
  #polls: Polls | undefined;
  #begun = false;
  #first = 0;
  #before = Number.NEGATIVE_INFINITY;
  #step = '';
  #rows = 0;
  readonly #last: { bytes: number; row: number }[] = [];
  used = 0;
  timeless = 0;

  constructor(plan: Plan, context: ImportContext, times: Times) {
    this.#plan = plan;
    this.#context = context;
    this.#times = times;
    this.#back = Math.max(LEAST_BACK_MS, STEPS_BACK * plan.pace);
  }

  row(row: Row): void {
    const { sizes, wants } = this.#plan;
    if (!wants(row)) return;
    const time = this.#times.of(row);
    if (Number.isNaN(time)) {
      this.timeless += 1;
      return;
    }
    const [only] = sizes;
    if (sizes.length === 1 && only !== undefined) {
      const bytes = only.read(row[only.index] ?? '');
      if (bytes >= 0) this.#one(time, bytes, row);
      return;
    }
    const all = new Map<string, number>();
    for (const [i, { name, index, read }] of sizes.entries()) {
      const bytes = this.#kept(i, read(row[index] ?? ''));
      if (bytes >= 0) all.set(name, (all.get(name) ?? 0) + bytes);
    }
    this.#rows += 1;
    if (all.size === 0) return;
    this.#begin(time, row);
    this.used += 1;
    this.#polls?.add(time, all, this.#more(row, sum(all)));
  }

  finish(): void {}

  /** The value of a series, or the one before where it has one in some rows only. */
  #kept(i: number, bytes: number): number {
    const { carried } = this.#plan;
    if (carried === 0) return bytes;
    if (bytes >= 0) this.#last[i] = { bytes, row: this.#rows };
    const last = this.#last[i];
    return last !== undefined && this.#rows - last.row <= carried ? last.bytes : Number.NaN;
  }

  #one(time: number, bytes: number, row: Row): void {
    this.#begin(time, row);
    this.used += 1;
    const { isMachine, machine } = this.#plan;
    if (isMachine) this.#context.emit({ type: 'sample', time, machineUsed: bytes });
    else if (machine === undefined) this.#context.emit({ type: 'sample', time, rss: bytes });
    else this.#context.emit({ type: 'sample', time, rss: bytes, ...this.#more(row, bytes) });
  }

  #more(row: Row, total: number): { machineUsed?: number } {
    const { isMachine, machine } = this.#plan;
    const used = isMachine ? total : machine?.(row);
    return used === undefined || !(used >= 0) ? {} : { machineUsed: used };
  }

  #begin(time: number, row: Row): void {
    const { clock, sizes, stepColumn } = this.#plan;
    const back = this.#before - time;
    const anew =
      back > 0 &&
      (clock?.absolute === false
        ? time - this.#first <= 0.2 * (this.#before - this.#first)
        : back > this.#back);
    this.#before = time;
    if (!this.#begun || anew) {
      this.#begun = true;
      this.#first = time;
      this.#step = '';
      const start = startOf(this.#plan, this.#context);
      if (sizes.length > 1) this.#polls = new Polls(this.#context, start);
      else this.#context.emit({ type: 'start', time, version: 1, ...start });
    }
    if (stepColumn === undefined || sizes.length > 1) return;
    const step = row[stepColumn] ?? '';
    if (step !== '' && step !== this.#step)
      this.#context.emit({ type: 'mark', time, msg: step, from: 'import' });
    this.#step = step;
  }
}

/** Rows of several series, or not in order: kept as numbers until the end, then grouped by poll. */
class Collected implements Emitter {
  readonly #plan: Plan;
  readonly #context: ImportContext;
  readonly #clock: Times;
  readonly #names = new Map<string, number>();
  readonly #times: number[] = [];
  readonly #keys: number[] = [];
  readonly #bytes: number[] = [];
  used = 0;
  timeless = 0;

  constructor(plan: Plan, context: ImportContext, clock: Times) {
    this.#plan = plan;
    this.#context = context;
    this.#clock = clock;
  }

  row(row: Row): void {
    const { sizes, keyOf, wants } = this.#plan;
    if (!wants(row)) return;
    const time = this.#clock.of(row);
    if (Number.isNaN(time)) {
      this.timeless += 1;
      return;
    }
    let any = false;
    for (const { name, index, read } of sizes) {
      const bytes = read(row[index] ?? '');
      if (!(bytes >= 0)) continue;
      any = true;
      const own =
        keyOf === undefined ? name : sizes.length > 1 ? `${keyOf(row)} ${name}` : keyOf(row);
      this.#times.push(time);
      this.#keys.push(this.#idOf(own));
      this.#bytes.push(bytes);
    }
    if (any) this.used += 1;
  }

  finish(): void {
    const { unordered, pace, clock, isMachine } = this.#plan;
    const order = this.#times.map((_, i) => i);
    const at = (i: number): number => this.#times[i] ?? 0;
    if (unordered) {
      const falling = at(0) > at(order.length - 1);
      // The newest first: rows of one stamp come in the reverse order as well.
      if (falling) order.reverse();
      order.sort((a, b) => at(a) - at(b));
    }
    const names = [...this.#names.keys()];
    const polls = new Polls(this.#context, startOf(this.#plan, this.#context));
    let poll = new Map<string, number>();
    let [begun, count] = [Number.NaN, 0];
    const flush = (): void => {
      if (poll.size === 0) return;
      const time = clock === undefined ? begun - begun + this.#untimed(count++) : begun;
      polls.add(time, poll, isMachine ? { machineUsed: sum(poll) } : {});
      poll = new Map();
    };
    for (const i of order) {
      const name = names[this.#keys[i] ?? 0] ?? '';
      const time = at(i);
      const again = poll.has(name);
      const same = time === begun && pace > 0;
      const late = clock !== undefined && pace > 0 && time - begun > pace / 2;
      if (poll.size > 0 && ((again && !same) || late)) flush();
      if (poll.size === 0) begun = time;
      poll.set(name, (poll.get(name) ?? 0) + (this.#bytes[i] ?? 0));
    }
    flush();
  }

  #untimed(count: number): number {
    const { options } = this.#context;
    return (options.start ?? 0) + count * (options.interval ?? 1);
  }

  #idOf(name: string): number {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    const id = this.#names.size;
    this.#names.set(name, id);
    return id;
  }
}

function sum(sizes: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const bytes of sizes.values()) total += bytes;
  return total;
}
