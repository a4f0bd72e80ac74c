import { metricOfBreach } from '../../recording/breach-metric.ts';
import type { ReportMetric } from '../../recording/metrics.ts';
import type {
  EndRecord,
  LineRecord,
  SampleRecord,
  StartRecord,
  StreamRecord,
} from '../../recording/records.ts';
import { explainRun } from '../answer/explain-run.ts';
import { OutsideWatch } from '../answer/outside.ts';
import { Attribution } from '../attribution/attribution.ts';
import { LineEvents } from '../lines/events.ts';
import { findPhases } from '../phases/find-phases.ts';
import { createTracks, type ProcessTracks } from '../processes/tracks.ts';
import { BreachSizes } from './breach-sizes.ts';
import { ceilingsOf, metricsOfLimits } from './ceilings.ts';
import { Curves } from './curves.ts';
import { describeMachine, describeStart } from './describe-start.ts';
import { Fullness } from './fullness.ts';
import { KilledFold } from './killed.ts';
import { LazyFree } from './lazy-free.ts';
import { leadingMetric, sharesPages } from './leading-metric.ts';
import { peakOf } from './peak.ts';
import { ProcessSpans } from './process-spans.ts';
import { isTime } from './safe-values.ts';
import { placeOf, SampleSizes } from './sample-sizes.ts';
import { withShares } from './shares.ts';
import type { Report, RunFacts } from './types.ts';
import { UnreadWatch } from './unread-watch.ts';
import { UnseenLives } from './unseen-lives.ts';
import { warningsOf } from './warnings.ts';
import { WatchedFold } from './watched.ts';

/** Folds records into a report: live or from a file, for runs of any length in constant memory. */
export interface ReportBuilder {
  /** Takes the next record; its fields may hold anything. */
  add(record: StreamRecord): void;
  /**
   * The report so far; more records may be added afterwards. `isRunning`: asked of a recording without an end, by the start
   * record's name of the run, whether somebody still writes it.
   */
  finish(isRunning?: (run: string | undefined) => boolean): Report;
}

export interface ReportOptions {
  /** The metric to lead with. Without it, or if it was not recorded: PSS if processes share pages, else RSS. */
  readonly metric?: ReportMetric;
  /**
   * false: lines are counted, but growth is not attributed to them; enough for a summary, at a fraction of the cost.
   */
  readonly attribute?: boolean;
}

/** Maximum number of marks and of breaches. */
const KEPT_EVENTS = 10_000;

const RSS = placeOf('rss');
const CGROUP = placeOf('cgroup');
const MACHINE = placeOf('machineUsed');
const SHMEM = placeOf('machineShmem');
const OWN_SHMEM = placeOf('shmem');
const HUGETLB = placeOf('hugetlb');

/** Starts a report. */
export function createReport(options: ReportOptions = {}): ReportBuilder {
  return new ReportFold(options);
}

class ReportFold implements ReportBuilder {
  readonly #asked: ReportMetric | undefined;
  readonly #attributes: boolean;
  #followed: Followed;
  readonly #spans = new ProcessSpans();
  readonly #sizes = new SampleSizes();
  readonly #events: LineEvents | undefined;
  readonly #outside = new OutsideWatch();
  readonly #fullness = new Fullness();
  readonly #killed = new KilledFold();
  readonly #unseen = new UnseenLives();
  readonly #unread = new UnreadWatch();
  readonly #watched = new WatchedFold();
  readonly #marks: { time: number; msg: string }[] = [];
  readonly #breaches = new BreachSizes();
  readonly #lazyFree = new LazyFree();
  /** The most that RSS and huge pages of hugetlbfs were together, bytes; 0 while there are none. */
  #withHugePages = 0;
  #start: number | undefined;
  #now = 0;
  #started: StartRecord | undefined;
  #ended: EndRecord | undefined;
  #lines = 0;

  constructor(options: ReportOptions) {
    this.#asked = options.metric;
    this.#attributes = options.attribute !== false;
    this.#events = this.#attributes ? new LineEvents() : undefined;
    this.#followed = this.#follow([]);
  }

