import { expect, test } from 'vitest';
import { breachSentences, raiseWords } from '../../../../src/cli/gate/sentences.ts';
import type { BreachRecord } from '../../../../src/stream/records.ts';
import { exampleReport, GIB, MIB } from '../../render/example.ts';

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
  [broken('max-rss', 2 * GIB, 2.01 * GIB), 'npm test peaked at 2.03 GiB (2.00 GiB)'],
  [
    broken('max-growth', 20 * MIB, 60 * MIB),
    'npm test grew by 60.0 MiB after its first phase (20.0 MiB)',
  ],
  [
    broken('max-slope', MIB / 1000, (2 * MIB) / 1000, 'slope'),
    'npm test leaks: it climbs by 2.00 MiB/s (1.00 MiB/s)',
  ],
  [
    broken('min-free', GIB, 500 * MIB),
    "npm test left 500 MiB of the machine's memory free (1.00 GiB)",
  ],
  [
    broken('baseline', 400 * MIB, 500 * MIB, 'peak'),
    'npm test needs more than the baseline: 500 MiB (400 MiB)',
  ],
] as const)('a breach in a sentence', ([breach, sentence]) => {
  expect(breachSentences(report(breach), 'npm test')).toEqual([{ limit: breach.limit, sentence }]);
});

test('the limit that would do has some room and few digits', () => {
  expect(raiseWords(report(broken('max-rss', 2 * GIB, 2.01 * GIB)))).toBe('--max-rss 2.2GiB');
  expect(raiseWords(report(broken('max-growth', MIB, 60 * MIB)))).toBe('--max-growth 63MiB');
});

test('where raising is no answer none is given', () => {
  expect(raiseWords(report(broken('max-slope', 1, 2, 'slope')))).toBeUndefined();
  expect(raiseWords(report())).toBeUndefined();
});
