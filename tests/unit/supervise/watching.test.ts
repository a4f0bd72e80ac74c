import { expect, test } from 'vitest';
import type { StreamRecord } from '../../../src/recording/records.ts';
import type { WatchSample, WatchSource } from '../../../src/sample/watch-source.ts';
import { AdaptiveSchedule, fixedSchedule } from '../../../src/supervise/schedule.ts';
import { startTimeline } from '../../../src/supervise/timeline.ts';
import { WatchThinning } from '../../../src/supervise/watch-thinning.ts';
import { startWatching, type WatchReading } from '../../../src/supervise/watching.ts';
import { ManualClock } from '../manual-clock.ts';

const EPOCH = 1_700_000_000_000;
const MIB = 2 ** 20;

const machine = (size: number, more: Partial<WatchSample> = {}): WatchSample => ({
  size,
  figures: { machineUsed: size },
  seen: [],
  gone: [],
  unread: [],
  killed: [],
  ...more,
});

function scene(next: (age: number) => WatchSample | undefined, left = Number.POSITIVE_INFINITY) {
  const clock = new ManualClock(EPOCH);
  const timeline = startTimeline(clock);
  const records: StreamRecord[] = [];
  const over: string[] = [];
  const source: WatchSource = {
    metrics: [],
    missing: {},
    host: {},
    sample: () => next(clock.monotonic()),
    peak: () => undefined,
    close: () => undefined,
  };
  const plan = (auto: boolean) => ({
    ...{ source, clock, timeline },
    schedule: auto ? new AdaptiveSchedule(EPOCH) : fixedSchedule(1000),
    ...(auto && { thinning: new WatchThinning<WatchReading>(EPOCH) }),
    emit: (record: StreamRecord) => void records.push(record),
    masks: { text: (text: string) => text, words: (argv: readonly string[]) => argv },
    check: () => undefined,
    left: () => left - clock.monotonic(),
    over: (reason: string) => void over.push(reason),
  });
  return { clock, records, over, start: (auto: boolean) => startWatching(plan(auto)) };
}

test('with a fixed interval every reading is recorded, and one more at the end', async () => {
  const { clock, records, start } = scene((age) => machine(100 * MIB + age));
  const watching = start(false);
  await clock.pass(2500);
  watching.stop();
  expect(records.map(({ time }) => time - EPOCH)).toEqual([0, 1000, 2000, 2500]);
  expect(records[1]).toMatchObject({ type: 'sample', machineUsed: 100 * MIB + 1000 });
  expect(watching.samples).toBe(4);
  await clock.pass(5000);
  expect(records).toHaveLength(4);
});

test('it is over when its time is, at the moment and not at the next reading', async () => {
  const { clock, over, start } = scene(() => machine(1), 3300);
  start(false);
  await clock.pass(3200);
  expect(over).toEqual([]);
  await clock.pass(200);
  expect(over).toEqual(['until']);
  expect(clock.waiting).toBe(0);
});

test('it is over when what is watched is gone', async () => {
  const { clock, over, start } = scene((age) => (age < 1500 ? machine(1) : undefined));
  const watching = start(false);
  await clock.pass(3000);
  expect(over).toEqual(['gone']);
  watching.stop();
  expect(watching.samples).toBe(2);
});

test('a process is told before the sample that lists it, and its end after those before', async () => {
  const seen = [{ pid: 7, ppid: 1, name: 'job', startedAt: EPOCH - 5000, argv: ['job', 'x'] }];
  const { clock, records, start } = scene((age) => {
    if (age === 0) return machine(100 * MIB, { seen });
    // Higher than what is recorded, but not for long enough to be recorded at once.
    if (age < 40) return machine(150 * MIB);
    return age < 60 ? machine(90 * MIB, { gone: [{ pid: 7 }] }) : machine(90 * MIB);
  });
  start(true);
  await clock.pass(300);
  const told = records.map((one) => (one.type === 'process' ? one.event : one.type));
  expect(told[0]).toBe('seen');
  expect(records[0]).toMatchObject({ argv: ['job', 'x'], started: EPOCH - 5000 });
  const gone = told.indexOf('gone');
  expect(
    records.slice(0, gone).some((one) => one.type === 'sample' && one.machineUsed === 150 * MIB),
  ).toBe(true);
  expect(records.every((one, i) => i === 0 || one.time >= (records[i - 1]?.time ?? 0))).toBe(true);
});

test('after the machine slept the times are those of the wall clock again, and never step back', async () => {
  const { clock, records, start } = scene(() => machine(1));
  let slept = 0;
  const wall = clock.wall;
  clock.wall = () => wall() + slept;
  start(false);
  await clock.pass(1000);
  slept = 3_600_000;
  await clock.pass(1000);
  // The clock was set back by hand.
  slept = 0;
  await clock.pass(1000);
  expect(records.map(({ time }) => time - EPOCH)).toEqual([0, 1000, 3_602_000, 3_603_000]);
});

test('days of a machine at rest are a small recording, which ends with the last reading', async () => {
  const { clock, records, start } = scene(() => machine(4000 * MIB));
  const watching = start(true);
  await clock.pass(6 * 3_600_000);
  expect(watching.samples).toBeGreaterThan(20_000);
  expect(records.length).toBeLessThan(3500);
  watching.stop();
  expect(records.at(-1)?.time).toBe(EPOCH + 6 * 3_600_000);
});

test('what takes long to measure is measured less often, whatever the schedule wants', async () => {
  let spent = 0;
  const { clock, start } = scene(() => {
    // Each takes a second.
    spent += 1000;
    return machine(1);
  });
  const { monotonic } = clock;
  clock.monotonic = () => monotonic() + spent;
  const watching = start(true);
  await clock.pass(200_000);
  expect(watching.samples).toBeLessThan(13);
});

test('times count from the start of the timeline, however long it took to begin', async () => {
  const { clock, records, start } = scene(() => machine(1));
  await clock.pass(40);
  start(false);
  expect(records[0]?.time).toBe(EPOCH + 40);
});
