import type { Report } from '../analyze/report/types.ts';
import { breachWords } from './breach-words.ts';
import { suggestedSize } from './size-words.ts';

export interface BreachSentence {
  /** The option's name, or 'baseline'. */
  readonly limit: string;
  /** What an annotation calls such a limit. */
  readonly title: string;
  /** 'npm test peaked at 2.03 GiB (2.00 GiB allowed)'. */
  readonly sentence: string;
}

/** Each breach in a sentence of its own, for an annotation or a test result. */
export function breachSentences(report: Report, command: string): BreachSentence[] {
  return report.breaches.map((breach) => {
    const { title, sentence } = breachWords(breach.limit);
    return { limit: breach.limit, title, sentence: `${command} ${sentence(breach, report)}` };
  });
}

/** The limit that this run would have kept, with some margin: '--max-rss 2.2GiB'. Undefined where raising is no answer. */
export function raiseWords(report: Report): string | undefined {
  const [breach] = report.breaches;
  const needed = breach && breachWords(breach.limit).needed?.(breach, report);
  if (breach === undefined || needed === undefined) return undefined;
  return `--${breach.limit} ${suggestedSize(Math.max(breach.measured, needed))}`;
}
