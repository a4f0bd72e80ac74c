import { expect, test } from 'vitest';
import { Continuation } from '../../../../src/analyze/templates/continuation.ts';
import { openingOf } from '../../../../src/analyze/templates/openings.ts';

/** Which lines begin an event; a number in front is the time of the line. */
function begins(lines: readonly string[], known: readonly string[] = []): string[] {
  const continuation = new Continuation();
  return lines.filter((line, i) => {
    const isEvent = () => known.includes(line);
    return !continuation.next(openingOf(line), i * 5, undefined, isEvent);
  });
}

test('indented and empty lines go on with the event before them', () => {
  expect(begins(['one', '  more', '', '\tmore', 'two'])).toEqual(['one', 'two']);
});

test('a traceback is one event, up to its exception', () => {
  const lines = [
    'Traceback (most recent call last):',
    '  File "a.py", line 1, in run',
    '    go()',
    'ValueError: bad item 3',
    'next',
  ];
  expect(begins(lines)).toEqual(['Traceback (most recent call last):', 'next']);
});

test('a chained traceback is one event', () => {
  const lines = [
    'Traceback (most recent call last):',
    '  File "a.py", line 1',
    'KeyError: 1',
    '',
    'During handling of the above exception, another exception occurred:',
    '',
    'Traceback (most recent call last):',
    '  File "a.py", line 2',
    'ValueError: 2',
    'next',
  ];
  expect(begins(lines)).toEqual(['Traceback (most recent call last):', 'next']);
});

test('frames of a stack go on with their error', () => {
  expect(begins(['Error: no', '    at run (a.js:1:2)', 'at go', 'Caused by: x', 'up'])).toEqual([
    'Error: no',
    'up',
  ]);
});

test('an indented line that comes later is an event of its own, and then always is', () => {
  const continuation = new Continuation();
  const at = (line: string, time: number, known: boolean): boolean =>
    continuation.next(openingOf(line), time, undefined, () => known);
  expect(at('RUN', 0, false)).toBe(false);
  expect(at(' ✓ a.test.ts', 900, false)).toBe(false);
  expect(at(' ✓ b.test.ts', 910, true)).toBe(false);
});

test('the rest of a line that was cut belongs to it', () => {
  const continuation = new Continuation();
  expect(continuation.next(openingOf('loading ...'), 0, '', () => false)).toBe(false);
  expect(continuation.next(openingOf('done'), 5000, undefined, () => false)).toBe(true);
  expect(continuation.next(openingOf('next'), 5001, undefined, () => false)).toBe(false);
});
