import { expect, test } from 'vitest';
import { createRedactor } from '../../../src/run/redactor.ts';

function redactor(patterns: readonly RegExp[], timeout = 50) {
  const said: string[] = [];
  return { said, ...createRedactor(patterns, (text) => said.push(text), timeout) };
}

test('every match of every pattern is masked, empty ones are not', () => {
  const { lines, said } = redactor([/key=\w+/u, /\d{4}/u, /x*/u]);
  expect(lines(['key=ab 1234 12345 key=c', 'nothing', ''])).toEqual([
    '*** *** ***5 ***',
    'nothing',
    '',
  ]);
  expect(said).toEqual([]);
});

test('long lines and patterns with groups come to the same', () => {
  const { lines, text } = redactor([/(?:ab)+c/u]);
  expect(lines(['xababc', 'ab'])).toEqual(['x***', 'ab']);
  const long = `${'.'.repeat(5000)}key=1`;
  expect(redactor([/key=\d/u], 5000).lines([long, 'key=2'])).toEqual([
    `${'.'.repeat(5000)}***`,
    '***',
  ]);
  expect(text('abc')).toBe('***');
});

test('a pattern that takes for ever masks the lines whole, is told once, and is not tried for ever', () => {
  const { lines, said } = redactor([/(a+)+$/u]);
  const evil = `${'a'.repeat(40)}!`;
  for (let i = 0; i < 20; i++) expect(lines([evil, '', 'b'])).toEqual(['***', '', '***']);
  expect(said).toHaveLength(1);
});
