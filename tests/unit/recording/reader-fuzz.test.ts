import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createReport } from '../../../src/analyze/report/report.ts';
import { encodeRecord } from '../../../src/recording/encode.ts';
import { readRecording } from '../../../src/recording/reader.ts';
import { anyRecord } from './any-record.ts';

/** More on request: FUZZ_RUNS=1000000. */
const numRuns = Number(process.env['FUZZ_RUNS'] ?? 100);

/** A recording with pieces that are cut out, doubled, overwritten, or put in from elsewhere. */
const damaged = fc
  .tuple(
    fc.array(
      fc.oneof(
        { weight: 4, arbitrary: anyRecord.map((record) => Buffer.from(encodeRecord(record))) },
        fc.json().map((text) => Buffer.from(`${text}\n`)),
        fc
          .dictionary(
            fc.constantFrom('type', 'time', 'rss', 'fd', 'msg', '__proto__', 'level'),
            fc.anything({ withBigInt: false }),
          )
          .map((value) => Buffer.from(`${JSON.stringify(value)}\n`)),
        fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
      ),
      { maxLength: 8 },
    ),
    fc.array(fc.tuple(fc.nat(), fc.nat(20), fc.uint8Array({ maxLength: 6 })), { maxLength: 4 }),
  )
  .map(([parts, damages]) => {
    let bytes = Buffer.concat(parts);
    for (const [where, cut, put] of damages) {
      const at = bytes.length === 0 ? 0 : where % bytes.length;
      bytes = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + cut)]);
    }
    return bytes;
  });

test('any bytes are read to their end, the same with and without SIMD, and make a report without holes', async () => {
  await fc.assert(
    fc.asyncProperty(damaged, fc.integer({ min: 1, max: 200 }), async (bytes, size) => {
      const chunks: Buffer[] = [];
      for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
      const [seen, plain]: [unknown[], unknown[]] = [[], []];
      const report = createReport();
      const summary = await readRecording(chunks, {
        record(record) {
          seen.push(record);
          report.add(record);
        },
      });
      const again = await readRecording(
        [bytes],
        { record: (record) => plain.push(record) },
        { simd: false },
      );
      expect(summary).toEqual(again);
      expect(seen).toEqual(plain);
      expect(summary.bytes).toBe(bytes.length);
      report.finish();
    }),
    { numRuns },
  );
});
