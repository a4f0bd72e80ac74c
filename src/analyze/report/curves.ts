import type { ReportMetric } from '../../recording/metrics.ts';
import { Copies } from '../forks/copies.ts';
import { type Gap, GapBetween, gapAt } from '../forks/pss-gap.ts';
import { judgeReading } from '../forks/readings.ts';
import { MOST_WAITING, WaitingSamples } from '../forks/waiting-samples.ts';
import { Curve, type PeakKinds } from './curve.ts';
import type { SampleBatch } from './sample-batch.ts';
import { placeOf } from './sample-sizes.ts';
import type { Series } from './types.ts';

const RSS = placeOf('rss');
const PSS = placeOf('pss');
const ANON = placeOf('anon');
const PROCESSES = placeOf('procs');

/** Gets every sample in order, as many at a time as are released together. */
export type SampleListener = (samples: SampleBatch) => void;

/** What the processes of a sample share since a fork; it is known when the next sample comes. */
export interface Shares {
  /** Settles the last sample. */
  settle(): void;
  /** Of the sample settled last: bytes that RSS counts more than once. */
  readonly shared: number;
  /** The same number for the same processes; 0: nobody shares. */
  readonly sharers: number;
}

/**
 * The curves that a report may lead with, side by side, in constant memory. PSS is read rarely: at other moments it is
 * RSS, less what forked processes share with their parents, less a gap that is learned from the readings. So a fork
 * adds nothing by itself, and no share is carried over from one set of processes to another. A reading that cannot be
 * true is not used.
 */
export class Curves {
  readonly #metrics: readonly ReportMetric[];
  readonly #listener: SampleListener;
  readonly #shares: Shares;
  readonly #curves: readonly Curve[];
  readonly #pss: number;
  readonly #waiting = new WaitingSamples();
  /** The samples that are being released. */
  readonly #batch: { count: number } & SampleBatch;
  readonly #between = new GapBetween();
  readonly #copies = new Copies(this.#waiting);
  /** Of the sample that was released last: what was private, and RSS. */
  #privateBefore = Number.NaN;
  #rssBefore = Number.NaN;
  #sharedBefore = 0;
  /** The gap at the last good reading. */
  #gap: Gap | undefined;
  /** Too many samples came without a good reading to wait for one. */
  #withoutPss = false;
  /** The largest RSS at which PSS was read well. */
  largestRead = 0;
  /** How many readings of PSS could not be true. */
  falseReadings = 0;
  /** The most that forked processes shared at one moment, bytes. */
  mostShared = 0;

  constructor(metrics: readonly ReportMetric[], shares: Shares, listener: SampleListener) {
    this.#metrics = metrics;
    this.#shares = shares;
    this.#listener = listener;
    this.#curves = metrics.map(() => new Curve());
    this.#batch = {
      count: 0,
      times: this.#waiting.times(),
      values: metrics.map((metric) => this.#waiting.column(placeOf(metric))),
    };
    this.#pss = metrics.indexOf('pss');
  }

  /**
   * Adds a sample: milliseconds since the start of the recording, and its sizes by index. What the sample before
   * shares must be settled.
   */
  add(time: number, sizes: Float64Array): void {
    this.#complete(sizes);
    this.#waiting.add(time, sizes);
  }

  /** Releases what waits for a reading of PSS, as if the gap stayed at the last one. */
  release(): void {
    this.#shares.settle();
    this.#complete(undefined);
    this.#settle(undefined);
  }

  count(metric: ReportMetric): number {
    return this.#of(metric)?.count ?? 0;
  }

  /** The largest value so far and its time; undefined without one. */
  peak(metric: ReportMetric): { bytes: number; time: number; kinds: PeakKinds } | undefined {
    const curve = this.#of(metric);
    return curve && curve.count > 0
      ? { bytes: curve.peak, time: curve.peakTime, kinds: curve.kinds() }
      : undefined;
  }

