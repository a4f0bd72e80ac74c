import type { TreeSample } from '../sample/sampler.ts';
import { type Bounds, exactly } from './bounds.ts';

/** What RSS was since the sample before: a process whose figures may not be read at all leaves it open upwards. */
export function rssBounds({ rss, peak = rss, hidden = [] }: TreeSample): Bounds {
  const [one] = hidden;
  if (one === undefined) return exactly(peak);
  const why = `the memory of ${namesOf(hidden)} may not be read`;
  return { atLeast: peak, atMost: Number.POSITIVE_INFINITY, why };
}

/** What PSS was since the sample before: RSS bounds it from above, and from below what nobody can share. */
export function pssBounds(sample: TreeSample): Bounds {
  const { pss, pssAtLeast = 0 } = sample;
  const { atMost, why } = rssBounds(sample);
  return { atLeast: pss ?? pssAtLeast, atMost, ...(why !== undefined && { why }) };
}

/** What a reading of PSS showed at the moment of the sample, of all members or of those that could be read. */
export function pssReading(sample: TreeSample): Bounds | undefined {
  const { pss, pssAtLeast = 0, pssAtMost, unread = [] } = sample;
  if (pss !== undefined) return exactly(pss);
  if (pssAtMost === undefined) return undefined;
  const why =
    unread.length === 0
      ? 'processes came and went while the PSS was read'
      : `the PSS of ${namesOf(unread)} may not be read`;
  return { atLeast: pssAtLeast, atMost: pssAtMost, why };
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
