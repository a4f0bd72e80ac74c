import type { ProcessRecord, SampleRecord } from '../../stream/records.ts';
import { SampleView } from '../../stream/sample-view.ts';
import type { ProcessSpan } from '../report-types.ts';
import { sizeOf } from './safe-values.ts';

/** Spans kept at most; beyond that the ended ones with the smallest peaks are forgotten. */
const KEPT = 4096;

interface OpenSpan {
  pid: number;
  name: string | undefined;
  seen: number;
  gone: number | undefined;
  peak: number;
}

/** When each process of the tree was there and how large it grew, in constant memory. */
export class ProcessSpans {
  private readonly alive = new Map<number, OpenSpan>();
  private spans: OpenSpan[] = [];
  /** Processes seen so far, the forgotten ones included. */
  count = 0;

  /** Adds a process record; `time` in milliseconds since the start of the recording. */
  add(time: number, record: ProcessRecord): void {
    if (typeof record.pid !== 'number') return;
    const known = this.alive.get(record.pid);
    const name = typeof record.name === 'string' ? record.name : undefined;
    if (record.event === 'seen' && !known) {
      this.open(record.pid, time, name);
      return;
    }
    const span = known ?? this.open(record.pid, time, name);
    span.name ??= name;
    if (record.event === 'gone') {
      span.gone = time;
      this.grow(span, record.hwm);
      this.alive.delete(record.pid);
    }
  }

  /** Adds the largest processes of a sample. */
  measure(time: number, sample: SampleRecord): void {
    if (sample instanceof SampleView) {
      for (let i = 0; i < sample.pairs; i++) this.size(time, sample.pid(i), sample.pidSize(i));
      return;
    }
    const top: unknown = sample.top;
    if (!Array.isArray(top)) return;
    for (const entry of top) {
      if (Array.isArray(entry) && typeof entry[0] === 'number') this.size(time, entry[0], entry[1]);
    }
  }

  finish(): ProcessSpan[] {
    return this.spans.map(({ pid, name, seen, gone, peak }) => ({
      pid,
      ...(name === undefined ? {} : { name }),
      seen,
      ...(gone === undefined ? {} : { gone }),
      ...(peak > 0 ? { peak } : {}),
    }));
  }

  private open(pid: number, time: number, name: string | undefined): OpenSpan {
    const span: OpenSpan = { pid, name, seen: time, gone: undefined, peak: 0 };
    if (this.spans.length >= KEPT) this.forget();
    this.alive.set(pid, span);
    this.spans.push(span);
    this.count++;
    return span;
  }

  private size(time: number, pid: number, size: unknown): void {
    this.grow(this.alive.get(pid) ?? this.open(pid, time, undefined), size);
  }

  private grow(span: OpenSpan, size: unknown): void {
    const peak = sizeOf(size);
    if (peak > span.peak) span.peak = peak;
  }

  private forget(): void {
    const rank = (span: OpenSpan): number =>
      span.gone === undefined ? Number.MAX_VALUE : span.peak;
    const kept = new Set(this.spans.toSorted((a, b) => rank(b) - rank(a)).slice(0, KEPT / 2));
    this.spans = this.spans.filter((span) => kept.has(span));
    for (const [pid, span] of this.alive) if (!kept.has(span)) this.alive.delete(pid);
  }
}
