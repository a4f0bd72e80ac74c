import { BreachSizes } from '../analyze/report/breach-sizes.ts';
import { SampleSizes } from '../analyze/report/sample-sizes.ts';
import type { Report } from '../analyze/report/types.ts';
import type { ForeignOptions, TaskFile } from '../read/read-foreign.ts';
import { readAny } from '../read/read-report.ts';
import type { Recording } from '../read/recordings.ts';
import { isPartOfProcess } from '../recording/measure.ts';
import type {
  BreachRecord,
  SampleRecord,
  StartRecord,
  StreamRecord,
} from '../recording/records.ts';
import type { TreeSample } from '../sample/sampler.ts';
import { formatDuration } from '../text/duration.ts';
import { printable } from '../text/printable.ts';
import type { Unjudged } from './bounds.ts';
import type { Breach } from './breach.ts';
import { atMoment } from './breach-evidence.ts';
import { LimitChecker } from './limit-checker.ts';
import { type LimitSettings, limitsOf } from './options.ts';
import { RecordedGrowth } from './recorded-growth.ts';
import { RecordedSamples } from './recorded-samples.ts';
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

/** Limits of bytes over time. */
const SLOPE_ROWS = LIMIT_ROWS.filter(({ check }) => check.kind === 'slope');
/** Growth is judged by the phases of the report, which are known at the end. */
const GROWTH_ROWS = LIMIT_ROWS.filter(({ check }) => check.kind === 'growth');

/**
 * Holds a recording to limits. `optionsFor` gives them for the run's name; a share is one of the memory of the machine on
 * which it was recorded. `foreign` is what was said of a file that memwrap did not write. A file that has one number a task and
 * no curve is returned as it was read.
 */
export async function checkRecording(
  recording: Recording,
  optionsFor: (name: string) => LimitSettings,
  foreign?: Pick<ForeignOptions, 'from' | 'given'>,
): Promise<Checked | TaskFile> {
  let check = new RecordedCheck(optionsFor);
  const add = (record: StreamRecord): void => {
    // A foreign file may hold several runs, of which the last is reported.
    if (record.type === 'start' && record.source !== undefined)
      check = new RecordedCheck(optionsFor);
    check.add(record);
  };
  const read = await readAny(recording, undefined, add, undefined, foreign);
  if (read.kind === 'tasks') return read;
  const { report } = read;
  return { report, ...check.finish(report) };
}

class RecordedCheck {
  readonly #optionsFor: (name: string) => LimitSettings;
  readonly #breaches = new BreachSizes();
  readonly #sizes = new SampleSizes();
  #start: StartRecord | undefined;
  #options: LimitSettings = {};
  #limits: Limits = {};
  #checker: LimitChecker | undefined;
  readonly #samples = new RecordedSamples();
  #ended = false;
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
    else this.#samples.add(record);
    if (record.type === 'unseen') this.#checkerAt(record.time).checkUnseen(record);
    if (record.type !== 'end') return;
    this.#ended = true;
    if (record.peak) this.#add(this.#checkerAt(record.time).finishRecorded(record.peak));
  }

  finish(report: Report): Omit<Checked, 'report'> {
    const checker = this.#checkerAt(this.#now);
    const foreign = this.#foreign();
    if (foreign !== undefined) {
      const [options, limits] = [this.#options, this.#limits];
      const unjudged = LIMIT_ROWS.flatMap(({ name }) =>
        limits[name] === undefined ? [] : [{ limit: name, why: foreign }],
      );
      return { options, limits, breaches: [], unjudged };
    }
    this.#add(checker.finish(this.#now));
    const unjudged = [...(this.#ended ? checker.unjudged : this.#withoutEnd(checker))];
    for (const { name } of this.#counts ? SLOPE_ROWS : []) {
      if (this.#limits[name] === undefined) continue;
      unjudged.push({ limit: name, why: 'the recording has no times' });
    }
    for (const { name } of GROWTH_ROWS) {
      const allowed = this.#limits[name];
      const found = allowed === undefined ? undefined : this.#growth.judge(report, name, allowed);
      if (found === undefined) continue;
      if ('why' in found) unjudged.push(found);
      else this.#breaches.add(found);
    }
    const [options, limits, breaches] = [this.#options, this.#limits, this.#breaches.finish()];
    return { options, limits, breaches, unjudged };
  }

  /** Whether its times are no milliseconds. */
  get #counts(): boolean {
    return this.#start?.axis !== undefined;
  }

  /** Why nothing of a recording can be held to limits of RSS. */
  #foreign(): string | undefined {
    const measure = this.#start?.measure;
    return measure !== undefined && isPartOfProcess(measure)
      ? `${printable(measure).slice(0, 40)} was recorded, not the memory that the process holds`
      : undefined;
  }

  /** What came after the last sample of a recording that was cut short may have broken any limit. An import never has an end. */
  #withoutEnd(checker: LimitChecker): readonly Unjudged[] {
    if (this.#start?.source !== undefined) return checker.unjudged;
    const age = formatDuration(this.#now - (this.#start?.time ?? this.#now));
    const why = `the recording has no end, what came after ${age} is not known`;
    const known = checker.unjudged;
    return checker.unbroken.map(
      (limit) => known.find((one) => one.limit === limit) ?? { limit, why },
    );
  }

  /** Begins with the first record that needs it; the start record comes before. */
  #checkerAt(time: number): LimitChecker {
    if (this.#checker === undefined) {
      this.#options = this.#optionsFor(this.#start?.name ?? '');
      this.#limits = limitsOf(this.#options, this.#start?.host ?? {});
      const watched = { ...this.#limits };
      for (const { name } of GROWTH_ROWS) delete watched[name];
      for (const { name } of this.#counts ? SLOPE_ROWS : []) delete watched[name];
      const missing = this.#start?.sampler?.missing;
      this.#checker = new LimitChecker(watched, this.#start?.time ?? time, missing);
    }
    return this.#checker;
  }

  #sample(record: SampleRecord): void {
    this.#now = Math.max(this.#now, record.time);
    const checker = this.#checkerAt(record.time);
    const sample = this.#samples.of(record);
    if (sample === undefined) {
      this.#add(checker.checkMachine(record));
      return;
    }
    this.#growth.add(this.#now - (this.#begun ?? 0), residentOf(sample));
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
