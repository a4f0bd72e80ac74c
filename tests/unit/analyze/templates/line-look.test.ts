import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineLook } from '../../../../src/analyze/templates/line-look.ts';
import { encodeRecord } from '../../../../src/recording/encode.ts';
import { LineView } from '../../../../src/recording/line-view.ts';
import { readRecording } from '../../../../src/recording/reader.ts';

/** Parts of log lines whose digits may mean something, and some that only look like it. */
const part = fc.oneof(
  fc.constantFrom(
    ...['0x1f', '00x2', '1x', '0X', '2026-05-01', '12:30:11.25', '12:30:11,5', 'T', 'Z', '+0200'],
    ...['{"level":30,"msg":"a 1"}', 'GET', '/api/v1/users/17', '10.0.0.1:80', '1e-5', '3.5MB'],
    ...['1795339033.25', '1795339033123', '00000000-0000-4000-8000-000000000000', 'abc123', 'f00'],
    ...[
      '\u001b[31m',
      '\u001b[0m',
      '"',
      '\\',
      '\t',
      'é',
      '漢字',
      '  at ',
      'Caused by: ',
      '=',
      'n=5',
    ],
    ...['(', '],', '%', 'item-3', 'loss', 'Traceback (most recent call last)', '1,234', '2d14h'],
  ),
  fc.integer({ min: 0, max: 1e12 }).map(String),
  fc.string({ maxLength: 6 }),
);
const line = fc
  .array(fc.tuple(part, fc.constantFrom(' ', '', '', ',', '-')), { maxLength: 9 })
  .map((parts) => parts.map((pair) => pair.join('')).join(''))
  .filter((text) => !/[\n\r]/.test(text));

/** The line with other digits. */
const withDigits = (text: string, digits: readonly number[]): string =>
  text.replace(/\d/g, (_, at: number) => String(digits[at % digits.length]));

test('a line known by its shape gives the same result as one that is read', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { minLength: 1, maxLength: 4 }),
      fc.array(fc.array(fc.nat(9), { minLength: 1, maxLength: 40 }), {
        minLength: 1,
        maxLength: 4,
      }),
      async (lines, digits) => {
        const texts = [
          ...lines,
          ...digits.flatMap((some) => lines.map((one) => withDigits(one, some))),
        ];
        const records = texts.map((msg) => encodeRecord({ type: 'line', time: 1, fd: 1, msg }));
        const fast = new LineLook();
        const plain = new LineLook();
        let read = 0;
        await readRecording([Buffer.from(records.join(''))], {
          reuse: true,
          record: (record) => {
            if (!(record instanceof LineView)) throw new Error('no line was made a view');
            const text = texts[read++] ?? '';
            fast.atView(record);
            plain.at(text);
            expect(record.length).toBe(text.length);
            expect([fast.high, fast.low, fast.opening]).toEqual([
              plain.high,
              plain.low,
              plain.opening,
            ]);
            expect(fast.ownTime()).toBe(plain.ownTime());
            const [one, other] = [fast.read(), plain.read()];
            expect(one.holeTo.slice(0, one.holes)).toEqual(other.holeTo.slice(0, other.holes));
            expect(fast.text).toBe(plain.text);
          },
        });
        expect(read).toBe(texts.length);
      },
    ),
    { numRuns: 500 },
  );
});

test('lines that differ in their digits alone have one shape, but for a digit before an x', async () => {
  const texts = ['step 17 of 20', 'step 99 of 01', 'step 0x of 20', 'step 1x of 20', '{"a":1}', ''];
  const shapes: string[] = [];
  const records = texts.map((msg) => encodeRecord({ type: 'line', time: 1, fd: 1, msg }));
  await readRecording([Buffer.from(records.join(''))], {
    reuse: true,
    record: (record) => {
      if (record instanceof LineView) shapes.push(`${record.shapeHigh} ${record.shapeLow}`);
    },
  });
  expect(shapes[0]).toBe(shapes[1]);
  expect(new Set(shapes.slice(1)).size).toBe(4);
  expect(shapes.slice(4)).toEqual(['0 0', '0 0']);
});
