import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeRecord } from '../../../src/recording/decode.ts';
import { encodeRecord } from '../../../src/recording/encode.ts';
import { createLineEncoder } from '../../../src/recording/line-encoder.ts';
import { anyRecord } from './any-record.ts';

test('a sample is written with its keys in a fixed order and no more than three decimals', () => {
  expect(
    encodeRecord({
      type: 'sample',
      top: [
        [4242, 123],
        [4250, 99],
      ],
      late: 3,
      cost: 0.21449,
      procs: 3,
      pss: 7,
      rss: 33_554_432_000,
      time: 1_795_339_033_233.123,
    }),
  ).toBe(
    '{"level":20,"time":1795339033233.123,"type":"sample","rss":33554432000,"pss":7,"procs":3,"cost":0.214,"late":3,"top":[[4242,123],[4250,99]]}\n',
  );
});

test('every other record begins with level, time and type', () => {
  expect(encodeRecord({ type: 'mark', from: 'line', msg: 'epoch 3', time: 5.0004 })).toBe(
    '{"level":30,"time":5,"type":"mark","from":"line","msg":"epoch 3"}\n',
  );
  expect(
    encodeRecord({
      type: 'breach',
      time: 5,
      limit: 'max-rss',
      allowed: 1,
      measured: 2,
      by: 'sample',
    }),
  ).toMatch(/^\{"level":50,"time":5,"type":"breach",/);
});

test('no number that is not finite is written', () => {
  expect(encodeRecord({ type: 'sample', time: Number.NaN, rss: Infinity, procs: 1 })).toBe(
    '{"level":20,"time":0,"type":"sample","procs":1}\n',
  );
  expect(encodeRecord({ type: 'end', time: 1, reason: 'exit', late: Number.NaN })).toBe(
    '{"level":30,"time":1,"type":"end","reason":"exit"}\n',
  );
});

test('a lone surrogate becomes U+FFFD, a control character an escape', () => {
  expect(
    encodeRecord({ type: 'mark', time: 1, msg: '\ud800x\u{1f600}\u009b\x7f', from: 'line' }),
  ).toBe(
    '{"level":30,"time":1,"type":"mark","msg":"\ufffdx\u{1f600}\\u009b\\u007f","from":"line"}\n',
  );
});

test('what is encoded is one line of well-formed text and decodes to itself', () => {
  fc.assert(
    fc.property(anyRecord, (record) => {
      const line = encodeRecord(record);
      expect(line.slice(0, -1)).not.toMatch(/[\x00-\x1f\x7f-\x9f\p{Surrogate}]/u);
      expect(line.at(-1)).toBe('\n');
      const wellFormed = JSON.parse(JSON.stringify(record).replaceAll(/\\ud[89a-f]../g, '\ufffd'));
      expect(decodeRecord(JSON.parse(line))).toEqual(wellFormed);
    }),
    { numRuns: 200 },
  );
});

test('a line record of the line encoder is encoded to the same text again', () => {
  const bytes = fc.uint8Array({ maxLength: 200 });
  fc.assert(
    fc.property(bytes, fc.option(fc.nat(), { nil: undefined }), (chunk, since) => {
      const encoder = createLineEncoder(1);
      const pushed = Buffer.from(encoder.push(chunk, 12.5, since)).toString();
      const texts = `${pushed}${Buffer.from(encoder.flush(13)).toString()}`
        .split(/(?<=\n)/)
        .filter((text) => text !== '');
      for (const text of texts) {
        const record = decodeRecord(JSON.parse(text));
        expect(record && encodeRecord(record)).toBe(text);
      }
    }),
  );
});
