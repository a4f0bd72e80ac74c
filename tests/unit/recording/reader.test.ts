import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeRecord } from '../../../src/recording/encode.ts';
import { lineBytes } from '../../../src/recording/line-bytes.ts';
import { createLineEncoder } from '../../../src/recording/line-encoder.ts';
import { MAX_RECORD, type ReadSummary, readRecording } from '../../../src/recording/reader.ts';
import type { StreamRecord } from '../../../src/recording/records.ts';
import { anyLine, anyRecord, anySample } from './any-record.ts';

interface Reading {
  readonly records: StreamRecord[];
  readonly summary: ReadSummary;
}

async function read(chunks: Iterable<Uint8Array>, simd = true): Promise<Reading> {
  const records: StreamRecord[] = [];
  const summary = await readRecording(chunks, { record: (one) => records.push(one) }, { simd });
  return { records, summary };
}

const readText = (text: string, simd = true): Promise<Reading> => read([Buffer.from(text)], simd);

function* inChunksOf(size: number, bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const START = '{"level":30,"time":1,"type":"start","version":1,"name":"x"}\n';
const SAMPLE =
  '{"level":20,"time":1795339033233.123,"type":"sample","rss":33554432000,"cost":0.21}\n';
const LINE =
  '{"level":30,"time":3,"type":"line","fd":2,"msg":"é \\"x\\"","eol":"\\r","b64":"eA==","since":2}\n';

for (const simd of [true, false]) {
  test(`samples, lines and other records come in order (SIMD: ${simd})`, async () => {
    const { records, summary } = await readText(START + SAMPLE + LINE, simd);
    expect(records).toStrictEqual([
      { type: 'start', time: 1, version: 1, name: 'x' },
      { type: 'sample', time: 1795339033233.123, rss: 33554432000, cost: 0.21 },
      { type: 'line', time: 3, fd: 2, msg: 'é "x"', eol: '\r', b64: 'eA==', since: 2 },
    ]);
    expect(summary).toEqual({
      records: 3,
      samples: 1,
      lines: 1,
      skipped: { garbage: 0, unknownTypes: 0, tooLong: 0 },
      torn: false,
      bytes: Buffer.byteLength(START + SAMPLE + LINE),
    });
  });

  test(`what is no record is skipped and counted by its kind (SIMD: ${simd})`, async () => {
    const text = `\ufeff${START}\n{"type":"heap"}\nnot json\n[1]\n{"level":20,"time":1,"type":"sample","rss":}\n\r\n${SAMPLE}`;
    const { records, summary } = await readText(text, simd);
    expect(records.map(({ type }) => type)).toEqual(['start', 'sample']);
    expect(summary.skipped).toEqual({ garbage: 3, unknownTypes: 1, tooLong: 0 });
  });
}

test('every encoded record is read as it was, in chunks of any size', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyRecord, { maxLength: 8 }),
      fc.integer({ min: 1, max: 300 }),
      async (records, size) => {
        const bytes = Buffer.from(records.map(encodeRecord).join(''));
        const fast = await read(inChunksOf(size, bytes));
        const plain = await read(inChunksOf(size, bytes), false);
        expect(fast).toStrictEqual(plain);
        expect(fast.summary.records).toBe(records.length);
      },
    ),
    { numRuns: 100 },
  );
});

/** A line read by its fields, as one that is reused must be. */
function ownObject(record: StreamRecord): StreamRecord {
  if (record.type !== 'line') return record;
  const { type, time, fd, msg, eol, b64, begun, ticks, since } = record;
  return {
    ...{ type, time, fd, msg },
    ...(eol === undefined ? {} : { eol }),
    ...(b64 === undefined ? {} : { b64 }),
    ...(begun === undefined ? {} : { begun }),
    ...(ticks === undefined ? {} : { ticks }),
    ...(since === undefined ? {} : { since }),
  };
}

test('samples and lines in reused objects read the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(anySample, anyLine), { maxLength: 8 }), async (records) => {
      const bytes = Buffer.from(records.map(encodeRecord).join(''));
      const texts: string[] = [];
      await readRecording([bytes], {
        reuse: true,
        record: (one) => texts.push(encodeRecord(ownObject(one))),
      });
      expect(texts.join('')).toBe(bytes.toString());
    }),
  );
});

