import type { ProcessRecord, SampleRecord } from '../../recording/records.ts';
import { SampleView } from '../../recording/sample-view.ts';
import { headOf } from '../processes/work.ts';
import { sizeOrNaN, stringsOf } from './safe-values.ts';
import { placeOf } from './sample-sizes.ts';
import type { ProcessSize, ProcessSpan } from './types.ts';

const RSS = placeOf('rss');
const PROCESSES = placeOf('procs');
const MARK = placeOf('hwm');

/** Maximum number of spans; beyond that the ended ones with the smallest peaks are dropped. */
const KEPT = 4096;

interface OpenSpan {
  pid: number;
  name: string | undefined;
  seen: number;
  gone: number | undefined;
  peak: number;
}

/** The largest processes at the moment when the whole tree was largest. */
interface Top {
  readonly sum: number;
  readonly processes: readonly { readonly span: OpenSpan; readonly bytes: number }[];
}

/** When each process of the tree was there and how large it grew, in constant memory. */
export class ProcessSpans {
  readonly #alive = new Map<number, OpenSpan>();
  #spans: OpenSpan[] = [];
  /** A process went since the last sample. */
  #left = false;
  #top: Top = { sum: 0, processes: [] };
  /** Number of processes seen so far, dropped ones included. */
  count = 0;

  /** Adds a process record; `time` in milliseconds since the start of the recording. */
  add(time: number, record: ProcessRecord): void {
    if (typeof record.pid !== 'number') return;
    const known = this.#alive.get(record.pid);
    const name =
      typeof record.name === 'string' ? headOf(record.name, stringsOf(record.argv)) : undefined;
    const span = known ?? this.#open(record.pid, time, name);
    // After an exec a process counts under its new name.
    span.name = name ?? span.name;
    if (record.event === 'gone') {
      span.gone = time;
      this.#grow(span, record.hwm);
      this.#alive.delete(record.pid);
      this.#left = true;
    }
  }

  /** Adds the largest processes of a sample; `sizes`: its sizes by index. */
  measure(time: number, sample: SampleRecord, sizes: Float64Array): void {
    const rss = sizes[RSS] as number;
    const processes = sizes[PROCESSES] as number;
    const alone = processes === 1 && this.#alive.size === 1;
    if (alone) this.#measureAlone(rss, sizes[MARK] as number);
    if (processes >= 0) this.#left = false;
    if (sample instanceof SampleView) {
      for (let i = 0; i < sample.pairs; i++) this.#size(time, sample.pid(i), sample.pidSize(i));
      if (sample.pairs < 0 && !alone) return;
    } else {
      const top: unknown = sample.top;
      for (const entry of Array.isArray(top) ? top : []) {
        if (Array.isArray(entry) && typeof entry[0] === 'number')
          this.#size(time, entry[0], entry[1]);
      }
    }
    if (rss > this.#top.sum) this.#holdMost(rss, sample, alone);
  }

  /** The largest processes of the sample in which the tree was largest, as far as that sample lists them. */
  largestProcesses(): ProcessSize[] {
    return this.#top.processes.map(({ span, bytes }) => ({
      pid: span.pid,
      ...(span.name === undefined ? {} : { name: span.name }),
      bytes,
    }));
  }

  finish(): ProcessSpan[] {
    return this.#spans.map(({ pid, name, seen, gone, peak }) => ({
      pid,
      ...(name === undefined ? {} : { name }),
      seen,
      ...(gone === undefined ? {} : { gone }),
      ...(peak > 0 ? { peak } : {}),
    }));
  }

  #open(pid: number, time: number, name: string | undefined): OpenSpan {
    const span: OpenSpan = { pid, name, seen: time, gone: undefined, peak: 0 };
    if (this.#spans.length >= KEPT) this.#forget();
    this.#alive.set(pid, span);
    this.#spans.push(span);
    this.count++;
    return span;
  }

  #holdMost(sum: number, sample: SampleRecord, alone: boolean): void {
    const [pid] = this.#alive.keys();
    const top: unknown = sample.top ?? (alone ? [[pid, sum]] : undefined);
    if (!Array.isArray(top)) return;
    const processes = top.flatMap((entry: unknown) => {
      const span = Array.isArray(entry) ? this.#alive.get(entry[0]) : undefined;
      const bytes = Array.isArray(entry) ? sizeOrNaN(entry[1]) : 0;
      return span !== undefined && bytes > 0 ? [{ span, bytes }] : [];
    });
    this.#top = { sum, processes: processes.sort((a, b) => b.bytes - a.bytes) };
  }

  /**
   * A process that is alone is not listed separately from the sum; its high-water mark is the sum of marks if no
   * process went since the last sample.
   */
  #measureAlone(rss: number, mark: number): void {
    const [span] = this.#alive.values();
    if (span) this.#grow(span, !this.#left && mark > rss ? mark : rss);
  }

  #size(time: number, pid: number, size: unknown): void {
    this.#grow(this.#alive.get(pid) ?? this.#open(pid, time, undefined), size);
  }

  #grow(span: OpenSpan, size: unknown): void {
    const peak = sizeOrNaN(size);
    if (peak > span.peak) span.peak = peak;
  }

  #forget(): void {
    const rank = (span: OpenSpan): number =>
      span.gone === undefined ? Number.MAX_VALUE : span.peak;
    const kept = new Set(this.#spans.toSorted((a, b) => rank(b) - rank(a)).slice(0, KEPT / 2));
    this.#spans = this.#spans.filter((span) => kept.has(span));
    for (const [pid, span] of this.#alive) if (!kept.has(span)) this.#alive.delete(pid);
  }
}
