import type { Report } from '../analyze/report/types.ts';
import { readReport } from '../read/read-report.ts';
import type { Recording } from '../read/recordings.ts';
import type {
  BreachRecord,
  SampleRecord,
  StartRecord,
  StreamRecord,
} from '../recording/records.ts';
import { Ceilings, type Limits } from './ceilings.ts';
import { type GateOptions, limitsOf } from './options.ts';

export interface Checked {
  readonly report: Report;
  readonly options: GateOptions;
  readonly limits: Limits;
  /** As if the limits had been there when it was recorded; times are those of the recording. */
  readonly breaches: readonly BreachRecord[];
  /** Growth could not be judged: the first phase never ended. */
  readonly growthUnjudged: boolean;
}

/**
 * Holds a recording to limits. `optionsFor` tells them by the run's name; a share is one of the memory that the machine had
 * on which it was recorded.
 */
export async function checkRecording(
  recording: Recording,
  optionsFor: (name: string) => GateOptions,
): Promise<Checked> {
  const check = new RecordedCheck(optionsFor);
  const report = await readReport(recording, undefined, (record) => check.add(record));
  return { report, ...check.finish() };
}

class RecordedCheck {
  readonly #optionsFor: (name: string) => GateOptions;
  readonly #breaches: BreachRecord[] = [];
  #start: StartRecord | undefined;
  #options: GateOptions = {};
  #limits: Limits = {};
  #ceilings: Ceilings | undefined;
  #now = 0;

  constructor(optionsFor: (name: string) => GateOptions) {
    this.#optionsFor = optionsFor;
  }

  add(record: StreamRecord): void {
    if (record.type === 'start') this.#start ??= record;
    if (record.type === 'sample') this.#sample(record);
    if (record.type === 'end') this.#peak(record.peak?.seen);
  }

  finish(): Omit<Checked, 'report'> {
    const ceilings = this.#begin(this.#now);
    for (const breach of ceilings.finish(this.#now)) this.#tell(breach);
    return {
      options: this.#options,
      limits: this.#limits,
      breaches: this.#breaches,
      growthUnjudged: ceilings.growthUnjudged,
    };
  }

  #begin(time: number): Ceilings {
    if (this.#ceilings === undefined) {
      this.#options = this.#optionsFor(this.#start?.name ?? '');
      this.#limits = limitsOf(this.#options, this.#start?.host ?? {});
      this.#ceilings = new Ceilings(this.#limits, this.#start?.time ?? time);
    }
    return this.#ceilings;
  }

  #sample(record: SampleRecord): void {
    this.#now = Math.max(this.#now, record.time);
    const ceilings = this.#begin(record.time);
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
    for (const breach of ceilings.check(sample, this.#now)) this.#tell(breach);
  }

  /** The recording's own peak may be above every sample in it: a high-water mark between two of them. */
  #peak(seen: number | undefined): void {
    const { maxRss } = this.#limits;
    const told = this.#breaches.some(({ limit }) => limit === 'max-rss');
    if (maxRss === undefined || seen === undefined || seen <= maxRss || told) return;
    this.#tell({ limit: 'max-rss', allowed: maxRss, measured: seen, by: 'hwm' });
  }

  #tell(breach: Omit<BreachRecord, 'type' | 'time'>): void {
    this.#breaches.push({ type: 'breach', time: this.#now, ...breach });
  }
}
