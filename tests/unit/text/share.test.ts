import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatShare, formatShareChange, parseShare } from '../../../src/text/share.ts';
import { UserError } from '../../../src/text/user-error.ts';

test('a share is written with a percent sign', () => {
  expect(parseShare('5%')).toBe(0.05);
  expect(parseShare('2.5 %')).toBe(0.025);
  expect(parseShare('150%')).toBe(1.5);
});

test.each([
  ['5', '"5" is not a share; write it like 5%'],
  ['-5%', '"-5%" is not a share; write it like 5%'],
  ['few', '"few" is not a share; write it like 5%'],
])('%s is refused with how to write it', (text, message) => {
  expect(() => parseShare(text)).toThrow(new UserError(message));
});

test.each([
  [0, '0%'],
  [0.0003, '<0.1%'],
  [0.001, '0.1%'],
  [0.054, '5.4%'],
  [0.05, '5%'],
  [0.68, '68%'],
  [0.9951, '99.5%'],
  [0.9999, '>99.9%'],
  [1, '100%'],
  [Number.NaN, '?%'],
])('%d reads %s', (share, text) => {
  expect(formatShare(share)).toBe(text);
});

test('a change carries its sign and one decimal', () => {
  expect(formatShareChange(0.205)).toBe('+20.5%');
  expect(formatShareChange(-0.03)).toBe('-3.0%');
  expect(formatShareChange(0.0001)).toBe('0.0%');
});

test('what is formatted parses back to within half of its last digit', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.001, max: 0.999, noNaN: true }), (share) => {
      expect(Math.abs(parseShare(formatShare(share)) - share)).toBeLessThanOrEqual(0.00501);
    }),
  );
});
