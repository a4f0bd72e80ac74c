import { createReport, type ReportBuilder } from '../analyze/report/report.ts';
import type { Report } from '../analyze/report/types.ts';
import type { EndRecord, StartRecord, StreamRecord } from '../recording/records.ts';
import { formatDuration } from '../text/duration.ts';
import { UserError } from '../text/user-error.ts';
import type { ForeignOptions } from './foreign-options.ts';
import type { Recording } from './recordings.ts';

/** A recording with longer gaps between its samples is told to be a lower bound. */
const COARSE_MS = 500;

/** The runs of a file, of which one is folded into a report: the one asked for, else the last. */
export class ForeignRuns {
  readonly #options: ForeignOptions;
  #count = 0;
  #builder: ReportBuilder | undefined;
  /** Whether the run that is being read is the one to report. */
  #taken = false;
  #axis: string | undefined;
  /** Its samples are events, not moments of a clock: none was missed between them. */
  #events = false;
  #samples = 0;
  #ended: EndRecord | undefined;
  #last = 0;
  readonly #gaps = new Gaps();
  readonly #deliver: (record: StreamRecord) => void;

  constructor(options: ForeignOptions) {
    this.#options = options;
    const take = (record: StreamRecord): void => {
      this.#builder?.add(record);
      options.watch?.(record);
    };
    const beside = options.beside?.(take);
    this.#deliver = beside === undefined ? take : (record) => beside.add(record);
  }

  add(record: StreamRecord): void {
    if (record.type === 'start') this.#begin(record);
    if (!this.#taken || this.#builder === undefined) return;
    this.#last = Math.max(this.#last, record.time);
    if (record.type === 'end') {
      this.#ended = record;
      return;
    }
    if (record.type === 'sample') {
      this.#samples += 1;
      this.#gaps.add(record.time);
    }
    this.#deliver(record);
  }

  /** The report of that run, with the notes and what follows from its samples. Throws UserError where it has none. */
  finish({ label }: Recording, notes: ReadonlySet<string>): Report {
    const asked = this.#options.given?.run;
    if (asked !== undefined && asked > this.#count) {
      throw new UserError(
        `${label}: --run ${asked}: it holds ${this.#count === 1 ? 'one run' : `${this.#count} runs`}`,
      );
    }
    if (this.#builder === undefined || this.#samples === 0) {
      throw new UserError(`${label}: holds no sample that could be read`);
    }
    const told = [...notes];
    if (this.#count > 1 && asked === undefined) {
      told.unshift(
        `The file holds ${this.#count} runs; this is the last (--run 1 shows the first).`,
      );
    }
    const gap = this.#gaps.typical;
    if (gap >= COARSE_MS && this.#axis === undefined && !this.#events) {
      told.push(`Sampled every ${formatDuration(gap)}: the true peak may be higher.`);
    }
    const end: EndRecord = {
      type: 'end',
      time: this.#last,
      reason: 'imported',
      ...this.#ended,
      ...(told.length > 0 && { notes: told }),
    };
    this.#deliver(end);
    return this.#builder.finish();
  }

  #begin({ axis, sampler }: StartRecord): void {
    this.#count += 1;
    const { metric, given } = this.#options;
    const wanted = given?.run === undefined || given.run === this.#count;
    this.#taken = wanted;
    if (!wanted) return;
    this.#samples = 0;
    this.#ended = undefined;
    this.#last = 0;
    this.#axis = axis;
    this.#events = sampler?.kind === 'events';
    this.#gaps.clear();
    this.#builder = createReport(metric === undefined ? {} : { metric });
  }
}

/** The typical distance of samples. */
class Gaps {
  /** Enough to tell what is typical. */
  static readonly #KEPT = 4096;
  readonly #gaps: number[] = [];
  #before: number | undefined;

  /** Milliseconds between two samples, the median; 0 of fewer than three. */
  get typical(): number {
    const sorted = this.#gaps.toSorted((a, b) => a - b);
    return sorted.length < 2 ? 0 : (sorted[sorted.length >> 1] ?? 0);
  }

  add(time: number): void {
    if (this.#before !== undefined && this.#gaps.length < Gaps.#KEPT) {
      this.#gaps.push(time - this.#before);
    }
    this.#before = time;
  }

  clear(): void {
    this.#gaps.length = 0;
    this.#before = undefined;
  }
}
