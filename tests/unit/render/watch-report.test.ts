import { expect, test } from 'vitest';
import type { SampleRecord, StartRecord, StreamRecord } from '../../../src/recording/records.ts';
import { answerWords } from '../../../src/render/answer.ts';
import { endWords } from '../../../src/render/end-words.ts';
import { notesOf } from '../../../src/render/notes.ts';
import { phaseOwner } from '../../../src/render/phase-owner.ts';
import { shortAnswer } from '../../../src/render/short-answer.ts';
import { spoken } from '../../../src/render/voice.ts';
import { epochOf } from '../../../src/text/calendar.ts';
import { reportOf } from '../report-of.ts';

const START = epochOf({ year: 2026, month: 11, day: 27, hour: 21, minute: 0 });
const MIB = 2 ** 20;
const HOUR = 3_600_000;

const start = (more: Partial<StartRecord> = {}): StartRecord => ({
  type: 'start',
  time: START,
  version: 1,
  name: 'watch',
  watch: 'machine',
  host: { machineTotal: 8192 * MIB },
  ...more,
});

const sample = (age: number, more: Partial<SampleRecord>): StreamRecord => ({
  type: 'sample',
  time: START + age,
  ...more,
});

const end = (age: number, more: object = {}): StreamRecord => ({
  type: 'end',
  time: START + age,
  reason: 'until',
  status: 0,
  ...more,
});

/** A machine that is at rest, grows by a GiB in the third hour and stays there. */
function machine(more: (age: number) => Partial<SampleRecord> = () => ({})): StreamRecord[] {
  const records: StreamRecord[] = [start()];
  for (let age = 0; age <= 6 * HOUR; age += 60_000) {
    const grown = Math.min(1, Math.max(0, (age - 2 * HOUR) / HOUR));
    const used = (2048 + 1024 * grown) * MIB;
    records.push(
      sample(age, { machineUsed: used, machineAvailable: 8192 * MIB - used, ...more(age) }),
    );
  }
  records.push(end(6 * HOUR));
  return records;
}

test('the answer speaks of the machine: by how much, from what to what, and when', () => {
  const report = reportOf(machine());
  const { answer } = report;
  if (answer === undefined) throw new Error('no answer');
  expect(report.metric).toBe('system');
  expect(answerWords(answer, spoken(true)).start).toBe(
    "Start with the time from 2h03m to 2h57m: the machine's memory grew by 1 GiB then, from 2 GiB to 3 GiB (3h00m).",
  );
  expect(shortAnswer(answer, 100, true)).toBe(
    "the machine's memory grew by 1 GiB, from 2 GiB to 3 GiB, growing from 2h03m on",
  );
  expect(report.growthByLine).toEqual([]);
  expect(report.phases.map((_, i) => phaseOwner(report, i, spoken(true)))).toEqual(
    report.phases.map(() => undefined),
  );
  expect(endWords(report)).toBe('ended');
});

test('a log beside it leads to its line all the same', () => {
  const records = machine();
  const line = (age: number, msg: string): StreamRecord => ({
    type: 'line',
    time: START + age,
    fd: 1,
    msg,
  });
  records.splice(1, 0, line(0, 'up'));
  const at = records.findIndex(({ time }) => time > START + 2 * HOUR);
  records.splice(at, 0, line(2 * HOUR, 'backup begins'));
  const done = records.findIndex(({ time }) => time > START + 3 * HOUR);
  records.splice(done, 0, line(3 * HOUR, 'backup done'));
  const { answer } = reportOf(records);
  if (answer === undefined) throw new Error('no answer');
  expect(answerWords(answer, spoken(true)).start).toContain('“backup begins”');
});

