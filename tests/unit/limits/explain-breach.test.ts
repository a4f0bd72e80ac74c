import { expect, test } from 'vitest';
import type { Breach } from '../../../src/limits/breach.ts';
import {
  betterWords,
  explainBreach,
  explanationSoFar,
  explanationWords,
} from '../../../src/limits/explain-breach.ts';
import { MIB } from '../records.ts';

type Sizes = NonNullable<Breach['sizes']>;

function breach(limit: string, allowed: number, measured: number, sizes: Sizes, procs = 1): Breach {
  const bytes = Object.entries(sizes).map(([name, mebibytes]) => [name, mebibytes * MIB]);
  return {
    limit,
    allowed: allowed * MIB,
    measured: measured * MIB,
    by: 'sample',
    sizes: Object.fromEntries(bytes),
    procs,
  };
}

const peaks = (figures: Record<string, number>) => ({
  peaks: Object.fromEntries(Object.entries(figures).map(([name, size]) => [name, size * MIB])),
});

const forks = { rss: 1060, anon: 1040, file: 20, shmem: 0, pss: 158 };

test('pages that processes share broke a ceiling of RSS: PSS would have kept it', () => {
  const found = explainBreach(breach('max-rss', 500, 600, forks, 7), peaks({ pss: 160 }));
  expect(explanationWords(found)).toEqual([
    '7 processes share pages: rss counts such a page up to 7 times (1.04 GiB), pss once (158 MiB)',
    'better: --max-pss 170MiB',
  ]);
  expect(explanationSoFar(found)).toMatch(/; --max-pss would count 160 MiB so far$/);
});

test('PSS that is above the ceiling too is no better', () => {
  const found = explainBreach(breach('max-rss', 500, 600, forks, 7), peaks({ pss: 510 }));
  expect(found).toEqual({ why: [] });
});

test('where PSS may have been above the ceiling between two readings no figure is named', () => {
  const found = explainBreach(breach('max-rss', 500, 600, forks, 7), {
    ...peaks({ pss: 160 }),
    mostPss: 700 * MIB,
  });
  expect(betterWords(found)).toMatch(/^--max-pss \(how much is not known/);
  expect(explanationSoFar(found)).not.toContain('--max-pss');
});

test('one process shares with nobody of the run', () => {
  expect(explainBreach(breach('max-rss', 500, 600, forks), peaks({}))).toEqual({ why: [] });
});

test('without a reading near the breach what forks are known to share is told as an estimate', () => {
  const { pss: _, ...unread } = forks;
  const broken = breach('max-rss', 500, 600, unread, 7);
  expect(explainBreach(broken, peaks({ pss: 150 }))).toEqual({ why: [] });
  const found = explainBreach(broken, { ...peaks({ pss: 150 }), shared: true, mostPss: 170 * MIB });
  expect(found.why[0]).toContain('pss once (about 170 MiB)');
  expect(betterWords(found)).toBe('--max-pss 180MiB');
});

const mapped = { rss: 510, anon: 8, file: 502, shmem: 0, pss: 509 };

test.each(['max-rss', 'max-pss'])('file pages broke %s: --max-anon leaves them out', (limit) => {
  const found = explainBreach(breach(limit, 300, 510, mapped), peaks({ anon: 20 }));
  expect(explanationWords(found)).toEqual([
    '502 MiB of 510 MiB are pages of mapped files, page cache that the kernel can drop; anon 8 MiB, shmem 0 B',
    'better: --max-anon 21MiB',
  ]);
});

test('file pages at the edge of a heap that broke its ceiling are not to blame', () => {
  const heap = { rss: 301, anon: 299, file: 2, shmem: 0 };
  expect(explainBreach(breach('max-rss', 300, 301, heap), peaks({}))).toEqual({ why: [] });
});

test('file pages are not to blame where the heap comes to the ceiling later', () => {
  const found = explainBreach(breach('max-rss', 300, 510, mapped), peaks({ anon: 320 }));
  expect(found).toEqual({ why: [] });
});

test('shared memory is told where nobody knows how many share it', () => {
  const mapped = { rss: 450, anon: 30, file: 20, shmem: 400 };
  const expected = [
    '400 MiB of 450 MiB are shared memory: rss counts it once for each process that maps it',
  ];
  expect(explainBreach(breach('max-rss', 300, 450, mapped, 4), peaks({})).why).toEqual(expected);
  expect(explainBreach(breach('max-rss', 300, 450, mapped), peaks({})).why).toEqual([]);
  expect(explainBreach(breach('max-rss', 40, 450, mapped, 4), peaks({})).why).toEqual([]);
});

test('where the kinds of some processes are not known file pages are not blamed', () => {
  const partly = { rss: 510, anon: 8, file: 200, shmem: 0 };
  expect(explainBreach(breach('max-rss', 300, 510, partly, 2), peaks({}))).toEqual({ why: [] });
});

test('memory that is freed already is told where it broke the ceiling', () => {
  const freed = { rss: 401, anon: 400, file: 1, shmem: 0, pss: 401, lazyfree: 380 };
  expect(explainBreach(breach('max-rss', 300, 401, freed), peaks({})).why).toEqual([
    '380 MiB of 401 MiB are freed already (MADV_FREE): the kernel takes them when it needs memory',
  ]);
  expect(explainBreach(breach('max-rss', 10, 401, freed), peaks({})).why).toEqual([]);
});

test('huge pages are told, because RSS does not count them', () => {
  const huge = { rss: 2, anon: 1, file: 1, shmem: 0, hugetlb: 60 };
  const broken = breach('max-rss', 40, 62, huge);
  expect(explainBreach(broken, peaks({})).why).toEqual([
    '60 MiB are huge pages of hugetlbfs, which rss does not count',
  ]);
});

test('a breach without sizes, or of a limit of another kind, is not explained', () => {
  const { sizes: _, ...old } = breach('max-rss', 500, 600, forks, 7);
  expect(explainBreach(old, peaks({}))).toEqual({ why: [] });
  expect(explainBreach(breach('max-growth', 500, 600, forks, 7), peaks({}))).toEqual({ why: [] });
});