test('a damaged line reads the same on both paths', async () => {
  const damaged = fc
    .tuple(
      fc.oneof(anySample, anyLine).map((record) => Buffer.from(encodeRecord(record))),
      fc.array(
        fc.tuple(
          fc.nat(),
          fc.nat(3),
          fc.oneof(fc.nat(255), fc.constantFrom(...Buffer.from('0123456789.,:"\\{}[]-e\n'))),
        ),
        { maxLength: 3 },
      ),
    )
    .map(([bytes, damages]) => {
      const all = [...bytes];
      for (const [at, removed, byte] of damages) all.splice(at % all.length, removed, byte);
      return Buffer.concat([Buffer.from(all), Buffer.from('\n')]);
    });
  await fc.assert(
    fc.asyncProperty(fc.array(damaged, { minLength: 1, maxLength: 10 }), async (parts) => {
      expect(await read(parts)).toStrictEqual(await read(parts, false));
    }),
    { numRuns: 250 },
  );
});

test('numbers are read as JSON.parse reads them', async () => {
  const numbers = [
    '0',
    '00',
    '0.5',
    '.5',
    '5.',
    '1e3',
    '-1',
    '-0',
    '9007199254740992',
    '9007199254740993',
  ];
  numbers.push(
    '12345678901234567890',
    '0.1234567890123456',
    '1.0',
    '999999999999.9999',
    '4.35',
    '1,2',
  );
  for (const number of numbers) {
    const text = `{"level":20,"time":1,"type":"sample","rss":${number},"top":[[1,${number}]]}\n`;
    expect(await readText(text)).toStrictEqual(await readText(text, false));
  }
});

test('a recording cut at any byte gives every whole record', async () => {
  const bytes = Buffer.from(START + SAMPLE + LINE + SAMPLE);
  for (let length = 0; length <= bytes.length; length++) {
    const { records, summary } = await read([bytes.subarray(0, length)]);
    const text = bytes.subarray(0, length).toString('latin1');
    const whole = text.split('\n').filter((line) => line.endsWith('}')).length;
    expect(records.length).toBe(whole);
    expect(summary.torn).toBe(!/(^|[}\n])$/.test(text));
    expect(summary.skipped.garbage).toBe(0);
  }
});

test('a record above the limit is counted, and what follows is read', async () => {
  const long = Buffer.from('x'.repeat(1 << 20));
  function* chunks(): Generator<Uint8Array> {
    yield Buffer.from(`${START}{"level":30,"time":1,"type":"mark","from":"line","msg":"`);
    for (let i = 0; i < 2 + MAX_RECORD / long.length; i++) yield long;
    yield Buffer.from(`"}\n${SAMPLE}`);
  }
  const { records, summary } = await read(chunks());
  expect(records.map(({ type }) => type)).toEqual(['start', 'sample']);
  expect(summary.skipped).toEqual({ garbage: 0, unknownTypes: 0, tooLong: 1 });
  expect(summary.torn).toBe(false);
});

test('a newer version of the format is noticed', async () => {
  const { summary } = await readText(START.replace('"version":1', '"version":7'));
  expect(summary.newerVersion).toBe(7);
});

test('lines that are not wanted are counted only', async () => {
  const types: string[] = [];
  const summary = await readRecording([Buffer.from(START + LINE + SAMPLE)], {
    lines: false,
    record: ({ type }) => types.push(type),
  });
  expect(types).toEqual(['start', 'sample']);
  expect([summary.lines, summary.records]).toEqual([1, 3]);
});

test('what a command wrote comes back byte for byte from its recording', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (written) => {
      const encoder = createLineEncoder(1);
      const recording = Buffer.concat([
        Buffer.from(encoder.push(written, 1795339033233.5)),
        Buffer.from(encoder.flush(1795339033234)),
      ]);
      const { records, summary } = await read([recording]);
      expect(summary.lines).toBe(records.length);
      const bytes = records.map((record) => (record.type === 'line' ? lineBytes(record) : written));
      expect(Buffer.concat(bytes)).toEqual(Buffer.from(written));
    }),
  );
});
