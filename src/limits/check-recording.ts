import { BreachSizes } from '../analyze/report/breach-sizes.ts';
import { SampleSizes } from '../analyze/report/sample-sizes.ts';
import type { Report } from '../analyze/report/types.ts';
import { readReport } from '../read/read-report.ts';
import type { Recording } from '../read/recordings.ts';
import { METRIC_NAMES } from '../recording/metrics.ts';
import type {
  BreachRecord,
  SampleRecord,
  StartRecord,
  StreamRecord,
} from '../recording/records.ts';
import type { TreeSample } from '../sample/sampler.ts';
import type { Breach } from './breach.ts';
import { atMoment } from './breach-evidence.ts';
import { LimitChecker } from './limit-checker.ts';
import { type LimitSettings, limitsOf } from './options.ts';
import type { LimitName, Limits } from './table.ts';

export interface Checked {
  readonly report: Report;
  readonly options: LimitSettings;
  readonly limits: Limits;
  /** As if the limits had been there when it was recorded; times are those of the recording. */
  readonly breaches: readonly BreachRecord[];
  /** Limits that could not be judged: the first phase never ended. */
  readonly unjudged: readonly LimitName[];
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
  readonly #breaches = new BreachSizes();
  readonly #sizes = new SampleSizes();
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
    if (record.type === 'end' && record.peak)
      this.#add(this.#checkerAt(record.time).finishRecorded(record.peak));
  }

  finish(): Omit<Checked, 'report'> {
    const checker = this.#checkerAt(this.#now);
    this.#add(checker.finish(this.#now));
    return {
      options: this.#options,
      limits: this.#limits,
      breaches: this.#breaches.finish(),
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
    const { rss, machineAvailable, hugetlbAgain } = record;
    if (rss === undefined) return;
    const sizes = METRIC_NAMES.flatMap((metric) => {
      const size = record[metric];
      return size === undefined ? [] : [[metric, size]];
    });
    const sample = {
      ...Object.fromEntries(sizes),
      rss,
      ...(hugetlbAgain !== undefined && { hugetlbAgain }),
      ...(machineAvailable !== undefined && { machineAvailable }),
      procs: record.procs ?? 1,
      top: [],
      seen: [],
      gone: [],
    };
    this.#sizes.add(record);
    this.#breaches.sample(this.#sizes.last);
    this.#add(checker.check(sample, this.#now), sample);
  }

  #add(breaches: readonly Breach[], sample?: TreeSample): void {
    for (const breach of breaches) {
      this.#breaches.add({ type: 'breach', time: this.#now, ...atMoment(breach, sample) });
    }
  }
}
