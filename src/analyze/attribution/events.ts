/** Capacity of the queue of events that wait to be matched with samples. */
export const QUEUED = 131_072;

/** A queue of events in parallel columns: numbers, not lines. */
export class Events {
  length = 0;
  /** When the line arrived, milliseconds since the start of the recording. */
  arrived = new Float64Array(1024);
  /** The earliest moment it can have been written; NaN if the arrival time is exact. */
  since = new Float64Array(1024);
  /** The timestamp in the line itself; NaN without one. */
  own = new Float64Array(1024);
  /** The best estimate of when it was written. */
  written = new Float64Array(1024);
  bytes = new Float64Array(1024);
  template = new Int32Array(1024);
  /** 0: stdout and everything else but stderr, 1: stderr. */
  stream = new Uint8Array(1024);

  push(
    stream: number,
    template: number,
    arrived: number,
    since: number,
    own: number,
    bytes: number,
  ): void {
    if (this.length === this.arrived.length) this.#grow();
    const i = this.length++;
    this.arrived[i] = arrived;
    this.since[i] = since;
    this.own[i] = own;
    this.bytes[i] = bytes;
    this.template[i] = template;
    this.stream[i] = stream;
  }

  /** Sorts the events by when they were written, or back by arrival. */
  sort(by: 'written' | 'arrived'): void {
    const { length } = this;
    const key = this[by];
    let i = 1;
    while (i < length && (key[i] as number) >= (key[i - 1] as number)) i++;
    if (i >= length) return;
    const order = Uint32Array.from({ length }, (_, at) => at);
    order.sort((a, b) => (key[a] as number) - (key[b] as number) || a - b);
    for (const column of this.#columns())
      column.set(Array.from(order, (at) => column[at] as number));
  }

  /** The last event of a stream that is still queued, or -1. */
  lastOf(stream: number): number {
    let i = this.length - 1;
    while (i >= 0 && this.stream[i] !== stream) i--;
    return i;
  }

  /** Marks the events of a stream that arrived from `start` on as a block written after `since`. */
  markBlock(stream: number, start: number, since: number): void {
    for (let i = this.length - 1; i >= 0 && (this.arrived[i] as number) >= start; i--) {
      if (this.stream[i] === stream && Number.isNaN(this.since[i])) this.since[i] = since;
    }
  }

  remap(remap: Int32Array): void {
    for (let i = 0; i < this.length; i++) {
      this.template[i] = remap[this.template[i] as number] as number;
    }
  }

  /** Drops the first events. */
  drop(count: number): void {
    for (const column of this.#columns()) column.copyWithin(0, count, this.length);
    this.length -= count;
  }

  #columns(): (Float64Array | Int32Array | Uint8Array)[] {
    const { arrived, since, own, written, bytes, template, stream } = this;
    return [arrived, since, own, written, bytes, template, stream];
  }

  #grow(): void {
    const wider = <C extends Float64Array | Int32Array | Uint8Array>(column: C, next: C): C => {
      next.set(column);
      return next;
    };
    const size = this.arrived.length * 2;
    this.arrived = wider(this.arrived, new Float64Array(size));
    this.since = wider(this.since, new Float64Array(size));
    this.own = wider(this.own, new Float64Array(size));
    this.written = wider(this.written, new Float64Array(size));
    this.bytes = wider(this.bytes, new Float64Array(size));
    this.template = wider(this.template, new Int32Array(size));
    this.stream = wider(this.stream, new Uint8Array(size));
  }
}
