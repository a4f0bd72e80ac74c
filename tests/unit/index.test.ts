import { createReadStream } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createReport, METRICS, readRecording } from '../../src/index.ts';

const RECORDING = path.resolve(import.meta.dirname, '../fixtures/recordings/spike.jsonl');

test('a program can read a recording and fold it into a report', async () => {
  const report = createReport();
  const summary = await readRecording(createReadStream(RECORDING), {
    record: (record) => report.add(record),
  });
  const { peak, phases, exit } = report.finish();
  expect(summary).toMatchObject({ torn: false, samples: expect.any(Number) });
  expect(exit).toEqual({ code: 0 });
  expect(peak?.bytes).toBeGreaterThan(250 * 2 ** 20);
  expect(phases.length).toBeGreaterThan(0);
  expect(Object.keys(METRICS)).toContain('pss');
});
