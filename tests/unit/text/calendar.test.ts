import { expect, test } from 'vitest';
import { calendarOf, epochOf, parseMoment, parseZone } from '../../../src/text/calendar.ts';

const noon = { year: 2026, month: 7, day: 1, hour: 12 };

test('a zone is a name, an offset or UTC', () => {
  expect(parseZone('UTC')).toBe(0);
  expect(parseZone('+02:00')).toBe(120);
  expect(parseZone('-0530')).toBe(-330);
  expect(parseZone('Europe/Berlin')).toBe('Europe/Berlin');
  expect(parseZone('Berlin')).toBeUndefined();
});

test('a stamp becomes a moment in any zone, also beside a change of the clocks', () => {
  const utc = epochOf(noon, 0);
  expect(utc).toBe(Date.parse('2026-07-01T12:00:00Z'));
  expect(epochOf(noon, 120)).toBe(utc - 7_200_000);
  expect(epochOf(noon, 'Europe/Berlin')).toBe(utc - 7_200_000);
  const march = { year: 2026, month: 3, day: 29, hour: 3, minute: 30 };
  expect(epochOf(march, 'Europe/Berlin')).toBe(Date.parse('2026-03-29T01:30:00Z'));
});

test('what no calendar has is no moment', () => {
  expect(epochOf({ year: 2026, month: 2, day: 29 }, 0)).toBeNaN();
  expect(epochOf({ year: 2026, month: 13, day: 1 }, 0)).toBeNaN();
  expect(epochOf({ ...noon, minute: 60 }, 0)).toBeNaN();
});

test.each([0, -330, 'Asia/Kolkata', 'America/New_York', 'local'])(
  'fields and moment turn into each other: %s',
  (zone) => {
    const moment = Date.parse('2026-11-27T13:21:05.250Z');
    expect(epochOf(calendarOf(moment, zone), zone)).toBeCloseTo(moment, 2);
  },
);

test('a moment is ISO 8601 or epoch seconds', () => {
  expect(parseMoment('2026-11-27T12:00:00Z')).toBe(1_795_780_800_000);
  expect(parseMoment('1795780800.5')).toBe(1_795_780_800_500);
  expect(parseMoment('yesterday')).toBeNaN();
});
