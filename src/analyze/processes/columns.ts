import type { Series } from '../report/types.ts';
import type { Tracks } from './types.ts';

/** The sizes of `Tracks` by process instead of by moment. */
export class Columns {
  readonly #times: Float64Array;
  /** Those of process p stand at first[p] … first[p + 1]. */
  readonly #first: Int32Array;
  readonly #moment: Int32Array;
  readonly #bytes: Float64Array;

  constructor(tracks: Tracks) {
    const { first, track, bytes, times } = tracks;
    const count = tracks.tracks.length;
    const entries = times.length === 0 ? 0 : (first[times.length] as number);
    this.#times = times;
    this.#first = new Int32Array(count + 1);
    this.#moment = new Int32Array(entries);
    this.#bytes = new Float64Array(entries);
    for (let i = 0; i < entries; i++) (this.#first[(track[i] as number) + 1] as number)++;
    for (let p = 0; p < count; p++) {
      this.#first[p + 1] = (this.#first[p + 1] as number) + (this.#first[p] as number);
    }
    const next = this.#first.slice(0, count);
    for (let moment = 0; moment < times.length; moment++) {
      for (let i = first[moment] as number; i < (first[moment + 1] as number); i++) {
        const process = track[i] as number;
        const at = next[process] as number;
        next[process] = at + 1;
        this.#moment[at] = moment;
        this.#bytes[at] = bytes[i] as number;
      }
    }
  }

  /** What a process held at a moment, bytes; 0 where it is not known to have held anything. */
  at(process: number, moment: number): number {
    let low = this.#first[process] as number;
    let high = (this.#first[process + 1] as number) - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.#moment[middle] as number;
      if (found === moment) return this.#bytes[middle] as number;
      if (found < moment) low = middle + 1;
      else high = middle - 1;
    }
    return 0;
  }

  /** Whether any moment has a size of it. */
  has(process: number): boolean {
    return (this.#first[process + 1] as number) > (this.#first[process] as number);
  }

  /** What processes held together at every moment. */
  sum(processes: readonly number[]): Float64Array {
    const sum = new Float64Array(this.#times.length);
    this.#each(processes, (moment, bytes) => {
      sum[moment] = (sum[moment] as number) + bytes;
    });
    return sum;
  }

  series(processes: readonly number[]): Series {
    return { times: this.#times, values: this.sum(processes) };
  }

  /** The most that processes held together at a moment kept, bytes. */
  peakOf(processes: readonly number[]): number {
    let peak = 0;
    if (processes.length > 1) return this.sum(processes).reduce((a, b) => Math.max(a, b), 0);
    this.#each(processes, (_, bytes) => {
      peak = Math.max(peak, bytes);
    });
    return peak;
  }

  /** The most of these processes at one moment that held more than `least` of each, bytes. */
  mostAtOnce(processes: readonly number[], least: (process: number) => number): number {
    const count = new Int32Array(this.#times.length);
    this.#each(processes, (moment, bytes, process) => {
      if (bytes > least(process)) count[moment] = (count[moment] as number) + 1;
    });
    return count.reduce((most, one) => Math.max(most, one), 0);
  }

  #each(
    processes: readonly number[],
    visit: (moment: number, bytes: number, process: number) => void,
  ): void {
    for (const process of processes) {
      const end = this.#first[process + 1] as number;
      for (let i = this.#first[process] as number; i < end; i++) {
        visit(this.#moment[i] as number, this.#bytes[i] as number, process);
      }
    }
  }
}
