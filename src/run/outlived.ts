import type { Outlived } from '../recording/records.ts';
import type { Sampler } from '../sample/sampler.ts';

/** So many are listed; the others are counted. */
const MOST_LISTED = 16;

/** Who of the command's tree still runs, for the end record; empty if nobody does. `argv`: with their command lines. */
export function outlivedBy(
  sampler: Pick<Sampler, 'living'>,
  argv: boolean,
): { readonly outlived?: Outlived } {
  const living = sampler.living();
  if (living.length === 0) return {};
  const processes = living
    .slice(0, MOST_LISTED)
    .map(({ argv: words, ...one }) => (argv && words ? { ...one, argv: words } : one));
  return { outlived: { count: living.length, processes } };
}
