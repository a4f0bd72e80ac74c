import { expect, test } from 'vitest';
import { createReport } from '../../../src/analyze/report/report.ts';
import { explainBreach } from '../../../src/limits/explain-breach.ts';
import { end, MIB, START, sample, start } from '../records.ts';

test('a reading of PSS that completes a breach brings the parts of its own moment', () => {
  const builder = createReport();
  const parts = (file: number) => ({ anon: MIB, file: file * MIB, shmem: 0, procs: 2 });
  builder.add(start({ limits: { 'max-rss': 50 * MIB } }));
  builder.add(sample(0, 1, parts(0)));
  builder.add(sample(50, 83, parts(82)));
  builder.add(sample(100, 101, { ...parts(100), pss: 100 * MIB }));
  // The record of the sample at 50 ms is written after the next sample.
  builder.add({
    ...{
      type: 'breach',
      time: START + 110,
      limit: 'max-rss',
      by: 'sample',
      metric: 'rss',
      procs: 2,
    },
    ...{ allowed: 50 * MIB, measured: 83 * MIB },
    sizes: { rss: 83 * MIB, anon: MIB, file: 82 * MIB, shmem: 0 },
  });
  builder.add(sample(1000, 101, parts(100)));
  builder.add(end(1000));
  const report = builder.finish();
  const [breach] = report.breaches;
  expect(breach?.sizes).toMatchObject({ rss: 101 * MIB, anon: MIB, file: 100 * MIB });
  if (breach === undefined) return;
  expect(explainBreach(breach, report)).toMatchObject({
    why: [expect.stringContaining('pages of mapped files')],
    better: { limit: 'max-anon' },
  });
});