  /** PSS as a fraction of RSS when RSS was highest; undefined where it is unknown. */
  ratioAtPeak(): number | undefined {
    const rss = this.#of('rss');
    return rss && rss.peak > 0 && rss.pssAtPeak >= 0 ? rss.pssAtPeak / rss.peak : undefined;
  }

  series(metric: ReportMetric): Series {
    return (this.#of(metric) ?? new Curve()).builder.finish();
  }

  #of(metric: ReportMetric): Curve | undefined {
    return this.#curves[this.#metrics.indexOf(metric)];
  }

  /** The last sample that waits is complete once the next one is there: it may hold a reading to be judged. */
  #complete(next: Float64Array | undefined): void {
    const waiting = this.#waiting;
    if (waiting.count === 0) return;
    const at = waiting.count - 1;
    const { shared, sharers } = this.#shares;
    if (shared > 0) {
      waiting.share(shared, sharers);
      this.mostShared = Math.max(this.mostShared, shared);
    }
    const rss = waiting.size(at, RSS);
    const pss = waiting.size(at, PSS);
    if (this.#pss >= 0 && pss >= 0 && rss > 0 && this.#isGood(at, pss, rss, next)) {
      this.largestRead = Math.max(this.largestRead, rss);
      this.#withoutPss = false;
      this.#settle(gapAt(waiting.sharing(at), pss, this.#gap));
    } else if (this.#pss < 0 || this.#withoutPss || Number.isNaN(rss)) this.#settle(undefined);
    else if (waiting.count === MOST_WAITING) {
      this.#settle(undefined);
      this.#withoutPss = this.#gap === undefined;
    }
  }

  #isGood(at: number, pss: number, rss: number, next: Float64Array | undefined): boolean {
    const waiting = this.#waiting;
    const shared = waiting.shared(at);
    const first = at === 0;
    const before = first ? this.#privateBefore : waiting.private(at - 1);
    const fewer = next !== undefined && (next[PROCESSES] as number) < waiting.processes(at);
    // What the next sample shares is not settled yet: as much as this one, unless somebody left.
    const after = next === undefined ? Number.NaN : (next[ANON] as number) - (fewer ? 0 : shared);
    const verdict = judgeReading(pss, {
      private: [before, waiting.private(at), after],
      rss: [first ? this.#rssBefore : waiting.size(at - 1, RSS), rss, next?.[RSS] ?? Number.NaN],
      forked: shared > 0 || (first ? this.#sharedBefore : waiting.shared(at - 1)) > 0,
    });
    if (verdict === 'false') this.falseReadings++;
    return verdict === 'good';
  }

  /** Releases all that waits; `next`: the gap at the last of them. */
  #settle(next: Gap | undefined): void {
    const waiting = this.#waiting;
    const { count } = waiting;
    if (count === 0) return;
    const before = this.#gap ?? next;
    const after = next ?? this.#gap;
    const last = count - 1;
    this.#privateBefore = waiting.private(last);
    this.#rssBefore = waiting.size(last, RSS);
    this.#sharedBefore = waiting.shared(last);
    this.#copies.begin(next);
    for (let i = 0; i < count; i++) {
      if (!(before && after)) waiting.forget(i);
      else if (!(next && i === last)) this.#estimate(i, before, after);
    }
    this.#copies.end();
    this.#gap = after;
    this.#batch.count = count;
    for (let k = 0; k < this.#curves.length; k++) {
      const curve = this.#curves[k] as Curve;
      curve.add(waiting, this.#batch, this.#batch.values[k] as Float64Array);
    }
    this.#listener(this.#batch);
    waiting.count = 0;
  }

  #estimate(i: number, before: Gap, after: Gap): void {
    this.#copies.to(i);
    this.#between.at(before, after, this.#waiting, i);
    this.#waiting.estimate(i, this.#between, this.#copies.now);
  }
}
