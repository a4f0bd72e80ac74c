import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printable } from '../../../src/text/printable.ts';

test('ordinary text of any script stays as it is', () => {
  for (const text of [
    '',
    'loaded 3/64',
    'geladen: 12 Zeilen für Bjørn',
    '読み込み 3件',
    'é́',
    '✓ ok',
  ]) {
    expect(printable(text)).toBe(text);
  }
});

test.each([
  ['a colour', '\x1b[1;31merror\x1b[0m', 'error'],
  ['a colour in its 8-bit form', '\x9b31merror\x9b0m', 'error'],
  ['a cleared screen', '\x1b[2J\x1b[Hhidden', 'hidden'],
  ['a window title', '\x1b]0;pwned\x07after', 'after'],
  ['a clipboard write', '\x1b]52;c;ZXZpbA==\x1b\\after', 'after'],
  ['a clipboard write in its 8-bit form', '\x9d52;c;ZXZpbA==\x9cafter', 'after'],
  ['a link', '\x1b]8;;http://x\x1b\\text\x1b]8;;\x1b\\', 'text'],
  ['a device string', '\x1bP1$r0m\x1b\\after', 'after'],
  ['an unfinished title', '\x1b]0;left open', '0;left open'],
  ['an unfinished colour', 'cut \x1b[1;3', 'cut '],
  ['a reset', '\x1bcafter', 'after'],
  ['a character set', '\x1b(0after', 'after'],
  ['a lone escape at the end', 'end\x1b', 'end'],
  ['a lone escape before other text', '\x1b\x1b[1mx', 'x'],
])('%s is dropped', (_, text, expected) => {
  expect(printable(text)).toBe(expected);
});

test.each([
  ['NUL and backspace', 'a\0b\bc', 'a␀b␈c'],
  ['a carriage return', 'one\rtwo', 'one␍two'],
  ['a tab', 'one\ttwo', 'one two'],
  ['DEL', 'a\x7fb', 'a␡b'],
  ['a C1 control', 'a\x85b', 'a�b'],
  ['a bidi override', 'user\u202Etxt.exe', 'user�txt.exe'],
  ['a bidi isolate', 'a\u2066b\u2069', 'a�b�'],
  ['a zero-width space', 'pass\u200Bword', 'password'],
  ['a byte order mark', '\uFEFFtext', 'text'],
  ['a tag character', 'a\u{E0041}b', 'ab'],
  ['a variation selector', '⚠\uFE0F', '⚠'],
  ['a line separator', 'a\u2028b', 'a�b'],
  ['a lone surrogate', 'a\uD800b', 'a�b'],
])('%s cannot do harm', (_, text, expected) => {
  expect(printable(text)).toBe(expected);
});

test('marks are not stacked over the neighbouring rows', () => {
  expect(printable(`a${'\u0301'.repeat(1000)}b`)).toBe(`a${'\u0301'.repeat(4)}b`);
});

const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '\x1b',
      '\x9b',
      '\x9d',
      '\x9c',
      '[',
      ']',
      '0',
      ';',
      'm',
      '\\',
      '\x07',
      'P',
      '(',
      ' ',
    ),
    fc.constantFrom(
      '\u202e',
      '\u2066',
      '\u200b',
      '\ufeff',
      '\ud800',
      '\udc00',
      '\n',
      '\r',
      '\t',
      '\0',
    ),
    fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code)),
  ),
  maxLength: 200,
});

test('no text leaves a control, format, separator or surrogate character behind', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect(printable(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    }),
    { numRuns: 2000 },
  );
});

test('what is printable stays as it is when it is made printable again', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect(printable(printable(text))).toBe(printable(text));
    }),
  );
});

test('a megabyte of unfinished sequences is walked through once', () => {
  const text = '\x1b]'.repeat(500_000);
  expect(printable(text)).toBe('');
  expect(printable('\x1b[1;'.repeat(250_000))).toBe('');
});
