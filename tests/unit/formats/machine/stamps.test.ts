import { expect, test } from 'vitest';
import {
  clockOf,
  findDay,
  findStamp,
  loneStamp,
} from '../../../../src/formats/import/machine/stamps.ts';

const CLOCK = ((1 * 60 + 31) * 60 + 45) * 1000;
const DAY = { year: 2026, month: 4, day: 12 };

test.each([
  ['2026-04-12 01:31:45', { clock: CLOCK, day: DAY }],
  ['2026-04-12T01:31:45.250Z', { clock: CLOCK + 250, day: DAY, zone: 0 }],
  ['2026/04/12 01:31:45 +0200', { clock: CLOCK, day: DAY, zone: 120 }],
  ['20260412 01:31:45', { clock: CLOCK, day: DAY }],
  ['12-04-2026 01:31:45', { clock: CLOCK, day: DAY }],
  ['04/12/2026 01:31:45', { clock: CLOCK, day: DAY }],
  ['26/03/2026 01:31:45', { clock: CLOCK, day: { year: 2026, month: 3, day: 26 } }],
  ['Sun Apr 12 01:31:45 UTC 2026', { clock: CLOCK, day: DAY, zone: 0 }],
  ['Sun Apr 12 01:31:45 CEST 2026', { clock: CLOCK, day: DAY }],
  ['Apr 12 01:31:45', { clock: CLOCK, day: { month: 4, day: 12 } }],
  ['01:31:45 PM', { clock: CLOCK + 12 * 3_600_000 }],
  ['12-04 01:31:45', { clock: CLOCK, day: { month: 4, day: 12 } }],
  ['1775957505.5', { epoch: 1_775_957_505_500 }],
  ['1775957505500', { epoch: 1_775_957_505_500 }],
])('%s', (text, stamp) => {
  expect(findStamp(`x ${text} y`)?.stamp).toEqual(stamp);
  expect(loneStamp(text)).toEqual(stamp);
});

test.each(['web-1 0.01% 82MiB', '12:75:00', '99:00:00', 'a1775957505b', '1:2'])(
  '%j tells no time',
  (text) => {
    expect(findStamp(text)).toBeUndefined();
  },
);

test('a line with other numbers is not a time alone', () => {
  expect(loneStamp('2026-04-12 01:31:45 web 12 17.5 1024')).toBeUndefined();
  expect(loneStamp('time: 2026-04-12 01:31:45')).toBeDefined();
});

test('midnight and noon of the twelve-hour clock', () => {
  expect(clockOf('12:00:01', 'AM')).toBe(1000);
  expect(clockOf('12:00:01', 'PM')).toBe(12 * 3_600_000 + 1000);
  expect(clockOf('18時25分10秒')).toBe(((18 * 60 + 25) * 60 + 10) * 1000);
});

test.each([
  ['05/12/2015', { year: 2015, month: 5, day: 12 }],
  ['11/05/15', { year: 2015, month: 11, day: 5 }],
  ['27/11/2026', { year: 2026, month: 11, day: 27 }],
  ['27.11.2026', { year: 2026, month: 11, day: 27 }],
  ['2015年11月05日', { year: 2015, month: 11, day: 5 }],
  ['2026-11-27', { year: 2026, month: 11, day: 27 }],
])('the day of a banner: %s', (text, day) => {
  expect(findDay(`Linux (vm) \t${text} \t_x86_64_`)).toEqual(day);
});
