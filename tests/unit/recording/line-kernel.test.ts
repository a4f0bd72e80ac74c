import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLineEncoder, MAX_LINE } from '../../../src/recording/line-encoder.ts';
import { createLineKernel } from '../../../src/recording/line-kernel.ts';

const text = fc.constantFrom(
  'plain text that is longer than one block of sixteen bytes',
  'é€\u{1f600}',
  '\u0085\u2028\ufeff',
  '"\\/\b\f\t\0\x1b[0m\x7f',
);
const part = fc.oneof(
  { weight: 4, arbitrary: text.map((value) => [...Buffer.from(value)]) },
  { weight: 3, arbitrary: fc.constantFrom([0x0a], [0x0d], [0x0d, 0x0a]) },
  { weight: 2, arbitrary: fc.array(fc.integer({ min: 0x20, max: 0x7e }), { maxLength: 40 }) },
  { weight: 1, arbitrary: fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 6 }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(0xc1, 0xc2, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5), fc.nat(255))
      .map(([lead, second]) => [lead, second, 0x80, 0x80]),
  },
);
const chunk = fc.array(part, { maxLength: 60 }).map((parts) => Uint8Array.from(parts.flat()));

function bothPaths(chunks: readonly Uint8Array[], since?: number): [Buffer, Buffer] {
  const [plain, simd] = [Infinity, 0].map((kernelAfter) => {
    const encoder = createLineEncoder(1, kernelAfter);
    const parts = chunks.map((bytes, i) => Buffer.from(encoder.push(bytes, 1000.5 + 4 * i, since)));
    const { pending, lines } = encoder;
    parts.push(Buffer.from(encoder.flush(2000)), Buffer.from(`${pending} ${lines}`));
    return Buffer.concat(parts);
  });
  return [plain ?? Buffer.alloc(0), simd ?? Buffer.alloc(1)];
}

test('there is a kernel on this machine, so that the comparisons below compare two things', () => {
  expect(createLineKernel(1)?.bytes.length).toBe(64 * 1024);
});

test('the kernel writes the same bytes as the plain path, whatever the chunks', () => {
  fc.assert(
    fc.property(
      fc.array(chunk, { maxLength: 6 }),
      fc.option(fc.nat(), { nil: undefined }),
      (chunks, since) => {
        const [plain, simd] = bothPaths(chunks, since);
        expect(simd.toString('latin1')).toBe(plain.toString('latin1'));
      },
    ),
    { numRuns: 300 },
  );
});

test('every pair of bytes in a line comes out the same on both paths', () => {
  const bytes: number[] = [];
  for (let first = 0; first < 256; first++) {
    for (let second = 0x70; second < 0x100; second++) bytes.push(first, second, 0xbf, 0x80, 0x0a);
  }
  const [plain, simd] = bothPaths([Uint8Array.from(bytes)]);
  expect(simd.equals(plain)).toBe(true);
});

test('lines around the longest length come out the same on both paths', () => {
  for (const unit of ['x', '€', '\u0001', '"', '\xff']) {
    const chunks = [-3, -2, -1, 0, 1, 2, 3].map((extra) =>
      Buffer.from(`${unit.repeat((MAX_LINE + extra) / Buffer.byteLength(unit))}x\nshort\r\n`),
    );
    const [plain, simd] = bothPaths([Buffer.from('first\n'), ...chunks]);
    expect(simd.equals(plain)).toBe(true);
  }
});

test('a chunk of many short lines grows the memory and comes out the same', () => {
  const [plain, simd] = bothPaths([
    Buffer.from('\n'.repeat(100_000)),
    Buffer.from('\r\n\x01'.repeat(50_000)),
  ]);
  expect(simd.equals(plain)).toBe(true);
});
