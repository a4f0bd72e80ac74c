import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  createLineEncoder,
  type LineEncoder,
  MAX_LINE,
} from '../../../src/recording/line-encoder.ts';

interface Line {
  msg: string;
  eol?: string;
  b64?: string;
}

const parse = (jsonl: Buffer): Line[] =>
  new TextDecoder('utf-8', { fatal: true })
    .decode(jsonl)
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

const bytesOf = (line: Line): Buffer =>
  Buffer.concat([
    line.b64 === undefined ? Buffer.from(line.msg) : Buffer.from(line.b64, 'base64'),
    Buffer.from(line.eol ?? '\n'),
  ]);

function encodeAll(encoder: LineEncoder, chunks: readonly Uint8Array[]): Buffer {
  const parts = chunks.map((chunk) => Buffer.from(encoder.push(chunk, 1)));
  return Buffer.concat([...parts, Buffer.from(encoder.flush(1))]);
}

const encode = (...chunks: string[]): string =>
  encodeAll(
    createLineEncoder(1),
    chunks.map((chunk) => Buffer.from(chunk, 'latin1')),
  ).toString();

const messages = (...chunks: string[]): [string, string][] =>
  parse(Buffer.from(encode(...chunks))).map(({ msg, eol }) => [msg, eol ?? '\n']);

test('a line becomes one record of fixed key order', () => {
  const encoder = createLineEncoder(2);
  const out = Buffer.from(
    encoder.push(Buffer.from('loaded shard 3/64\n'), 1795339033233.123 + 0.0002),
  );
  expect(out.toString()).toBe(
    '{"level":30,"time":1795339033233.123,"type":"line","fd":2,"msg":"loaded shard 3/64"}\n',
  );
});

test('the lines of a burst say since when they may have been written', () => {
  const encoder = createLineEncoder(1);
  expect(Buffer.from(encoder.push(Buffer.from('a\nb\r\n'), 20.5, 10)).toString()).toBe(
    '{"level":30,"time":20.5,"type":"line","fd":1,"msg":"a","since":10}\n' +
      '{"level":30,"time":20.5,"type":"line","fd":1,"msg":"b","eol":"\\r\\n","since":10}\n',
  );
});

test('a carriage return ends a line of its own unless a newline follows, also in the next chunk', () => {
  expect(messages('10%\r20%\r\nx\r', '\ny\r', 'z')).toEqual([
    ['10%', '\r'],
    ['20%', '\r\n'],
    ['x', '\r\n'],
    ['y', '\r'],
    ['z', ''],
  ]);
});

test('a carriage return at the end of a chunk waits, and a flush does not', () => {
  const encoder = createLineEncoder(1);
  expect(encoder.push(Buffer.from('50%\r'), 1).length).toBe(0);
  expect(encoder.pending).toBe(4);
  expect(parse(Buffer.from(encoder.flush(1)))).toMatchObject([{ msg: '50%', eol: '\r' }]);
  expect(encoder.pending).toBe(0);
});

test('control characters, DEL and C1 are escaped and other text stays as it is', () => {
  const [json] = encode('\0\x1b[31m"\\\t\x7f\xc2\x85\xe2\x80\xa8\xc3\xa9\n').split('\n');
  expect(json?.slice(json.indexOf('"msg":'))).toBe(
    '"msg":"\\u0000\\u001b[31m\\"\\\\\\t\\u007f\\u0085\u2028é"}',
  );
});

test('bytes that are not UTF-8 are kept in base64 beside a readable message', () => {
  expect(parse(Buffer.from(encode('a\xff\xe2\x82b\n')))).toMatchObject([
    { msg: 'a\ufffd\ufffdb', b64: Buffer.from('a\xff\xe2\x82b', 'latin1').toString('base64') },
  ]);
});

test('a line of exactly the longest length is one record, a byte more makes two', () => {
  const longest = 'x'.repeat(MAX_LINE);
  expect(messages(`${longest}\n`)).toEqual([[longest, '\n']]);
  expect(messages(`${longest}\r\n`)).toEqual([[longest, '\r\n']]);
  expect(messages(`${longest}y\n`)).toEqual([
    [longest, ''],
    ['y', '\n'],
  ]);
});

