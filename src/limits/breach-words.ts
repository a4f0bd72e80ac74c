import { formatSize } from '../text/size.ts';
import type { Breach, BreachWords } from './breach.ts';
import { distinctSize } from './size-words.ts';
import { limitRow } from './table.ts';

/** The name under which a comparison with earlier runs is recorded when it came out worse. */
export const BASELINE = 'baseline';

const fixed = (bytes: number): string => formatSize(bytes, { fixed: true });

const BASELINE_WORDS: BreachWords = {
  what: 'worse than the baseline',
  title: 'baseline',
  about: 'run',
  figures: (breach) =>
    `${worseWords(breach)} ${distinctSize(breach.measured, breach.allowed)} > ${distinctSize(breach.allowed, breach.measured)}`,
  sentence: (breach) =>
    `needs more than the baseline: ${worseWords(breach)} ${fixed(breach.measured)} (${fixed(breach.allowed)} allowed)`,
  summary: ({ by, phase, measured, allowed }) =>
    `worse than the baseline: ${recordedWords(by, phase)} ${fixed(measured)}, ${fixed(allowed)} allowed`,
};

/** The words for a breach of `limit`, which may be any text that stands in a recording. */
export function breachWords(limit: string): BreachWords {
  return limitRow(limit)?.words ?? (limit === BASELINE ? BASELINE_WORDS : unknownWords(limit));
}

/** What is worse than in the baseline: 'peak', 'growth in phase 3 (climb)'. */
function worseWords({ by, phase = '' }: Breach): string {
  const [number = '', kind] = phase.split(' ');
  if (by !== 'growth' || kind === undefined) return by;
  return `growth in phase ${number} (${kind})`;
}

/** The same of a recording, which may hold any text there. */
function recordedWords(by: string, phase: string | undefined): string {
  if (by !== 'growth') return by === 'end' ? 'end' : 'peak';
  const number = /^\d{1,6}/.exec(phase ?? '')?.[0];
  return number === undefined ? 'growth' : `growth in phase ${number}`;
}

/** A limit that a newer memwrap has, or no memwrap at all. */
function unknownWords(limit: string): BreachWords {
  const option = `--${/^[a-z][a-z-]{0,30}$/.test(limit) ? limit : 'limit'}`;
  return {
    what: `over ${option}`,
    title: 'ceiling',
    about: 'moment',
    figures: ({ measured, allowed }) => `${fixed(measured)} > ${fixed(allowed)}`,
    sentence: ({ measured, allowed }) => `reached ${fixed(measured)} (${fixed(allowed)} allowed)`,
    summary: ({ measured, allowed }) =>
      `ceiling ${option} ${fixed(allowed)} passed by ${formatSize(Math.abs(measured - allowed))}`,
  };
}
