import { printable } from '../text/printable.ts';
import { formatSize } from '../text/size.ts';
import type { Unjudged } from './bounds.ts';
import { limitRow } from './table.ts';

/** What becomes of a limit that is not judged: it fails the run, or somebody said that it does not. */
export const IF_UNKNOWN = ['fail', 'pass'] as const;
export type IfUnknown = (typeof IF_UNKNOWN)[number];

/** '--max-pss is not judged: the PSS of hold (7) may not be read, it was between 40.0 MiB and 140 MiB'. */
export function unjudgedWords({ limit, why, atLeast = 0, atMost }: Unjudged): string {
  const option = /^[a-z][a-z-]{0,30}$/.test(limit) ? `--${limit}` : 'a limit';
  const words = `${option} is not judged: ${printable(why)}`;
  if (atMost === undefined) return words;
  const most = formatSize(atMost, { fixed: true });
  if (atLeast === 0) return `${words}; it was ${most} at most`;
  return `${words}; it was between ${formatSize(atLeast, { fixed: true })} and ${most}`;
}

/** The same as a line on stderr, with what to do about it. `fails`: whether it fails the run. */
export function unjudgedLine(unjudged: Unjudged, fails: boolean): string {
  const words = unjudgedWords(unjudged);
  if (!fails) return `${words} (a warning only)`;
  const instead = limitRow(unjudged.limit)?.instead;
  const set = instead === undefined ? '' : `set --${instead} instead, or `;
  return `${words}; ${set}--if-unknown pass lets it pass`;
}
