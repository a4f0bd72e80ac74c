import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyStat, parseStat } from '../../../src/sample/linux/stat.ts';
import { statOf } from './fake-proc.ts';

function parsed(text: string) {
  const bytes = Buffer.from(text, 'latin1');
  const reading = emptyStat();
  return parseStat(bytes, bytes.length, reading) ? reading : undefined;
}

const expected = {
  state: 'S'.charCodeAt(0),
  ppid: 3,
  group: 4,
  session: 5,
  flags: 0x40,
  threads: 6,
  faults: 70,
  reapedFaults: 800,
  ran: 9,
  reapedRan: 11,
  started: 12345,
  rssPages: 10,
};

const process = {
  pid: 7,
  ppid: 3,
  group: 4,
  session: 5,
  flags: 0x40,
  threads: 6,
  ran: 9,
  faults: 70,
  reapedFaults: 800,
  reapedRan: 11,
  started: 12345,
  rss: 40960,
};

test('a stat file gives parent, group, session, start and pages', () => {
  expect(parsed(statOf(process))).toEqual(expected);
});

test('a name that imitates the fields after it changes nothing', () => {
  expect(parsed(statOf({ ...process, name: ') S 1 (' }))).toEqual(expected);
  expect(parsed(statOf({ ...process, name: 'x) Z 1 1 1\n' }))).toEqual(expected);
});

test('no name of any bytes changes the fields', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 15 }), (name) => {
      expect(parsed(statOf({ ...process, name: Buffer.from(name).toString('latin1') }))).toEqual(
        expected,
      );
    }),
  );
});

test('bytes that are not a stat file are recognised', () => {
  expect(parsed('')).toBeUndefined();
  expect(parsed('7 (cut')).toBeUndefined();
  expect(parsed('7 (cut) S 1')).toBeUndefined();
});
