import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { encodeRecord } from '../../../src/recording/encode.ts';
import { METRIC_NAMES } from '../../../src/recording/metrics.ts';
import { readRecording } from '../../../src/recording/reader.ts';
import type { SampleRecord } from '../../../src/recording/records.ts';
import { SAMPLE_FIELDS } from '../../../src/recording/sample-fields.ts';
import { SampleView } from '../../../src/recording/sample-view.ts';

async function readBack(sample: SampleRecord): Promise<Record<string, unknown>> {
  let found: Record<string, unknown> = {};
  const start = encodeRecord({ type: 'start', time: 1, version: 1, name: 'x' });
  // One chunk that the scan kernel reads, and views in place of objects.
  await readRecording([Buffer.from(`${start}${encodeRecord(sample)}`)], {
    reuse: true,
    record(record) {
      if (record.type !== 'sample') return;
      const fields = ['time', ...SAMPLE_FIELDS] as const;
      found = Object.fromEntries(fields.map((field) => [field, record[field]]));
      found['fast'] = record instanceof SampleView;
    },
  });
  return found;
}

test('the scan kernel knows every field of a sample, alone and with the others', async () => {
  const values = Object.fromEntries(SAMPLE_FIELDS.map((field, i) => [field, i + 1]));
  const whole = { type: 'sample', time: 7, ...values } as SampleRecord;
  const { type: _type, ...expected } = whole;
  expect(await readBack(whole)).toEqual({ ...expected, fast: true });
  for (const field of SAMPLE_FIELDS) {
    const alone = await readBack({ type: 'sample', time: 7, [field]: 5 });
    expect(alone).toMatchObject({ fast: true, time: 7, [field]: 5 });
    expect(Object.values(alone).filter((value) => value === undefined)).toHaveLength(
      SAMPLE_FIELDS.length - 1,
    );
  }
});

test('the published schema has every metric and every field of a sample', () => {
  const { $defs } = JSON.parse(readFileSync('docs/stream.schema.json', 'utf8'));
  expect($defs.metric.enum.toSorted()).toEqual(METRIC_NAMES.toSorted());
  expect(Object.keys($defs.sample.properties)).toEqual(expect.arrayContaining([...SAMPLE_FIELDS]));
  expect(Object.keys($defs.end.properties.peak.properties)).toEqual(
    expect.arrayContaining([...METRIC_NAMES]),
  );
});
