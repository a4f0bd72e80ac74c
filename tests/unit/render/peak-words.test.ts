import { expect, test } from 'vitest';
import { peakWords } from '../../../src/render/peak-words.ts';
import { spoken } from '../../../src/render/voice.ts';
import { exampleReport, MIB } from './example.ts';

test('an unexpected kind of memory is part of the peak, not of the last process named', () => {
  const report = exampleReport(MIB, [['climb', 1000, 500 * MIB]], {
    peak: {
      bytes: 500 * MIB,
      time: 1000,
      metric: 'rss',
      kinds: { shmem: 250 * MIB, anon: 250 * MIB },
      processes: {
        owners: [{ label: 'python3 job.py', count: 1, pids: [1], bytes: 400 * MIB }],
        others: 100 * MIB,
      },
    },
  });
  expect(peakWords(report, spoken(true))).toBe(
    'At the peak: python3 job.py 400 MiB, the rest 100 MiB. 50% of the peak is shared memory.',
  );
});
