import type { TreeSample } from '../sample/sampler.ts';
import { type Bounds, exactly } from './bounds.ts';

/** What RSS was since the sample before: a process whose figures may not be read at all leaves it open upwards. */
export function rssBounds({ rss, peak = rss, hugetlb = 0, hidden = [] }: TreeSample): Bounds {
  const [one] = hidden;
  if (one === undefined) return exactly(peak + hugetlb);
  const why = `the memory of ${namesOf(hidden)} may not be read`;
  return { atLeast: peak + hugetlb, atMost: Number.POSITIVE_INFINITY, why };
}

/** What PSS was since the sample before: RSS bounds it from above, and from below what nobody can share. */
export function pssBounds(sample: TreeSample): Bounds {
  const { pssAtLeast = 0 } = sample;
  const { atMost, why } = rssBounds(sample);
  return {
    atLeast: withHugePages(sample) ?? pssAtLeast,
    atMost,
    ...(why !== undefined && { why }),
  };
}

/** What a reading of PSS showed at the moment of the sample, of all members or of those that could be read. */
export function pssReading(sample: TreeSample): Bounds | undefined {
  const { pssAtLeast = 0, pssAtMost, hugetlb = 0, unread = [] } = sample;
  const whole = withHugePages(sample);
  if (whole !== undefined) return exactly(whole);
  if (pssAtMost === undefined) return undefined;
  const bounds = { atLeast: pssAtLeast, atMost: pssAtMost + hugetlb };
  // Spoiled by births, it is taken again.
  if (unread.length === 0) return bounds;
  return { ...bounds, why: `the PSS of ${namesOf(unread)} may not be read` };
}

/** PSS and the huge pages of hugetlbfs, each counted once, bytes; undefined of a sample without PSS. */
export function withHugePages({
  pss,
  hugetlb = 0,
  hugetlbAgain = 0,
}: TreeSample): number | undefined {
  return pss === undefined ? undefined : pss + hugetlb - hugetlbAgain;
}

/** 'hold (4242) and 2 more'. */
function namesOf([first, ...more]: readonly {
  readonly pid: number;
  readonly name: string;
}[]): string {
  if (first === undefined) return '';
  const one = first.name === '' ? `process ${first.pid}` : `${first.name} (${first.pid})`;
  return more.length === 0 ? one : `${one} and ${more.length} more`;
}