  /** What is folded for each metric that the report may lead with; `more` of them than always. */
  #follow(more: readonly ReportMetric[]): Followed {
    const asked = this.#asked === undefined ? [] : [this.#asked];
    const metrics = [...new Set<ReportMetric>([...asked, 'rss', 'pss', 'system', ...more])];
    const attribution = this.#attributes ? new Attribution(metrics.length) : undefined;
    const tracks = createTracks(metrics);
    const curves = new Curves(metrics, tracks, (samples) => {
      attribution?.samples(samples, this.#start ?? 0);
      tracks.level(samples);
    });
    return { metrics, attribution, tracks, curves };
  }

  add(record: StreamRecord): void {
    const isFirst = this.#start === undefined;
    this.#tick(record.time);
    switch (record.type) {
      case 'start':
        this.#started ??= record;
        if (isFirst) this.#followed = this.#follow(metricsOfLimits(describeStart(record).limits));
        return;
      case 'sample':
        this.#sample(record);
        return;
      case 'line':
        this.#lines++;
        this.#line(record);
        return;
      case 'process':
        this.#spans.add(this.#now, record);
        this.#followed.tracks.add(this.#now, record);
        return;
      case 'unseen':
        this.#unseen.add(this.#now, record);
        return;
      case 'unread':
        this.#unread.add(record);
        return;
      case 'mark':
        if (this.#marks.length >= KEPT_EVENTS) return;
        this.#marks.push({ time: this.#now, msg: String(record.msg) });
        return;
      case 'breach':
        if (this.#breaches.count < KEPT_EVENTS) this.#breaches.add(record);
        return;
      case 'killed':
        this.#killed.add(this.#now, record, this.#fullness.held());
        return;
      case 'cgroup':
        this.#fullness.cgroup(record);
        return;
      case 'end':
        this.#ended = record;
    }
  }

  finish(isRunning: (run: string | undefined) => boolean = () => false): Report {
    const { curves, tracks, attribution, metrics } = this.#followed;
    curves.release();
    const asked = this.#asked;
    const breaches = this.#breaches.finish();
    const started = this.#started;
    const ended = this.#ended;
    const sizes = this.#sizes;
    const lines = this.#lines;
    const marks = this.#marks;
    const { count: samples, late } = sizes;
    const start = this.#start ?? 0;
    const mostProcesses = sizes.most('procs');
    const unread = this.#unread;
    const shared = sharesPages(curves, mostProcesses);
    const mostPss = unread.any ? undefined : curves.peak('pss')?.bytes;
    const broken = breaches.map(metricOfBreach).find((one) => one !== undefined);
    const metric = leadingMetric(curves, asked, shared, !unread.any, broken);
    const curve = curves.series(metric);
    const exited = isTime(ended?.exited) ? Math.max(0, ended.exited - start) : undefined;
    const watch = this.#watched.finish(started, ended);
    const spans = this.#spans.finish();
    const facts: RunFacts = {
      processes: spans,
      marks,
      ...(exited === undefined ? {} : { exit: exited }),
      ...(watch && { isWatch: true }),
    };
    const found = findPhases(curve, facts);
    // Without a line nothing of a watch can follow any.
    const attributes = watch === undefined || lines > 0;
    const attributed = attributes
      ? attribution?.finish(metrics.indexOf(metric), found, start)
      : undefined;
    const buffered = attributed?.buffered ?? [];
    const peak = peakOf(metric, curves.peak(metric), ended?.peak, start, sizes.most('hwm') ?? 0);
    const { pss, ...known } = sizes.peaks();
    const peaks = { ...known, ...(pss !== undefined && !unread.any && { pss }) };
    const machine = describeMachine(started, peaks.system);
    const described = describeStart(started);
    const running = ended === undefined && isRunning(started?.run);
    // Who watches a cgroup is not in it, and does not die with it.
    const outlives = watch !== undefined && watch.what !== 'machine';
    const full = running || outlives ? undefined : this.#fullness.finish(machine ?? {});
    const { bytes: top = 0 } = curves.peak(metric) ?? {};
    const { phases, answer, focus, lanes, peakProcesses, nameOf } = explainRun({
      curve,
      phases: withShares(found, attributed?.follows ?? []),
      command: described.command,
      tracks: metric === 'system' ? undefined : tracks.finish(metric),
      events: this.#events,
      isMachine: metric === 'system',
      isWatch: watch !== undefined,
      outside:
        metric === 'system' || watch !== undefined
          ? undefined
          : this.#outside.finish(top - (curve.values[0] ?? 0), full?.probably),
      end: this.#now,
      exit: exited,
      kinds: peak?.kinds,
      ceilings: ceilingsOf(described.limits, machine, metric),
    });
    return {
      version: 1,
      ...described,
      start,
      duration: exited ?? this.#now,
      ...(ended?.exit ? { exit: ended.exit } : {}),
      ...(typeof ended?.status === 'number' ? { status: ended.status } : {}),
      ...(ended?.outlived && { outlived: ended.outlived }),
      finished: ended !== undefined,
      ...this.#killed.finish(ended, nameOf),
      ...(ended === undefined && (running ? { running } : full && { full })),
      ...(ended?.notes && { notes: ended.notes }),
      ...(watch && { watch }),
      metric,
      ...(peak && {
        peak: { ...peak, ...(peakProcesses?.owners.length && { processes: peakProcesses }) },
      }),
      peaks,
      shared,
      ...(mostPss !== undefined && { mostPss }),
      ...(machine ? { machine } : {}),
      ...(this.#withHugePages > 0 && { withHugePages: this.#withHugePages }),
      breaches,
      ...(ended?.unjudged && { unjudged: ended.unjudged }),
      samples,
      lines,
      ...this.#unseen.finish(),
      processes: Math.max(this.#spans.count, mostProcesses ?? 0, samples > 0 ? 1 : 0),
      largestProcesses: tracks.largest(metric),
      phases: this.#lazyFree.within(phases),
      growthByLine: attributed?.growthByLine ?? [],
      ...(focus && { focus }),
      ...(answer && { answer }),
      ...(lanes && { lanes }),
      marks: marks.slice(),
      warnings: warningsOf({
        ...{ started, ended, running, full, samples, late, asked, metric, buffered },
        rss: peaks.rss,
        highWater: sizes.most('hwm'),
        countedTwice: curves.count('pss') > 0 && !unread.any ? 0 : curves.mostShared,
        unread: unread.warnings(),
      }),
      curve,
      ...(curves.count('system') > 0 ? { machineCurve: curves.series('system') } : {}),
      spans,
    };
  }

  /** Time since the start of the recording, which never steps back, whatever the records say; milliseconds. */
  #tick(time: unknown): void {
    if (!isTime(time)) return;
    this.#start ??= time;
    this.#now = Math.max(this.#now, time - this.#start);
  }

  #line(record: LineRecord): void {
    const start = this.#start ?? 0;
    const { attribution, curves } = this.#followed;
    if (!attribution) return;
    this.#events?.add(record, this.#now, start);
    if (attribution.isFull()) curves.release();
    const since = isTime(record.since) ? Math.max(0, record.since - start) : Number.NaN;
    attribution.line(record, this.#now, Math.min(since, this.#now), start);
  }

  #sample(record: SampleRecord): void {
    this.#sizes.add(record);
    if (this.#started?.watch !== undefined) this.#watched.add(this.#now, record);
    this.#unread.sample(record);
    const { last } = this.#sizes;
    const machine = last[MACHINE] as number;
    const shmem = last[SHMEM] as number;
    const rss = last[RSS] as number;
    this.#fullness.sample(this.#now, last[CGROUP] as number, rss, machine, shmem);
    if (this.#outside.wants(this.#now, machine, shmem)) {
      this.#outside.add(this.#now, {
        rss,
        cgroup: last[CGROUP] as number,
        machine,
        shmem,
        ownShmem: last[OWN_SHMEM] as number,
      });
    }
    this.#spans.measure(this.#now, record, this.#sizes.last);
    const { tracks, curves } = this.#followed;
    tracks.measure(this.#now, record, last);
    curves.add(this.#now, last);
    this.#breaches.sample(last);
    this.#lazyFree.add(this.#now, last);
    const huge = last[HUGETLB] as number;
    if (huge > 0) this.#withHugePages = Math.max(this.#withHugePages, (last[RSS] as number) + huge);
  }
}

/** What is folded for each of the metrics. */
interface Followed {
  readonly metrics: readonly ReportMetric[];
  readonly attribution: Attribution | undefined;
  readonly tracks: ProcessTracks;
  readonly curves: Curves;
}
