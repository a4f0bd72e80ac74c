import { expect, test } from 'vitest';
import { breachSentences, raiseWords } from '../../../src/limits/breach-sentence.ts';
import type { BreachRecord } from '../../../src/recording/records.ts';
import { exampleReport, GIB, MIB } from '../render/example.ts';

const broken = (limit: string, allowed: number, measured: number, by = 'sample'): BreachRecord => ({
  type: 'breach',
  time: 0,
  limit,
  allowed,
  measured,
  by,
});
const report = (...breaches: BreachRecord[]) =>
  exampleReport(0, [['climb', 1000, 2.03 * GIB]], { breaches });

test.for([
  [broken('max-rss', 2 * GIB, 2.01 * GIB), 'npm test peaked at 2.03 GiB rss (2.00 GiB allowed)'],
  [
    broken('max-growth', 20 * MIB, 60 * MIB),
    'npm test grew by 60.0 MiB after its first phase (20.0 MiB allowed)',
  ],
  [
    broken('max-slope', MIB / 1000, (2 * MIB) / 1000, 'slope'),
    'npm test leaks: its rss climbed by 2.00 MiB/s (1.00 MiB/s allowed)',
  ],
  [
    broken('min-free', GIB, 500 * MIB),
    "npm test left 500 MiB of the machine's memory free (1.00 GiB asked for)",
  ],
  [
    broken('baseline', 400 * MIB, 500 * MIB, 'peak'),
    'npm test needs more than the baseline: peak 500 MiB (400 MiB allowed)',
  ],
] as const)('a breach in a sentence', ([breach, sentence]) => {
  expect(breachSentences(report(breach), 'npm test')).toMatchObject([
    { limit: breach.limit, sentence },
  ]);
});

test('the limit that would do has some room and few digits', () => {
  expect(raiseWords(report(broken('max-rss', 2 * GIB, 2.01 * GIB)))).toBe('--max-rss 2.2GiB');
  expect(raiseWords(report(broken('max-growth', MIB, 60 * MIB)))).toBe('--max-growth 63MiB');
});

test('growth is told as it was in the end, not as it was when it was noticed', () => {
  const grew = { ...broken('max-growth', 20 * MIB, 24 * MIB), since: 1.03 * GIB };
  const { sentence } = breachSentences(report(grew), 'npm test')[0] ?? {};
  expect(sentence).toContain('grew by 1.00 GiB');
  expect(raiseWords(report(grew))).toBe('--max-growth 1.1GiB');
});

test('a ceiling that would do is above what the marks allow at most', () => {
  const vague = exampleReport(0, [['climb', 1000, 300 * MIB]], {
    breaches: [broken('max-rss', 150 * MIB, 151 * MIB)],
    peak: { bytes: 300 * MIB, time: 0, metric: 'rss', bound: 340 * MIB },
  });
  expect(raiseWords(vague)).toBe('--max-rss 360MiB');
});

test('where raising is no answer none is given', () => {
  expect(raiseWords(report(broken('max-slope', 1, 2, 'slope')))).toBeUndefined();
  expect(raiseWords(report())).toBeUndefined();
});
