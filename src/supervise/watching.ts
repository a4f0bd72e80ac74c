import type { Clock } from '../host/clock.ts';
import type { SampleRecord, StreamRecord } from '../recording/records.ts';
import type { WatchSample, WatchSource } from '../sample/watch-source.ts';
import type { Schedule } from './schedule.ts';
import type { Timeline } from './timeline.ts';
import type { WatchThinning } from './watch-thinning.ts';

/** A sample that is not written yet, and what the thinning looks at. */
export interface WatchReading {
  readonly time: number;
  readonly size: number;
  readonly record: SampleRecord;
}

export interface WatchPlan {
  readonly source: WatchSource;
  readonly clock: Clock;
  readonly timeline: Timeline;
  readonly schedule: Schedule;
  /** Absent where every reading is recorded. */
  readonly thinning?: WatchThinning<WatchReading>;
  readonly emit: (record: StreamRecord) => void;
  /** Masks the secrets in a command line, and in a name; without `words` no arguments are recorded. */
  readonly masks: {
    readonly words?: (argv: readonly string[]) => readonly string[];
    readonly text: (text: string) => string;
  };
  /** Gets every reading, recorded or not (`at`: epoch milliseconds); returns how far the nearest limit is, bytes. */
  readonly check: (sample: WatchSample, at: number) => number | undefined;
  /** How long it may still last, milliseconds; asked before each wait. At 0 it is over. */
  readonly left: () => number;
  /** It is over: its time is, or what was watched is gone. */
  readonly over: (reason: 'until' | 'gone') => void;
}

export interface Watching {
  /** Takes the last reading and ends. */
  stop(): void;
  readonly samples: number;
  readonly late: number;
  /** Epoch milliseconds. */
  now(): number;
}

/** A reading is late from here on: less is the grain of a timer. */
const LATE_AFTER_MS = 5;
/** Measuring takes at most this share of the time, also near a limit and with thousands of processes: it may go on for days. */
const MAX_DUTY = 0.05;
/** The cost is the least of so many: on a busy machine one takes long because others run meanwhile. */
const RECENT_COSTS = 5;
/** The wall clock has gone on by more than this while ours did not: the machine slept, or its clock was set. */
const SLEPT_MS = 2000;

/** Measures `source` until it is stopped; the first reading is taken at once. */
export function startWatching(plan: WatchPlan): Watching {
  const { source, clock, schedule, thinning, emit } = plan;
  /** What the wall clock was ahead by after the machine slept: a log beside this is stamped by that clock. */
  let slept = 0;
  let samples = 0;
  let late = 0;
  let timer: { cancel(): void } | undefined;
  const costs: number[] = [];
  const tell = processTeller(plan);

  const timeAt = (monotonic: number): number => plan.timeline.at(monotonic) + slept;
  const now = (): number => {
    const ahead = clock.wall() - timeAt(clock.monotonic());
    // Never back: times of a recording do not step back.
    if (ahead > SLEPT_MS) slept += ahead;
    return timeAt(clock.monotonic());
  };

  const take = (due: number, last: boolean): void => {
    const began = clock.monotonic();
    const sample = source.sample();
    const time = now();
    if (sample === undefined) {
      if (!last) plan.over('gone');
      return;
    }
    const cost = clock.monotonic() - began;
    const behind = began - due;
    const lateness = behind > LATE_AFTER_MS ? behind : undefined;
    if (lateness !== undefined) late++;
    samples++;
    if (hasNews(sample)) {
      // In order of time: what was kept may list a process that is gone now.
      for (const one of thinning?.settle() ?? []) emit(one.record);
      tell(sample, time);
    }
    const { size } = sample;
    const headroom = plan.check(sample, time);
    const record = recordOf(sample, time, cost, lateness);
    const reading = { time, size, record };
    const recorded = thinning === undefined ? [reading] : thinning.take(reading, last);
    for (const one of recorded) emit(one.record);
    if (last) return;
    const { wait } = schedule.next({
      at: time,
      rss: size,
      cost,
      ...(headroom !== undefined && { headroom }),
    });
    costs.push(cost);
    if (costs.length > RECENT_COSTS) costs.shift();
    // A fixed interval is what somebody asked for.
    const least = thinning === undefined ? 0 : Math.min(...costs) / MAX_DUTY;
    const left = plan.left();
    if (left <= 0) plan.over('until');
    else later(Math.max(due + Math.min(Math.max(wait, least), left), clock.monotonic()));
  };

  const later = (due: number): void => {
    timer = clock.after(Math.max(0, due - clock.monotonic()), () => {
      // The time may be over by now, and the last reading is taken by whoever ends this.
      if (plan.left() <= 0) plan.over('until');
      else take(due, false);
    });
  };

  take(clock.monotonic(), false);
  return {
    stop() {
      timer?.cancel();
      take(clock.monotonic(), true);
    },
    now,
    get samples() {
      return samples;
    },
    get late() {
      return late;
    },
  };
}

function hasNews({ seen, gone, unread, killed, kills = 0 }: WatchSample): boolean {
  return seen.length + gone.length + unread.length + killed.length + kills > 0;
}

function recordOf(
  { figures }: WatchSample,
  time: number,
  cost: number,
  late: number | undefined,
): SampleRecord {
  return { type: 'sample', time, ...figures, cost, ...(late !== undefined && { late }) };
}

function processTeller({ emit, masks }: WatchPlan): (sample: WatchSample, time: number) => void {
  const unread = new Set<number>();
  return ({ seen, gone, unread: hidden, killed, kills }, time) => {
    if (kills !== undefined) {
      const whom = kills === 1 ? 'a process' : `${kills} processes`;
      emit({ type: 'mark', time, msg: `the kernel killed ${whom} for memory`, from: 'kernel' });
    }
    for (const { startedAt, again, argv, name, ...one } of seen) {
      const words = argv && masks.words?.(argv);
      if (again === true && words === undefined) continue;
      emit({
        type: 'process',
        time,
        event: 'seen',
        ...one,
        ...(startedAt !== undefined && { started: startedAt }),
        name: masks.text(name),
        ...(words && { argv: words }),
      });
    }
    for (const one of killed) emit({ type: 'killed', time, ...one });
    for (const { pid } of gone) {
      unread.delete(pid);
      emit({ type: 'process', time, event: 'gone', pid });
    }
    for (const { pid, name } of hidden) {
      if (unread.has(pid)) continue;
      unread.add(pid);
      emit({ type: 'unread', time, pid, ...(name !== '' && { name }), metric: 'pss' });
    }
  };
}