test('a long line is never cut within a character', () => {
  const text = `x${'é'.repeat(MAX_LINE)}`;
  const lines = parse(encodeAll(createLineEncoder(1), [Buffer.from(text)]));
  expect(lines.map(({ b64 }) => b64)).toEqual([undefined, undefined, undefined]);
  expect(lines.map(({ msg }) => msg).join('')).toBe(text);
});

test('a flush in between keeps an unfinished character back, the last one does not', () => {
  const encoder = createLineEncoder(1);
  encoder.push(Buffer.from('price: \xe2\x82', 'latin1'), 1);
  expect(parse(Buffer.from(encoder.flush(1, true)))).toMatchObject([{ msg: 'price: ', eol: '' }]);
  expect(encoder.pending).toBe(2);
  expect(encoder.flush(1, true).length).toBe(0);
  expect(parse(Buffer.from(encoder.flush(1)))).toMatchObject([{ msg: '\ufffd', b64: '4oI=' }]);
});

test('lines are counted as records, and dropped ones apart', () => {
  const encoder = createLineEncoder(1);
  encoder.push(Buffer.from('a\nb\nc'), 1);
  encoder.count(Buffer.from('d\r'));
  encoder.count(Buffer.from('\ne\rf\n'));
  expect([encoder.lines, encoder.dropped, encoder.pending]).toEqual([2, 3, 0]);
});

test('the tail is the last lines, however much was written', () => {
  const encoder = createLineEncoder(1);
  for (let i = 0; i < 10_000; i++) encoder.push(Buffer.from(`line ${i}\n`), 1);
  encoder.push(Buffer.from('unfinished'), 1);
  expect(encoder.tail(3)).toEqual(['line 9998', 'line 9999', 'unfinished']);
  expect(encoder.tail(1e9).length).toBeLessThan(2000);
  encoder.push(Buffer.from('x'.repeat(100_000)), 1);
  expect(encoder.tail(5)).toEqual(['x'.repeat(8192)]);
});

/** The lines of chunks that were read at these times. */
function linesOf(reads: readonly (readonly [number, string])[], ended?: number): object[] {
  const encoder = createLineEncoder(1);
  const parts = reads.map(([time, text]) => Buffer.from(encoder.push(Buffer.from(text), time)));
  if (ended !== undefined) parts.push(Buffer.from(encoder.flush(ended)));
  return Buffer.concat(parts)
    .toString()
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))
    .map(({ time, msg, begun, ticks }) => ({ time, msg, begun, ticks }));
}

test('a line that came in parts says when it began and when more of it came', () => {
  const reads = [
    [100, 'before\ntest_x ... '],
    [350.4, '.'],
    [1200, ''],
    [1500.5, 'ok\nafter\ntest_y ... '],
    [1900, 'ok\n'],
  ] as const;
  expect(linesOf(reads.filter(([, text]) => text !== ''))).toEqual([
    { time: 100, msg: 'before' },
    { time: 1500.5, msg: 'test_x ... .ok', begun: 100, ticks: [250] },
    { time: 1500.5, msg: 'after' },
    { time: 1900, msg: 'test_y ... ok', begun: 1500.5 },
  ]);
});

test('a line that came within 5 ms came at once', () => {
  const reads = [
    [100, 'a'],
    [105, 'b\nc'],
    [110.1, '\n'],
  ] as const;
  expect(linesOf(reads)).toEqual([
    { time: 105, msg: 'ab' },
    { time: 110.1, msg: 'c', begun: 105 },
  ]);
});

test('what is redrawn and what is left at the end say when they began', () => {
  const reads = [
    [100, '\r10%'],
    [200, '\r20%'],
    [300, '\nname? '],
  ] as const;
  expect(linesOf(reads, 900)).toEqual([
    { time: 100, msg: '' },
    { time: 200, msg: '10%', begun: 100 },
    { time: 300, msg: '20%', begun: 200 },
    { time: 900, msg: 'name? ', begun: 300 },
  ]);
});

