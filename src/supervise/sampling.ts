import type { Clock } from '../host/clock.ts';
import { type Diagnostics, NO_DIAGNOSTICS } from '../host/diagnostics.ts';
import { METRIC_NAMES } from '../recording/metrics.ts';
import type { SampleRecord, StreamRecord } from '../recording/records.ts';
import type { Sampler, TreeSample } from '../sample/sampler.ts';
import type { Schedule } from './schedule.ts';
import { YOUNG_MS } from './thinning.ts';
import type { Timeline } from './timeline.ts';
import { TopList } from './top-list.ts';
import { UnseenLog, type UnseenMoment } from './unseen-log.ts';

export interface SamplingPlan {
  readonly sampler: Sampler;
  readonly clock: Clock;
  readonly timeline: Timeline;
  readonly schedule: Schedule;
  readonly emit: (record: StreamRecord) => void;
  /** Gets every measurement, recorded or not (`at`: epoch milliseconds); returns what the next one has to look at. */
  readonly watch: (sample: TreeSample, at: number) => SampleNeeds;
  /** Gets what lived unseen before a measurement; also before the last one, when the tree is empty. */
  readonly unseen?: (moment: UnseenMoment, at: number) => void;
  /** Whether the arguments of processes are recorded. */
  readonly argv: boolean;
  /** Masks the secrets in a command line, and in a name. */
  readonly masks?: {
    words(argv: readonly string[]): readonly string[];
    text(text: string): string;
  };
  readonly diagnostics?: Diagnostics;
}

/** What the next measurement has to look at. */
export interface SampleNeeds {
  /** How far the nearest ceiling is, bytes; undefined without a ceiling. */
  readonly headroom: number | undefined;
  /** Whether a ceiling waits for the next PSS. */
  readonly wantsPss: boolean;
}

export interface Sampling {
  /** The command wrote something just now: measures soon, if the schedule wants that. */
  wrote(): void;
  /** Takes the last sample and ends. */
  stop(): Promise<void>;
  /** How many measurements were taken, and how many of them late. */
  readonly samples: number;
  readonly late: number;
}

/** A measurement is late from here on: less is the grain of a timer and a measurement's own time. */
const LATE_AFTER_MS = 5;
/** How soon to look again when no process of the tree was found. */
const IDLE_WAIT_MS = 100;

/** Below a ceiling it is asked so often whether a process was born, which takes one read… */
const BIRTH_WATCH_MS = 30;
/** …and if one was, measured at once, unless measuring would take more than this share of the time. */
const BIRTH_DUTY = 0.01;

const SHMEM_STEP_BYTES = 2 ** 20;

/** Measures the tree until it is stopped; the first measurement is taken at once. */
export function startSampling(plan: SamplingPlan): Sampling {
  const { sampler, clock, timeline, schedule, diagnostics = NO_DIAGNOSTICS } = plan;
  const list = new TopList();
  const unseenLog = new UnseenLog(plan.emit);
  const unread = new Set<number>();
  let samples = 0;
  let late = 0;
  let timer: { cancel(): void } | undefined;
  let stopped = false;
  let cheap = false;
  let belowCeiling = false;
  let birthsFrom = 0;
  let wantsPss = false;
  let busy: Promise<void> | undefined;

  let writtenShmem = Number.NaN;
  /** The machine's shared memory, where it moved: it stays for most of a run, and would be a tenth of the recording. */
  const movedShmem = ({ machineShmem }: TreeSample): number | undefined => {
    if (machineShmem === undefined) return undefined;
    if (Math.abs(machineShmem - writtenShmem) < SHMEM_STEP_BYTES) return undefined;
    writtenShmem = machineShmem;
    return machineShmem;
  };

  const take = (due: number, last: boolean): void | Promise<void> => {
    const began = clock.monotonic();
    const measured = sampler.sample({
      cheap: cheap && !last,
      wantsPss,
    });
    return measured instanceof Promise
      ? measured.then((sample) => took(sample, began, due, last))
      : took(measured, began, due, last);
  };

  const took = (
    sample: TreeSample | undefined,
    began: number,
    due: number,
    last: boolean,
  ): void => {
    const ended = clock.monotonic();
    const at = timeline.at(ended);
    let wait = IDLE_WAIT_MS;
    const unseen = unseenLog.add(sampler.unseen?.(), sample, at);
    if (last) unseenLog.flush(at);
    if (sample !== undefined) {
      const behind = began - due;
      if (behind > LATE_AFTER_MS) late++;
      const cost = ended - began;
      samples++;
      writeProcesses(plan, unread, sample, at);
      const hasPss = sample.pss !== undefined || sample.pssAtMost !== undefined;
      // A ceiling waited for it: whoever checks the recording needs it too.
      const decides = wantsPss && hasPss && at - timeline.start < YOUNG_MS;
      const needs = plan.watch(sample, at);
      wantsPss = needs.wantsPss;
      const { hugetlb: huge = 0 } = sample;
      belowCeiling = needs.headroom !== undefined;
      birthsFrom = ended + cost / BIRTH_DUTY;
      const next = schedule.next({
        at,
        rss: sample.rss + huge,
        cost,
        ...(sample.peak === undefined ? {} : { peak: sample.peak + huge }),
        ...(needs.headroom === undefined ? {} : { headroom: needs.headroom }),
        ...(unseen === undefined ? {} : { unseen: unseen.bytes }),
        young: sample.seen.length > 0,
      });
      ({ wait, cheap } = next);
      if (diagnostics.tracing) {
        const { rss, procs } = sample;
        diagnostics.trace('sample taken', { rss, procs, cost, behind, ...next });
      }
      const lateness = behind > LATE_AFTER_MS ? behind : undefined;
      if (next.record === 'whole' || decides || last) {
        const top = sample.procs > 1 ? list.of(sample, last) : undefined;
        plan.emit(wholeRecord(sample, top, at, cost, lateness, movedShmem(sample)));
      }
      if (sample.pressure !== undefined) {
        plan.emit({ type: 'cgroup', time: at, ...sample.pressure });
      }
      if (next.record === 'brief' && !decides && !last) {
        plan.emit(briefRecord(sample, at, lateness));
      }
    }
    if (unseen !== undefined) plan.unseen?.(unseen, at);
    // Counted from when this one was due, so that a fixed interval keeps its beat, unless measuring took longer than that.
    if (!stopped) later(Math.max(due + wait, ended));
  };

  const later = (due: number): void => {
    const now = clock.monotonic();
    const looks = belowCeiling && schedule.early !== undefined && sampler.born !== undefined;
    const peek = looks && due - now > BIRTH_WATCH_MS;
    timer = clock.after(peek ? BIRTH_WATCH_MS : Math.max(0, due - now), () => {
      timer = undefined;
      if (!peek) busy = Promise.resolve(take(due, false));
      else if (clock.monotonic() < birthsFrom || !sampler.born?.()) later(due);
      else busy = Promise.resolve(take(clock.monotonic(), false));
    });
  };

  busy = Promise.resolve(take(clock.monotonic(), false));
  return {
    wrote() {
      // Without a timer a measurement is under way.
      if (stopped || timer === undefined || schedule.early === undefined) return;
      const now = clock.monotonic();
      if (!schedule.early(timeline.at(now))) return;
      timer.cancel();
      later(now);
    },
    async stop() {
      stopped = true;
      timer?.cancel();
      await busy;
      await take(clock.monotonic(), true);
    },
    get samples() {
      return samples;
    },
    get late() {
      return late;
    },
  };
}

