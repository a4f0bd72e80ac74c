import { expect, test } from 'vitest';
import {
  type FitOptions,
  fitLog,
  type MemorySpan,
  yearOf,
} from '../../../../src/formats/log/fit.ts';
import { STAMP_PATTERNS } from '../../../../src/formats/log/patterns.ts';
import { StampCensus, StampSequence } from '../../../../src/formats/log/sequence.ts';

/** 2026-11-27T10:00:00Z, for a minute. */
const START = 1795773600000;
const MEMORY: MemorySpan = { start: START, end: START + 60_000 };

/** When the lines were written, milliseconds after the start of the memory, and what is told. */
function fitted(lines: readonly string[], memory = MEMORY, options: FitOptions = {}) {
  const census = new StampCensus(STAMP_PATTERNS, yearOf(memory, options.modified));
  for (const line of lines) census.add(line);
  const fit = fitLog(census.finish(), memory, options);
  const sequence = new StampSequence(fit.reading.pattern, fit.year);
  const times = lines.map((line) => {
    const stamp = sequence.next(line);
    return stamp === undefined ? Number.NaN : Math.round(fit.at(stamp) - memory.start);
  });
  return { times, notes: fit.notes.filter((note) => !note.includes('whole seconds')) };
}

test('stamps with a zone need no fit', () => {
  const lines = ['2026-11-27T12:00:05+02:00 a', '2026-11-27T12:00:06+02:00 b'];
  expect(fitted(lines)).toEqual({ times: [5000, 6000], notes: [] });
});

test('the zone is that which fits the memory, and is told', () => {
  const { times, notes } = fitted(['2026-11-27 15:45:05 a', '2026-11-27 15:45:50 b']);
  expect(times).toEqual([5000, 50_000]);
  expect(notes).toEqual(["its times were taken as UTC+5:45, which fits the memory's"]);
});

test('a zone that was given is used', () => {
  const lines = ['2026-11-27 11:00:05 a'];
  expect(fitted(lines, MEMORY, { zone: 'Europe/Berlin' })).toEqual({ times: [5000], notes: [] });
});

test('the year is that of the memory, also over the turn of one', () => {
  const newYear = Date.UTC(2027, 0, 1);
  const memory = { start: newYear - 60_000, end: newYear + 60_000 };
  const { times, notes } = fitted(['Dec 31 23:59:30 h a', 'Jan  1 00:00:30 h b'], memory, {
    zone: 0,
  });
  expect(times).toEqual([30_000, 90_000]);
  expect(notes).toEqual(["its year was taken from the memory's"]);
});

test('a log that began in the year before the memory', () => {
  const memory = { start: Date.UTC(2027, 0, 5), end: Date.UTC(2027, 0, 6) };
  const { times } = fitted(['Dec 31 00:00:00 h a', 'Jan  5 00:00:30 h b'], memory, { zone: 0 });
  expect(times).toEqual([-5 * 86_400_000, 30_000]);
});

test('a leap day', () => {
  const memory = { start: Date.UTC(2028, 1, 29), end: Date.UTC(2028, 1, 29, 1) };
  expect(fitted(['Feb 29 00:10:00 h a'], memory, { zone: 0 }).times).toEqual([600_000]);
});

test('a time of day is of the day of the memory, also where the zone puts it on another', () => {
  expect(fitted(['10:00:05 a'], MEMORY, { zone: 0 })).toEqual({
    times: [5000],
    notes: ["its day was taken from the memory's"],
  });
  expect(fitted(['23:00:05 a', '23:00:50 b'], MEMORY, { zone: 780 }).times).toEqual([5000, 50_000]);
  expect(fitted(['00:00:05 a', '00:00:50 b'], MEMORY, { zone: 840 }).times).toEqual([5000, 50_000]);
});

test('the order of a date is that which fits the memory', () => {
  const memory = { start: Date.UTC(2026, 2, 1), end: Date.UTC(2026, 2, 1, 1) };
  const { times, notes } = fitted(['01/03/26 00:00:05 a', '01/03/26 00:00:09 b'], memory, {
    zone: 0,
  });
  expect(times).toEqual([5000, 9000]);
  expect(notes).toEqual(['its dates were read day first']);
});