test('of an unfinished line each record says when its own first byte came', () => {
  const encoder = createLineEncoder(1);
  let text = '';
  const take = (part: Uint8Array): void => {
    text += Buffer.from(part).toString();
  };
  take(encoder.push(Buffer.from('.'), 100));
  take(encoder.push(Buffer.from('.'), 300));
  take(encoder.flush(900, true));
  take(encoder.push(Buffer.from('.'), 2000));
  take(encoder.push(Buffer.from('\n'), 2500));
  expect(text).toBe(
    '{"level":30,"time":900,"type":"line","fd":1,"msg":"..","eol":"","begun":100,"ticks":[200]}\n' +
      '{"level":30,"time":2500,"type":"line","fd":1,"msg":".","begun":2000}\n',
  );
});

test('what a flush held back began with the read that brought it', () => {
  const encoder = createLineEncoder(1);
  encoder.push(Buffer.from('price: \xe2\x82', 'latin1'), 100);
  encoder.flush(900, true);
  const rest = Buffer.from(encoder.push(Buffer.from('\xac\n', 'latin1'), 1500)).toString();
  expect(JSON.parse(rest)).toMatchObject({ msg: '€', time: 1500, begun: 100 });
});

test('the further reads of a line are bounded, in order, and spread over all of it', () => {
  const reads = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 2, maxLength: 600 });
  fc.assert(
    fc.property(reads, (gaps) => {
      const encoder = createLineEncoder(1);
      const times = gaps.map((_, i) => gaps.slice(0, i).reduce((sum, gap) => sum + gap, 0));
      for (const time of times) encoder.push(Buffer.from('.'), time);
      const end = (times.at(-1) ?? 0) + 6;
      const [record] = parse(Buffer.from(encoder.push(Buffer.from('\n'), end)));
      const { begun, ticks = [] } = record as { begun?: number; ticks?: number[] };
      expect(begun).toBe(0);
      const further = times.slice(1);
      expect(ticks.length).toBeLessThanOrEqual(64);
      expect(ticks.length).toBeGreaterThanOrEqual(Math.min(further.length, 32));
      // Every so manieth read, from the first on.
      const stride = further.length === 0 ? 1 : Math.max(1, further.indexOf(ticks[1] ?? 0));
      expect(ticks).toEqual(further.filter((_, i) => i % stride === 0));
    }),
  );
});

const byte = fc.oneof(
  fc.constantFrom(0x0a, 0x0d, 0x22, 0x5c, 0x00, 0x1b, 0x7f, 0xc2, 0x85, 0xe2, 0x82, 0xac, 0xf0),
  fc.integer({ min: 0x20, max: 0x7e }),
  fc.integer({ min: 0, max: 255 }),
);
const chunks = fc.array(
  fc.array(byte, { maxLength: 300 }).map((bytes) => Uint8Array.from(bytes)),
  { maxLength: 8 },
);

test('any bytes in any chunks come back from the records', () => {
  fc.assert(
    fc.property(chunks, (parts) => {
      const lines = parse(encodeAll(createLineEncoder(1), parts));
      expect(Buffer.concat(lines.map(bytesOf))).toEqual(Buffer.concat(parts));
      for (const { msg, b64 } of lines) {
        if (b64 === undefined) continue;
        const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
        expect(msg).toBe(decoder.decode(Buffer.from(b64, 'base64')));
      }
    }),
    { numRuns: 200 },
  );
});

test('the chunking changes no record', () => {
  fc.assert(
    fc.property(chunks, (parts) => {
      const whole = encodeAll(createLineEncoder(1), [Buffer.concat(parts)]);
      expect(encodeAll(createLineEncoder(1), parts)).toEqual(whole);
    }),
  );
});

test('long lines come back whatever cuts them', () => {
  const long = fc.tuple(
    fc.constantFrom('x', '€', '\u{1f600}', 'a\r'),
    fc.integer({ min: MAX_LINE - 5, max: 2 * MAX_LINE + 5 }),
    fc.integer({ min: 1000, max: 200_000 }),
  );
  fc.assert(
    fc.property(long, ([text, length, size]) => {
      const bytes = Buffer.from(`y${text.repeat(length)}`).subarray(0, length + 1);
      const parts = [];
      for (let at = 0; at < bytes.length; at += size) parts.push(bytes.subarray(at, at + size));
      const lines = parse(encodeAll(createLineEncoder(2), parts));
      expect(Buffer.concat(lines.map(bytesOf)).equals(bytes)).toBe(true);
    }),
    { numRuns: 10 },
  );
});
