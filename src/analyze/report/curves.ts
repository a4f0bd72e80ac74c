import type { ReportMetric } from '../../recording/metrics.ts';
import { placeOf } from './sample-sizes.ts';
import { SeriesBuilder } from './series.ts';
import type { Series } from './types.ts';

/** Maximum number of samples that wait for the next PSS reading. */
const PENDING = 4096;
const RSS = placeOf('rss');
const PROCESSES = placeOf('procs');

/** Called for each sample in order, with one value per metric (NaN: unknown at this moment). The array is reused. */
export type SampleListener = (time: number, values: Float64Array) => void;

/** One metric over time, with what is known of it without walking the curve. */
class Curve {
  readonly builder = new SeriesBuilder();
  count = 0;
  peak = Number.NEGATIVE_INFINITY;
  peakTime = 0;

  add(time: number, value: number): void {
    if (Number.isNaN(value)) return;
    this.builder.add(time, value);
    this.count++;
    if (value > this.peak) {
      this.peak = value;
      this.peakTime = time;
    }
  }
}

/** One reading of PSS: its time, its ratio to RSS, and the number of processes. */
interface Reading {
  readonly time: number;
  readonly ratio: number;
  readonly processes: number;
}

/**
 * The curves that a report may lead with, side by side, in constant memory. PSS is read rarely: between two readings
 * it is estimated as the RSS of the moment times the ratio PSS/RSS. That ratio jumps when processes fork or end and
 * hardly moves otherwise, so a moment takes it by its number of processes: of n that share their pages each holds an
 * n-th, and a single one shares with no other of its tree. Between readings of equally many processes the ratio is
 * linear in time.
 */
export class Curves {
  readonly #metrics: readonly ReportMetric[];
  readonly #listener: SampleListener;
  readonly #curves: readonly Curve[];
  /** The index of each metric among the sizes of a sample. */
  readonly #places: Uint8Array;
  readonly #row: Float64Array;
  readonly #pendingTimes = new Float64Array(PENDING);
  readonly #pendingProcesses = new Float64Array(PENDING);
  readonly #pendingValues: Float64Array;
  #pending = 0;
  readonly #pss: number;
  #reading: Reading | undefined;
  /** Too many samples came without a PSS reading to wait for one. */
  #withoutPss = false;
  /** Sums over the PSS readings; large levels weigh more, for they are what a report is about. */
  #sumOfProducts = 0;
  #sumOfSquares = 0;
  /** The largest RSS at which PSS was read. */
  largestRead = 0;

  constructor(metrics: readonly ReportMetric[], listener: SampleListener) {
    this.#metrics = metrics;
    this.#listener = listener;
    this.#curves = metrics.map(() => new Curve());
    this.#places = Uint8Array.from(metrics, placeOf);
    this.#row = new Float64Array(metrics.length);
    this.#pendingValues = new Float64Array(PENDING * metrics.length);
    this.#pss = metrics.indexOf('pss');
  }

  /** Adds a sample: milliseconds since the start of the recording, and its sizes by index. */
  add(time: number, sizes: Float64Array): void {
    const row = this.#row;
    const pss = this.#pss;
    const places = this.#places;
    for (let i = 0; i < row.length; i++) row[i] = sizes[places[i] as number] as number;
    const rss = sizes[RSS] as number;
    if (pss < 0 || Number.isNaN(rss)) {
      this.release();
      this.#emit(time, row);
      return;
    }
    const read = row[pss] as number;
    if (this.#withoutPss && Number.isNaN(read)) {
      this.#emit(time, row);
      return;
    }
    row[pss] = rss;
    const processes = sizes[PROCESSES] as number;
    this.#pendingTimes[this.#pending] = time;
    this.#pendingProcesses[this.#pending] = processes;
    for (let k = 0; k < row.length; k++) {
      this.#pendingValues[this.#pending * row.length + k] = row[k] as number;
    }
    this.#pending++;
    if (!Number.isNaN(read) && rss > 0) this.#read(time, read, rss, processes);
    else if (this.#pending === PENDING) {
      this.release();
      this.#withoutPss = this.#reading === undefined;
    }
  }

  /** Releases what waits for a PSS reading, as if the ratio stayed at the last one. */
  release(): void {
    this.#settle(this.#reading);
  }

  /** PSS as a fraction of RSS, undefined without a reading. */
  ratio(): number | undefined {
    return this.#sumOfSquares > 0 ? this.#sumOfProducts / this.#sumOfSquares : undefined;
  }

  count(metric: ReportMetric): number {
    return this.#curves[this.#metrics.indexOf(metric)]?.count ?? 0;
  }

  /** The largest value so far and its time; undefined without one. */
  peak(metric: ReportMetric): { bytes: number; time: number } | undefined {
    const curve = this.#curves[this.#metrics.indexOf(metric)];
    return curve && curve.count > 0 ? { bytes: curve.peak, time: curve.peakTime } : undefined;
  }

  series(metric: ReportMetric): Series {
    const curve = this.#curves[this.#metrics.indexOf(metric)] ?? new Curve();
    return curve.builder.finish();
  }

  #read(time: number, pss: number, rss: number, processes: number): void {
    this.largestRead = Math.max(this.largestRead, rss);
    this.#withoutPss = false;
    this.#sumOfProducts += pss * rss;
    this.#sumOfSquares += rss * rss;
    const next = { time, ratio: pss / rss, processes };
    this.#settle(next);
    this.#reading = next;
  }

  #settle(next: Reading | undefined): void {
    const before = this.#reading ?? next;
    const row = this.#row;
    const pss = this.#pss;
    for (let i = 0; i < this.#pending; i++) {
      const time = this.#pendingTimes[i] as number;
      for (let k = 0; k < row.length; k++) {
        row[k] = this.#pendingValues[i * row.length + k] as number;
      }
      row[pss] =
        before && next
          ? Math.round(
              (row[pss] as number) *
                between(before, next, time, this.#pendingProcesses[i] as number),
            )
          : Number.NaN;
      this.#emit(time, row);
    }
    this.#pending = 0;
  }

  #emit(time: number, row: Float64Array): void {
    for (let i = 0; i < row.length; i++) this.#curves[i]?.add(time, row[i] as number);
    this.#listener(time, row);
  }
}

function between(before: Reading, next: Reading, time: number, processes: number): number {
  const mix = (from: Reading, to: Reading, part: number): number =>
    from.ratio + (to.ratio - from.ratio) * Math.min(1, Math.max(0, part));
  const known = processes > 0 && before.processes > 0 && next.processes > 0;
  const likeAlone = processes === 1 || before.processes === next.processes;
  const one = likeAlone ? ALONE : before;
  const other = likeAlone && next.processes === 1 ? before : next;
  // Of n processes that share their pages each holds an n-th.
  if (known && processes !== before.processes && processes !== next.processes) {
    const [from, to] = [1 / one.processes, 1 / other.processes];
    return from === to ? other.ratio : mix(one, other, (1 / processes - from) / (to - from));
  }
  if (known && before.processes !== next.processes) {
    return processes === before.processes ? before.ratio : next.ratio;
  }
  const gap = next.time - before.time;
  return mix(before, next, gap > 0 ? (time - before.time) / gap : 1);
}

/** A single process shares with no other of its tree. */
const ALONE: Reading = { time: 0, ratio: 1, processes: 1 };
