import { expect, test } from 'vitest';
import { createLineEncoder } from '../../../src/recording/line-encoder.ts';
import { readRecording } from '../../../src/recording/reader.ts';
import type { LineRecord } from '../../../src/recording/records.ts';

const MASK = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => line.replace(/secret\S*/gu, '***'));

async function encoded(chunks: readonly (string | Buffer)[], mask = MASK): Promise<LineRecord[]> {
  const encoder = createLineEncoder(1, undefined, mask);
  const out: Uint8Array[] = [];
  for (const [i, chunk] of chunks.entries()) {
    out.push(Buffer.from(encoder.push(Buffer.from(chunk), 1000 + i)));
    out.push(Buffer.from(encoder.flush(1000 + i, true)));
  }
  out.push(Buffer.from(encoder.flush(2000)));
  const lines: LineRecord[] = [];
  await readRecording(out, { record: (record) => void lines.push(record as LineRecord) });
  expect(encoder.lines).toBe(lines.length);
  return lines;
}

test('a masked line says how many bytes it had, and no line is lost or joined', async () => {
  const lines = await encoded(['one\nthe secret=ä1 "x"\r\nthree\rsecret']);
  expect(lines.map(({ msg, eol, redacted }) => [msg, eol, redacted])).toEqual([
    ['one', undefined, undefined],
    ['the *** "x"', '\r\n', 18],
    ['three', '\r', undefined],
    ['***', '', 6],
  ]);
});

test('what is written in pieces is masked as a whole', async () => {
  const lines = await encoded(['a sec', 'ret1', '234 b\nc\n']);
  expect(lines.map(({ msg }) => msg)).toEqual(['a *** b', 'c']);
});

test('the bytes of a masked line are not kept beside it', async () => {
  const bytes = Buffer.concat([
    Buffer.from([0xff]),
    Buffer.from(' secret1\n'),
    Buffer.from([0xfe, 0x0a]),
  ]);
  const [first, second] = await encoded([bytes]);
  expect(first).toMatchObject({ msg: '\ufffd ***', redacted: 9 });
  expect(first).not.toHaveProperty('b64');
  expect(second?.b64).toBe('/g==');
});

test('without a match the records are those of a run without a mask, also in long streams', async () => {
  const text = Array.from(
    { length: 20_000 },
    (_, i) => `line ${i} of "many" \x1b[1m\u0085é\n`,
  ).join('');
  const plain = createLineEncoder(1, Infinity);
  const masked = createLineEncoder(1, 0, MASK);
  for (let at = 0; at < text.length; at += 50_000) {
    const chunk = Buffer.from(text.slice(at, at + 50_000));
    expect(Buffer.from(masked.push(chunk, 5)).equals(Buffer.from(plain.push(chunk, 5)))).toBe(true);
  }
});

test('what stands for a secret is escaped as any text', async () => {
  const [line] = await encoded(['x\n'], () => ['"\u0007\u009b\ud800']);
  expect(line?.msg).toBe('"\u0007\u009b\ufffd');
});
