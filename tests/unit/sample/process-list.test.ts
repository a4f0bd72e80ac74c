import { expect, test } from 'vitest';
import { parseCim, parsePs } from '../../../src/sample/portable/process-list.ts';

test('a line of ps gives a process, blanks and digits in its name included', () => {
  const text = '  431     1   430   2364 S    Tue Nov 22 16:40:07 2022 Google Chrome He 7\n';
  expect(parsePs(text)).toEqual([
    {
      pid: 431,
      ppid: 1,
      group: 430,
      started: (((2022 * 12 + 10) * 31 + 22) * 24 + 16) * 3600 + 40 * 60 + 7,
      rss: 2364 * 1024,
      name: 'Google Chrome He 7',
      zombie: false,
    },
  ]);
});

test('a zombie is recognised, on Linux and on macOS', () => {
  const text =
    '7 1 7 0 Z    Tue Nov  1 01:02:03 2022 sh <defunct>\n8 1 8 0 Z+   Tue Nov  1 01:02:03 2022 (sh)\n';
  expect(parsePs(text).map(({ zombie }) => zombie)).toEqual([true, true]);
});

test('starts are ordered over the ends of days, months and years', () => {
  const starts = parsePs(
    [
      '1 1 1 0 S Fri Dec 31 23:59:59 2021 a',
      '1 1 1 0 S Sat Jan  1 00:00:00 2022 a',
      '1 1 1 0 S Mon Feb 28 23:59:59 2022 a',
      '1 1 1 0 S Tue Mar  1 00:00:00 2022 a',
    ].join('\n'),
  ).map(({ started }) => started);
  expect(starts).toEqual([...starts].sort((one, other) => one - other));
  expect(new Set(starts).size).toBe(4);
});

test('what is no process line is left out', () => {
  expect(parsePs('ps: illegal option -- o\n\n')).toEqual([]);
});

test('the answer of Windows gives processes, whether one or many', () => {
  const row =
    '{"ProcessId":7,"ParentProcessId":3,"WorkingSetSize":4096,"Name":"node.exe","Started":133135728000000000}';
  const expected = {
    pid: 7,
    ppid: 3,
    started: 13_313_572_800_000,
    rss: 4096,
    name: 'node.exe',
    zombie: false,
  };
  expect(parseCim(row)).toEqual([expected]);
  expect(parseCim(`[${row},{"ProcessId":0,"ParentProcessId":0,"Started":null},null]`)).toEqual([
    expected,
    { pid: 0, ppid: 0, started: 0, rss: 0, name: '', zombie: false },
  ]);
  expect(parseCim('')).toEqual([]);
});
