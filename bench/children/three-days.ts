// A run of days under a clock that jumps from one timer to the next.
import type { Clock } from '../../src/host/clock.ts';
import { encodeRecord } from '../../src/recording/encode.ts';
import type { Sampler } from '../../src/sample/sampler.ts';
import { startSampling } from '../../src/supervise/sampling.ts';
import { AdaptiveSchedule } from '../../src/supervise/schedule.ts';
import { startTimeline } from '../../src/supervise/timeline.ts';

const MIB = 2 ** 20;
const DAY = 86_400_000;

/** The size of the process at a time: each with an early rise, then the name says it. */
const SHAPES: Record<string, (ms: number, random: number) => number> = {
  plateau: (ms) => Math.min(ms / 250_000, 1) * 6000 * MIB + 4096 * Math.floor(ms / 60_000),
  noisy: (ms, random) => Math.min(ms / 250_000, 1) * 6000 * MIB + random * 900 * MIB,
  leak: (ms) => Math.min(ms / 250_000, 1) * 4000 * MIB + (ms / (3 * DAY)) * 2000 * MIB,
};

export function simulate(
  shape: string,
  days: number,
): { bytes: number; samples: number; longest: number } {
  const sizeAt = SHAPES[shape] as (ms: number, random: number) => number;
  let now = 0;
  let seed = 1;
  const random = (): number => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return seed / 0x7fffffff;
  };
  const timers: { at: number; act: () => void }[] = [];
  const clock: Clock = {
    wall: () => 1_795_339_033_233.123 + now,
    monotonic: () => now,
    after(ms, act) {
      const timer = { at: now + ms, act };
      timers.push(timer);
      return { cancel: () => void timers.splice(timers.indexOf(timer), 1) };
    },
  };
  let bytes = 0;
  let samples = 0;
  let longest = 0;
  let before = Number.NaN;
  let calls = 0;
  const sampler: Sampler = {
    kind: 'linux',
    metrics: ['rss', 'pss', 'anon', 'file', 'shmem', 'swap'],
    missing: {},
    host: {},
    sample() {
      const rss = Math.round(sizeAt(now, random()) / 4096) * 4096;
      const anon = Math.round(rss * 0.9);
      // PSS of such a process takes about 50 ms, and 1 % of the time is its budget.
      const due = calls++ % 50 === 0;
      const top = [0, 1, 2].map((i) => ({
        pid: 4242 + i,
        ppid: 1,
        started: 1,
        name: 'job',
        rss: rss >> i,
      }));
      return {
        rss,
        anon,
        file: rss - anon,
        shmem: 0,
        swap: 0,
        hwm: rss + 4096,
        procs: 3,
        machineUsed: rss + 4000 * MIB,
        machineAvailable: 20_000 * MIB - rss,
        ...(due && { pss: rss - MIB }),
        top,
        seen: [],
        gone: [],
      };
    },
    members: () => [],
    living: () => [],
    oomCounts: () => ({}),
    close: () => undefined,
  };
  const timeline = startTimeline(clock);
  startSampling({
    sampler,
    clock,
    timeline,
    schedule: new AdaptiveSchedule(timeline.start),
    emit(record) {
      bytes += encodeRecord(record).length;
      if (record.type !== 'sample') return;
      samples++;
      if (record.time - before > longest) longest = record.time - before;
      before = record.time;
    },
    watch: () => ({ headroom: undefined, wantsPss: false }),
    argv: true,
  });
  while (now < days * DAY) {
    timers.sort((a, b) => a.at - b.at);
    const next = timers.shift();
    if (next === undefined) break;
    now = Math.max(now, next.at);
    next.act();
  }
  return { bytes, samples, longest };
}