/** `unread`: the processes that were told to be so already. */
function writeProcesses(
  plan: SamplingPlan,
  unread: Set<number>,
  sample: TreeSample,
  time: number,
): void {
  const { masks } = plan;
  for (const one of sample.seen) {
    if (one.again === true && !plan.argv) continue;
    plan.emit({
      type: 'process',
      time,
      event: 'seen',
      pid: one.pid,
      ppid: one.ppid,
      ...(one.startedAt === undefined ? {} : { started: one.startedAt }),
      name: masks?.text(one.name) ?? one.name,
      ...(one.argv === undefined || !plan.argv ? {} : { argv: masks?.words(one.argv) ?? one.argv }),
      ...(one.forked === undefined ? {} : { forked: one.forked }),
      ...(one.anon === undefined ? {} : { anon: one.anon }),
    });
  }
  for (const { pid, name } of sample.unread ?? []) {
    if (unread.has(pid)) continue;
    unread.add(pid);
    plan.emit({ type: 'unread', time, pid, ...(name !== '' && { name }), metric: 'pss' });
  }
  for (const one of sample.gone) {
    const hwm = one.hwm === undefined ? {} : { hwm: one.hwm };
    plan.emit({ type: 'process', time, event: 'gone', pid: one.pid, ...hwm });
    unread.delete(one.pid);
  }
}

function briefRecord(sample: TreeSample, time: number, late: number | undefined): SampleRecord {
  const { rss, hugetlb } = sample;
  return {
    type: 'sample',
    time,
    rss,
    ...(hugetlb === undefined ? {} : { hugetlb }),
    ...(late === undefined ? {} : { late }),
  };
}

function wholeRecord(
  sample: TreeSample,
  top: TreeSample['top'] | undefined,
  time: number,
  cost: number,
  late: number | undefined,
  shmem: number | undefined,
): SampleRecord {
  const record: { -readonly [K in keyof SampleRecord]: SampleRecord[K] } = { type: 'sample', time };
  for (const metric of METRIC_NAMES) {
    const size = sample[metric];
    if (size !== undefined) record[metric] = size;
  }
  const { pssAtLeast, pssAtMost } = sample;
  // Without forks nobody shares what is anon: that says it already.
  if (pssAtLeast !== undefined && (pssAtMost !== undefined || pssAtLeast !== sample.anon)) {
    record.pssAtLeast = pssAtLeast;
  }
  if (pssAtMost !== undefined) record.pssAtMost = pssAtMost;
  if (sample.hwm !== undefined) record.hwm = sample.hwm;
  if (sample.peak !== undefined && sample.peak > sample.rss) record.peak = sample.peak;
  record.procs = sample.procs;
  if (sample.hugetlbAgain !== undefined) record.hugetlbAgain = sample.hugetlbAgain;
  if (sample.machineUsed !== undefined) record.machineUsed = sample.machineUsed;
  if (sample.machineAvailable !== undefined) record.machineAvailable = sample.machineAvailable;
  if (shmem !== undefined) record.machineShmem = shmem;
  if (sample.cgroup !== undefined) record.cgroup = sample.cgroup;
  record.cost = cost;
  if (late !== undefined) record.late = late;
  if (top !== undefined) record.top = top.map((one) => [one.pid, one.rss] as const);
  return record;
}