test('an offset is added, and the fit takes it into account', () => {
  const lines = ['2026-11-27T09:58:35Z a'];
  expect(fitted(lines, MEMORY, { offset: 90_000 }).times).toEqual([5000]);
});

test('a log of another time is told, with what mends it', () => {
  const { times, notes } = fitted(['2026-11-25T10:00:00Z a']);
  expect(times).toEqual([-2 * 86_400_000]);
  expect(notes).toEqual([
    "no line of it is from the memory's time: it is 2d00h away; --log-offset 2d would lay it there",
  ]);
});

test('local time stays where a log that begins long before the memory would fit in another zone as well', () => {
  const memory = { start: START, end: START + 3 * 3_600_000 };
  const local = (time: number): string => {
    const date = new Date(time);
    const two = (value: number): string => String(value).padStart(2, '0');
    return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}:00`;
  };
  const lines = [-60, 0, 60, 119].map((minutes) => `${local(START + minutes * 60_000)} a`);
  const { times, notes } = fitted(lines, memory);
  expect(times[1]).toBe(0);
  expect(notes[0]).toMatch(/^its times were taken as local time; as UTC.* more of them would fit/);
});

test('a log whose day the memory does not have is laid at the same time of day', () => {
  const lines = ['2026-06-14T10:00:05Z a', '2026-06-14T10:00:50Z b'];
  const { times, notes } = fitted(lines, { ...MEMORY, dayless: true });
  expect(times).toEqual([5000, 50_000]);
  expect(notes).toEqual([
    "the memory's file has no date: the log was laid at the same time of day",
  ]);
});

test('the same time of day is that of the clock on the wall, in summer and in winter', () => {
  // 10:00 UTC in November is 11:00 in Paris.
  const lines = ['2026-06-14 11:00:05 a', '2026-06-14 11:00:50 b'];
  const memory = { ...MEMORY, dayless: true };
  expect(fitted(lines, memory, { zone: 'Europe/Paris' }).times).toEqual([5000, 50_000]);
});

test('a log of another time of day is told without a day that would help', () => {
  expect(fitted(['2026-11-25T22:00:00Z a']).notes[0]).toContain(
    '--log-offset or --zone mends that',
  );
});

const ELAPSED: MemorySpan = { start: 0, end: 60_000 };

test('memory without a clock: where the log begins must be said', () => {
  const lines = ['2026-11-27T10:00:00Z a', '2026-11-27T10:00:05Z b'];
  expect(() => fitted(lines, ELAPSED)).toThrow('the memory has no clock');
  expect(fitted(lines, ELAPSED, { offset: 1000 }).times).toEqual([1000, 6000]);
});

test('two clocks that both count from the start are the same', () => {
  expect(fitted(['0.00/0.03\tloading', '0.20/3.67\ton'], ELAPSED).times).toEqual([30, 3670]);
});

test('the uptime of a kernel fits only where it is said to', () => {
  const lines = ['[4100113.338211] Out of memory', '[4100114.338211] oom_reaper'];
  expect(() => fitted(lines)).toThrow('counts its times from a start that it does not tell');
  expect(fitted(lines, MEMORY, { offset: 59_000 }).times).toEqual([59_000, 60_000]);
});

test('a log without stamps is refused', () => {
  expect(() => fitted(['loading', 'done'])).toThrow(
    'has no line with a time that memwrap can read',
  );
});

test('whole seconds are told where a second matters', () => {
  const census = new StampCensus(STAMP_PATTERNS, 2026);
  census.add('2026-11-27T10:00:05Z a');
  expect(fitLog(census.finish(), MEMORY, {}).notes).toEqual([
    'its times are whole seconds: the lines of one were spread evenly over it',
  ]);
  expect(fitLog(census.finish(), { start: START, end: START + 86_400_000 }, {}).notes).toEqual([]);
});