test('what a watch saw beside its curve is told: when, what was left, waiting for memory', () => {
  const report = reportOf(
    machine((age) => ({
      machineSwapUsed: age > HOUR ? 64 * MIB : 0,
      pressureSome: age === 3 * HOUR ? 34 : 0,
      pressureFull: 0,
      stalledSome: 5000 + (age > 2 * HOUR ? 12_000 : 0),
      stalledFull: 100,
    })),
  );
  expect(report.watch).toEqual({
    what: 'machine',
    available: { least: 5120 * MIB, time: 3 * HOUR },
    swapUsed: 64 * MIB,
    some: { most: 34, total: 12_000 },
    full: { most: 0, total: 0 },
  });
  expect(notesOf(report)).toEqual([
    'It began at 2026-11-27 21:00:00, local time; the peak was at 2026-11-28 00:00:00.',
    'The least that was available: 5 GiB of 8 GiB (3h00m).',
    'The machine had swapped out up to 64 MiB.',
    'Tasks waited for memory for 12 s in all, at most 34% of ten seconds.',
  ]);
});

test('a cgroup: whoever holds it is named, though nobody else did anything, and its end is a phase', () => {
  const folder = '/sys/fs/cgroup/web';
  const records: StreamRecord[] = [
    start({ watch: folder, measure: 'cgroup without cache', host: { cgroupLimit: 512 * MIB } }),
    {
      type: 'process',
      time: START,
      event: 'seen',
      pid: 7,
      ppid: 1,
      name: 'web',
      argv: ['web', '--serve'],
    },
  ];
  for (let age = 0; age <= 60_000; age += 1000) {
    const gone = age > 40_000;
    const held = Math.min(300, 20 + age / 100) * MIB;
    records.push(
      sample(age, {
        rss: gone ? 4 * MIB : held,
        procs: gone ? 0 : 1,
        cgroup: (gone ? 104 * MIB : held + 100 * MIB) as number,
        cgroupCache: 100 * MIB,
        membersRss: gone ? 0 : held + 10 * MIB,
        ...(age === 30_000 && { membersPss: 280 * MIB }),
        ...(!gone && { top: [[7, held - 2 * MIB]] as [number, number][] }),
      }),
    );
    if (age === 40_000) {
      records.push({ type: 'process', time: START + age + 500, event: 'gone', pid: 7 });
    }
  }
  records.push(end(60_000, { peak: { seen: 300 * MIB, cgroup: 450 * MIB } }));
  const report = reportOf(records);
  const { answer, phases } = report;
  if (answer === undefined) throw new Error('no answer');
  expect(answerWords(answer, spoken(true)).start).toMatch(/^Start with web: 298 of the 300/);
  expect(phases.at(-1)?.end).toBe(60_000);
  expect(answer.trend).toBeUndefined();
  expect(notesOf(report).slice(1)).toEqual([
    'With page cache, up to 100 MiB, the cgroup used up to 450 MiB of its limit of 512 MiB.',
    'Its processes held up to 310 MiB rss (280 MiB pss when rss was 310 MiB), pages of files among it.',
  ]);
  expect(report.warnings).toEqual([]);
});

test('a machine that still grows would run out of its own memory, whatever limit our container has', () => {
  const records: StreamRecord[] = [
    start({ host: { machineTotal: 8192 * MIB, cgroupLimit: 4096 * MIB } }),
  ];
  for (let age = 0; age <= 4 * HOUR; age += 60_000) {
    records.push(sample(age, { machineUsed: (2048 + (64 * age) / HOUR) * MIB, cgroup: MIB }));
  }
  records.push(end(4 * HOUR));
  const { answer } = reportOf(records);
  expect(answer?.trend?.limit).toMatchObject({ name: 'machine', bytes: 8192 * MIB });
  if (answer === undefined) throw new Error('no answer');
  expect(answerWords(answer, spoken(true)).more).toEqual([
    "Still growing at the end: 64 MiB/h; the machine's memory of 8 GiB would be reached 3d20h later.",
  ]);
});

test('a watch of a full cgroup that was cut off did not die for its memory', () => {
  const cut = [
    start({ watch: '/sys/fs/cgroup/web', host: { cgroupLimit: 100 * MIB } }),
    ...[0, 1000, 2000].map((age) => sample(age, { rss: 20 * MIB, cgroup: 100 * MIB })),
  ];
  const report = reportOf(cut);
  expect(report.full).toBeUndefined();
  expect(endWords(report)).toBe('unfinished');
});
