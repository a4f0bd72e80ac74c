import type { Report } from '../analyze/report/types.ts';
import { readReport } from '../read/read-report.ts';
import type { Recording } from '../read/recordings.ts';
import type {
  BreachRecord,
  SampleRecord,
  StartRecord,
  StreamRecord,
} from '../recording/records.ts';
import type { Unjudged } from './bounds.ts';
import type { Breach } from './breach.ts';
import { LimitChecker } from './limit-checker.ts';
import { type LimitSettings, limitsOf } from './options.ts';
import type { Limits } from './table.ts';

export interface Checked {
  readonly report: Report;
  readonly options: LimitSettings;
  readonly limits: Limits;
  /** As if the limits had been there when it was recorded; times are those of the recording. */
  readonly breaches: readonly BreachRecord[];
  /** Limits of which it cannot be told whether they were kept. */
  readonly unjudged: readonly Unjudged[];
}

/**
 * Holds a recording to limits. `optionsFor` gives them for the run's name; a share is one of the memory of the machine on
 * which it was recorded.
 */
export async function checkRecording(
  recording: Recording,
  optionsFor: (name: string) => LimitSettings,
): Promise<Checked> {
  const check = new RecordedCheck(optionsFor);
  const report = await readReport(recording, undefined, (record) => check.add(record));
  return { report, ...check.finish() };
}

class RecordedCheck {
  readonly #optionsFor: (name: string) => LimitSettings;
  readonly #breaches: BreachRecord[] = [];
  #start: StartRecord | undefined;
  #options: LimitSettings = {};
  #limits: Limits = {};
  #checker: LimitChecker | undefined;
  #now = 0;

  constructor(optionsFor: (name: string) => LimitSettings) {
    this.#optionsFor = optionsFor;
  }

  add(record: StreamRecord): void {
    if (record.type === 'start') this.#start ??= record;
    if (record.type === 'sample') this.#sample(record);
    if (record.type === 'unseen') this.#checkerAt(record.time).checkUnseen(record);
    if (record.type === 'end' && record.peak)
      this.#add(this.#checkerAt(record.time).finishRecorded(record.peak));
  }

  finish(): Omit<Checked, 'report'> {
    const checker = this.#checkerAt(this.#now);
    this.#add(checker.finish(this.#now));
    return {
      options: this.#options,
      limits: this.#limits,
      breaches: this.#breaches,
      unjudged: checker.unjudged,
    };
  }

  /** Begins with the first record that needs it; the start record comes before. */
  #checkerAt(time: number): LimitChecker {
    if (this.#checker === undefined) {
      this.#options = this.#optionsFor(this.#start?.name ?? '');
      this.#limits = limitsOf(this.#options, this.#start?.host ?? {});
      this.#checker = new LimitChecker(this.#limits, this.#start?.time ?? time);
    }
    return this.#checker;
  }

  #sample(record: SampleRecord): void {
    this.#now = Math.max(this.#now, record.time);
    const checker = this.#checkerAt(record.time);
    const { rss, pss, machineAvailable } = record;
    if (rss === undefined) return;
    const sample = {
      rss,
      ...(pss !== undefined && { pss }),
      ...(machineAvailable !== undefined && { machineAvailable }),
      procs: record.procs ?? 1,
      top: [],
      seen: [],
      gone: [],
    };
    this.#add(checker.check(sample, this.#now));
  }

  #add(breaches: readonly Breach[]): void {
    for (const breach of breaches) {
      this.#breaches.push({ type: 'breach', time: this.#now, ...breach });
    }
  }
}
