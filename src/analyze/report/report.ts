import { METRIC_NAMES, type ReportMetric } from '../../recording/metrics.ts';
import type {
  BreachRecord,
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
import { Curves } from './curves.ts';
import { describeMachine, describeStart } from './describe-start.ts';
import { leadingMetric, sharesPages } from './leading-metric.ts';
import { peakOf } from './peak.ts';
import { ProcessSpans } from './process-spans.ts';
import { isTime } from './safe-values.ts';
import { placeOf, SampleSizes } from './sample-sizes.ts';
import { withShares } from './shares.ts';
import type { Report, RunFacts } from './types.ts';
import { warningsOf } from './warnings.ts';

/** Folds records into a report: live or from a file, for runs of any length in constant memory. */
export interface ReportBuilder {
  /** Takes the next record; its fields may hold anything. */
  add(record: StreamRecord): void;
  /** The report so far; more records may be added afterwards. */
  finish(): Report;
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

/** Starts a report. */
export function createReport(options: ReportOptions = {}): ReportBuilder {
  return new ReportFold(options);
}

class ReportFold implements ReportBuilder {
  readonly #asked: ReportMetric | undefined;
  readonly #metrics: readonly ReportMetric[];
  readonly #attribution: Attribution | undefined;
  readonly #curves: Curves;
  readonly #spans = new ProcessSpans();
  readonly #tracks: ProcessTracks;
  readonly #sizes = new SampleSizes();
  readonly #events: LineEvents | undefined;
  readonly #outside = new OutsideWatch();
  readonly #marks: { time: number; msg: string }[] = [];
  readonly #breaches: BreachRecord[] = [];
  #start: number | undefined;
  #now = 0;
  #started: StartRecord | undefined;
  #ended: EndRecord | undefined;
  #lines = 0;

  constructor(options: ReportOptions) {
    this.#asked = options.metric;
    const asked = options.metric ? [options.metric] : [];
    this.#metrics = [...new Set<ReportMetric>([...asked, 'rss', 'pss', 'system'])];
    const attribution =
      options.attribute === false ? undefined : new Attribution(this.#metrics.length);
    this.#attribution = attribution;
    this.#events = options.attribute === false ? undefined : new LineEvents();
    this.#tracks = createTracks(this.#metrics);
    this.#curves = new Curves(this.#metrics, this.#tracks, (time, values) => {
      attribution?.sample(time, values, this.#start ?? 0);
      this.#tracks.level(values);
    });
  }

  add(record: StreamRecord): void {
    this.#tick(record.time);
    switch (record.type) {
      case 'start':
        this.#started ??= record;
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
        this.#tracks.add(this.#now, record);
        return;
      case 'mark':
        if (this.#marks.length >= KEPT_EVENTS) return;
        this.#marks.push({ time: this.#now, msg: String(record.msg) });
        return;
      case 'breach':
        if (this.#breaches.length < KEPT_EVENTS) this.#breaches.push(record);
        return;
      case 'end':
        this.#ended = record;
    }
  }

  finish(): Report {
    this.#curves.release();
    const asked = this.#asked;
    const curves = this.#curves;
    const started = this.#started;
    const ended = this.#ended;
    const sizes = this.#sizes;
    const lines = this.#lines;
    const marks = this.#marks;
    const { count: samples, late } = sizes;
    const start = this.#start ?? 0;
    const mostProcesses = sizes.most('procs');
    const shared = sharesPages(curves, mostProcesses);
    const metric = leadingMetric(curves, asked, shared);
    const curve = curves.series(metric);
    const exited = isTime(ended?.exited) ? Math.max(0, ended.exited - start) : undefined;
    const spans = this.#spans.finish();
    const facts: RunFacts = {
      processes: spans,
      marks,
      ...(exited === undefined ? {} : { exit: exited }),
    };
    const found = findPhases(curve, facts);
    const attributed = this.#attribution?.finish(this.#metrics.indexOf(metric), found, start);
    const buffered = attributed?.buffered ?? [];
    const peak = peakOf(metric, curves.peak(metric), ended?.peak, start, sizes.most('hwm') ?? 0);
    const peaks = sizes.peaks();
    const machine = describeMachine(started, peaks.system);
    const described = describeStart(started);
    const { bytes: top = 0 } = curves.peak(metric) ?? {};
    const { phases, answer, focus, lanes, peakProcesses } = explainRun({
      curve,
      phases: withShares(found, attributed?.follows ?? []),
      command: described.command,
      tracks: metric === 'system' ? undefined : this.#tracks.finish(metric),
      events: this.#events,
      outside: metric === 'system' ? undefined : this.#outside.finish(top - (curve.values[0] ?? 0)),
      end: this.#now,
      exit: exited,
      kinds: peak?.kinds,
      ceilings: ceilingsOf(described.limits, machine),
    });
    return {
      version: 1,
      ...described,
      start,
      duration: exited ?? this.#now,
      ...(ended?.exit ? { exit: ended.exit } : {}),
      ...(typeof ended?.status === 'number' ? { status: ended.status } : {}),
      finished: ended !== undefined,
      ...(ended?.notes && { notes: ended.notes }),
      metric,
      ...(peak && {
        peak: { ...peak, ...(peakProcesses?.owners.length && { processes: peakProcesses }) },
      }),
      peaks,
      shared,
      ...(machine ? { machine } : {}),
      breaches: this.#breaches.slice(),
      samples,
      lines,
      processes: Math.max(this.#spans.count, mostProcesses ?? 0, samples > 0 ? 1 : 0),
      largestProcesses: this.#tracks.largest(metric),
      phases,
      growthByLine: attributed?.growthByLine ?? [],
      ...(focus && { focus }),
      ...(answer && { answer }),
      ...(lanes && { lanes }),
      marks: marks.slice(),
      warnings: warningsOf({
        ...{ started, ended, samples, late, asked, metric, buffered },
        rss: peaks.rss,
        highWater: sizes.most('hwm'),
        countedTwice: curves.count('pss') > 0 ? 0 : curves.mostShared,
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
    const attribution = this.#attribution;
    if (!attribution) return;
    this.#events?.add(record, this.#now, start);
    if (attribution.isFull()) this.#curves.release();
    const since = isTime(record.since) ? Math.max(0, record.since - start) : Number.NaN;
    attribution.line(record, this.#now, Math.min(since, this.#now), start);
  }

  #sample(record: SampleRecord): void {
    this.#sizes.add(record);
    const { last } = this.#sizes;
    const machine = last[MACHINE] as number;
    const shmem = last[SHMEM] as number;
    if (this.#outside.wants(this.#now, machine, shmem)) {
      this.#outside.add(this.#now, {
        rss: last[RSS] as number,
        cgroup: last[CGROUP] as number,
        machine,
        shmem,
        ownShmem: last[OWN_SHMEM] as number,
      });
    }
    this.#spans.measure(this.#now, record, this.#sizes.last);
    this.#tracks.measure(this.#now, record, this.#sizes.last);
    this.#curves.add(this.#now, this.#sizes.last);
  }
}

/** The ceilings that memory may still meet: those of the run, and its container's. */
function ceilingsOf(
  limits: Readonly<Record<string, number>> | undefined,
  machine: Report['machine'],
): { readonly name: string; readonly bytes: number }[] {
  const own = METRIC_NAMES.flatMap((metric) => {
    const name = `max-${metric}`;
    const bytes = limits?.[name];
    return bytes === undefined ? [] : [{ name, bytes }];
  });
  const container = machine?.limit;
  return container === undefined ? own : [...own, { name: 'container', bytes: container }];
}
