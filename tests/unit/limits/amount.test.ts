import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inBytes, parseAmount } from '../../../src/limits/amount.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;

test.for([
  ['2GiB', { bytes: 2 * GIB }],
  ['512M', { bytes: 512 * MIB }],
  ['2GB', { bytes: 2e9 }],
  ['80%', { share: 0.8 }],
  ['100%', { share: 1 }],
] as const)('%s is an amount', ([text, amount]) => {
  expect(parseAmount(text, '--max-rss')).toEqual(amount);
});

test.for([
  ['2Gb', '--max-rss: "2Gb" is ambiguous; write 2GB (10^9) or 2GiB (2^30)'],
  ['500', '--max-rss: "500" has no unit; write 500MiB, 500GiB, or 500B for bytes'],
  ['-1GiB', '--max-rss: "-1GiB" is below zero; write it like 512MiB or 2GiB'],
  ['0B', '--max-rss: "0B" allows nothing; write it like 512MiB'],
  ['0%', '--max-rss: "0%" is not a share of the memory; write it like 80%'],
  ['120%', '--max-rss: "120%" is not a share of the memory; write it like 80%'],
  ['-5%', '--max-rss: "-5%" is not a share; write it like 5%'],
] as const)('%s is refused in words', ([text, message]) => {
  expect(() => parseAmount(text, '--max-rss')).toThrow(expect.objectContaining({ message }));
});

test('a share is one of what the container may use, and for the machine one of the machine', () => {
  const memory = { machineTotal: 16 * GIB, cgroupLimit: 4 * GIB };
  expect(inBytes({ share: 0.5 }, memory, '--max-rss', 'container')).toBe(2 * GIB);
  expect(inBytes({ share: 0.5 }, memory, '--min-free', 'machine')).toBe(8 * GIB);
  expect(() => inBytes({ share: 0.5 }, {}, '--max-rss', 'container')).toThrow('is not known here');
});

test('whatever is not an amount is refused with the name of its option', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        const amount = parseAmount(text, '--max-rss');
        expect('bytes' in amount ? amount.bytes : amount.share).toBeGreaterThan(0);
      } catch (error) {
        expect(error).toMatchObject({
          name: 'UserError',
          message: expect.stringMatching(/^--max-rss: /),
        });
      }
    }),
  );
});
