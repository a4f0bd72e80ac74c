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
import type { Unjudged } from './bounds.ts';
import type { Breach } from './breach.ts';
import { LimitChecker } from './limit-checker.ts';
import { type LimitSettings, limitsOf } from './options.ts';
import { RecordedGrowth } from './recorded-growth.ts';
import { LIMIT_ROWS, type Limits, residentOf } from './table.ts';

export interface Checked {
  readonly report: Report;
  readonly options: LimitSettings;
  readonly limits: Limits;
  /** As if the limits had been there when it was recorded; times are those of the recording. */
  readonly breaches: readonly BreachRecord[];
  /** Limits of which it cannot be told whether they were kept. */
  readonly unjudged: readonly Unjudged[];
}

/** Growth is judged by the phases of the report, which are known at the end. */
const GROWTH_ROWS = LIMIT_ROWS.filter(({ check }) => check.kind === 'growth');

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
  return { report, ...check.finish(report) };
}

class RecordedCheck {
  readonly #optionsFor: (name: string) => LimitSettings;
  readonly #breaches: BreachRecord[] = [];
  #start: StartRecord | undefined;
  #options: LimitSettings = {};
  #limits: Limits = {};
  #checker: LimitChecker | undefined;
  #now = 0;
  /** The time of the first record: the report counts from it. */
  #begun: number | undefined;
  readonly #growth = new RecordedGrowth();

  constructor(optionsFor: (name: string) => LimitSettings) {
    this.#optionsFor = optionsFor;
  }

  add(record: StreamRecord): void {
    this.#begun ??= record.time;
    if (record.type === 'start') this.#start ??= record;
    if (record.type === 'sample') this.#sample(record);
    if (record.type === 'end' && record.peak)
      this.#add(this.#checkerAt(record.time).finishRecorded(record.peak));
  }

  finish(report: Report): Omit<Checked, 'report'> {
    const checker = this.#checkerAt(this.#now);
    this.#add(checker.finish(this.#now));
    const unjudged = [...checker.unjudged];
    for (const { name } of GROWTH_ROWS) {
      const allowed = this.#limits[name];
      const found = allowed === undefined ? undefined : this.#growth.judge(report, name, allowed);
      if (found === undefined) continue;
      if ('why' in found) unjudged.push(found);
      else this.#breaches.push(found);
    }
    const [options, limits, breaches] = [this.#options, this.#limits, this.#breaches];
    return { options, limits, breaches, unjudged };
  }

  /** Begins with the first record that needs it; the start record comes before. */
  #checkerAt(time: number): LimitChecker {
    if (this.#checker === undefined) {
      this.#options = this.#optionsFor(this.#start?.name ?? '');
      this.#limits = limitsOf(this.#options, this.#start?.host ?? {});
      const watched = { ...this.#limits };
      for (const { name } of GROWTH_ROWS) delete watched[name];
      this.#checker = new LimitChecker(watched, this.#start?.time ?? time);
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
    this.#growth.add(this.#now - (this.#begun ?? 0), residentOf(sample));
    this.#add(checker.check(sample, this.#now));
  }

  #add(breaches: readonly Breach[]): void {
    for (const breach of breaches) {
      this.#breaches.push({ type: 'breach', time: this.#now, ...breach });
    }
  }
}
