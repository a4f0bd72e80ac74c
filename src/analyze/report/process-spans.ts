import type { ProcessRecord, SampleRecord } from '../../recording/records.ts';
import { SampleView } from '../../recording/sample-view.ts';
import { headOf } from '../processes/work.ts';
import { sizeOrNaN, stringsOf } from './safe-values.ts';
import { placeOf } from './sample-sizes.ts';
import type { ProcessSpan } from './types.ts';

const RSS = placeOf('rss');
const PROCESSES = placeOf('procs');
const MARK = placeOf('hwm');

/** Maximum number of spans; beyond that the ended ones with the smallest peaks are dropped. */
const KEPT = 4096;

interface OpenSpan {
  pid: number;
  /** As its last record has it. */
  name: string | undefined;
  argv: unknown;
  seen: number;
  gone: number | undefined;
  peak: number;
}

/** When each process of the tree was there and how large it grew, in constant memory. */
export class ProcessSpans {
  readonly #alive = new Map<number, OpenSpan>();
  /** The only one alive, once it was looked for. */
  #alone: OpenSpan | undefined;
  #spans: OpenSpan[] = [];
  /** A process went since the last sample. */
  #left = false;
  /** Number of processes seen so far, dropped ones included. */
  count = 0;

  /** Adds a process record; `time` in milliseconds since the start of the recording. */
  add(time: number, record: ProcessRecord): void {
    if (typeof record.pid !== 'number') return;
    const span = this.#alive.get(record.pid) ?? this.#open(record.pid, time);
    // After an exec a process counts under its new name.
    if (typeof record.name === 'string') {
      span.name = record.name;
      span.argv = record.argv;
    }
    if (record.event === 'gone') {
      span.gone = time;
      this.#grow(span, record.hwm);
      this.#alive.delete(record.pid);
      this.#alone = undefined;
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
    } else {
      const top: unknown = sample.top;
      for (const entry of Array.isArray(top) ? top : []) {
        if (Array.isArray(entry) && typeof entry[0] === 'number')
          this.#size(time, entry[0], entry[1]);
      }
    }
  }

  finish(): ProcessSpan[] {
    return this.#spans.map(({ pid, name, argv, seen, gone, peak }) => ({
      pid,
      ...(name === undefined ? {} : { name: headOf(name, stringsOf(argv)) }),
      seen,
      ...(gone === undefined ? {} : { gone }),
      ...(peak > 0 ? { peak } : {}),
    }));
  }

  #open(pid: number, time: number): OpenSpan {
    const span: OpenSpan = {
      pid,
      name: undefined,
      argv: undefined,
      seen: time,
      gone: undefined,
      peak: 0,
    };
    if (this.#spans.length >= KEPT) this.#forget();
    this.#alive.set(pid, span);
    this.#alone = undefined;
    this.#spans.push(span);
    this.count++;
    return span;
  }

  /**
   * A process that is alone is not listed separately from the sum; its high-water mark is the sum of marks if no
   * process went since the last sample.
   */
  #measureAlone(rss: number, mark: number): void {
    this.#alone ??= this.#alive.values().next().value;
    if (this.#alone) this.#grow(this.#alone, !this.#left && mark > rss ? mark : rss);
  }

  #size(time: number, pid: number, size: unknown): void {
    this.#grow(this.#alive.get(pid) ?? this.#open(pid, time), size);
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
    this.#alone = undefined;
  }
}
