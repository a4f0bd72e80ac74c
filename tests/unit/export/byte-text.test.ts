import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteText } from '../../../src/export/byte-text.ts';

const written = (write: (out: ByteText) => void): string => {
  const out = new ByteText();
  write(out);
  return Buffer.from(out.take()).toString('utf8');
};

test('whole numbers are written as they are', () => {
  const edges = [0, 9, 10, 999_999, 1e6, 1e6 + 1, 2 ** 31, 1e12 - 1, 1e12, 1e12 + 5, 2 ** 53 - 1];
  for (const value of edges) expect(written((out) => out.number(value))).toBe(String(value));
  fc.assert(
    fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), (value) => {
      expect(written((out) => out.number(value))).toBe(String(value));
    }),
  );
});

test('other numbers have three decimals at most, rounded', () => {
  const shown = (value: number) => written((out) => out.number(value));
  expect([0.5, 12.25, 1.0004, 1.9996, 1_780_000_000.002].map(shown)).toEqual([
    '0.5',
    '12.25',
    '1',
    '2',
    '1780000000.002',
  ]);
  expect([-1, 2 ** 60, -0.5].map(shown)).toEqual(['-1', String(2 ** 60), '-0.5']);
});

test('text of any length is kept whole, and what was taken does not come again', () => {
  const out = new ByteText();
  const long = 'ä€😀'.repeat(500_000);
  out.text(long);
  out.bytes(Buffer.from('xy'));
  out.byte(0x21);
  expect(Buffer.from(out.take()).toString('utf8')).toBe(`${long}xy!`);
  expect(out.length).toBe(0);
  out.threeDigits(7);
  expect(Buffer.from(out.take()).toString('utf8')).toBe('007');
});
