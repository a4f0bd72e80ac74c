import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatSize, formatSizeChange, parseSize } from '../../../src/text/size.ts';
import { UserError } from '../../../src/text/user-error.ts';

test.each([
  ['512M', 512 * 1024 ** 2],
  ['2G', 2 * 1024 ** 3],
  ['2GiB', 2 * 1024 ** 3],
  ['1.5GiB', 1.5 * 1024 ** 3],
  ['1.5 GiB', 1.5 * 1024 ** 3],
  ['2GB', 2e9],
  ['64K', 65_536],
  ['64KiB', 65_536],
  ['64kB', 64_000],
  ['64KB', 64_000],
  ['1T', 1024 ** 4],
  ['1TB', 1e12],
  ['0M', 0],
  ['4096B', 4096],
])('%s is %i bytes', (text, bytes) => {
  expect(parseSize(text)).toBe(bytes);
});

test.each([
  ['2Gb', '"2Gb" is ambiguous; write 2GB (10^9) or 2GiB (2^30)'],
  ['2gb', '"2gb" is ambiguous; write 2GB (10^9) or 2GiB (2^30)'],
  ['512m', '"512m" is not a size; write 512MiB'],
  ['512mib', '"512mib" is not a size; write 512MiB'],
  ['512Mi', '"512Mi" is not a size; write 512MiB'],
  ['512', '"512" has no unit; write 512MiB, 512GiB, or 512B for bytes'],
  ['-1M', '"-1M" is below zero; write it like 512MiB or 2GiB'],
  ['', '"" is not a size; write it like 512MiB or 2GiB'],
  ['lots', '"lots" is not a size; write it like 512MiB or 2GiB'],
  ['1zb', '"1zb" is not a size; write it like 512MiB or 2GiB'],
  ['1e3M', '"1e3M" is not a size; write it like 512MiB or 2GiB'],
  ['9999999T', '"9999999T" is more than any machine has'],
])('%s is refused with how to write it', (text, message) => {
  expect(() => parseSize(text)).toThrow(new UserError(message));
});

test('the option that a wrong size was given to is named', () => {
  expect(() => parseSize('2Gb', '--max-rss')).toThrow('--max-rss: "2Gb" is ambiguous');
});

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1 KiB'],
  [6.5 * 1024 ** 3, '6.5 GiB'],
  [338 * 1024 ** 2, '338 MiB'],
  [12.94 * 1024 ** 2, '12.9 MiB'],
  [2.03 * 1024 ** 3, '2.03 GiB'],
  [1023.7 * 1024 ** 2, '1 GiB'],
  [1000 * 1024 ** 2, '1000 MiB'],
  [-5.6 * 1024 ** 3, '-5.6 GiB'],
  [-0.2, '0 B'],
  [Number.NaN, '? B'],
  [Number.POSITIVE_INFINITY, '? B'],
])('%d bytes read %s', (bytes, text) => {
  expect(formatSize(bytes)).toBe(text);
});

test('in columns trailing zeros are kept', () => {
  expect(formatSize(2 * 1024 ** 3, { fixed: true })).toBe('2.00 GiB');
});

test('a change carries its sign', () => {
  expect(formatSizeChange(4.3 * 1024 ** 3)).toBe('+4.3 GiB');
  expect(formatSizeChange(-(1024 ** 2))).toBe('-1 MiB');
  expect(formatSizeChange(0.3)).toBe('0 B');
});

test('what is formatted parses back to within its three digits', () => {
  fc.assert(
    fc.property(fc.nat({ max: 1024 ** 5 - 1 }), (bytes) => {
      const text = formatSize(bytes);
      if (text.endsWith('PiB')) return;
      const back = parseSize(text);
      expect(Math.abs(back - bytes)).toBeLessThanOrEqual(0.005001 * bytes);
      expect(formatSize(back)).toBe(text);
    }),
  );
});

test('any number gives a short text with a unit', () => {
  fc.assert(
    fc.property(fc.double(), (bytes) => {
      expect(formatSize(bytes)).toMatch(/^-?[\d.?]+(e\+\d+)? ([KMGTPE]i)?B$/);
    }),
  );
});

test('any text either parses to whole bytes or is a UserError', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        expect(Number.isSafeInteger(parseSize(text))).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
      }
    }),
  );
});
