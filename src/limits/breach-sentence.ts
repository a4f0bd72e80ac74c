import type { Report } from '../analyze/report/types.ts';
import { breachWords } from './breach-words.ts';
import { betterWords, explainBreach, explanationWords } from './explain-breach.ts';
import { suggestedSize } from './size-words.ts';

export interface BreachSentence {
  /** The option's name, or 'baseline'. */
  readonly limit: string;
  /** What an annotation calls such a limit. */
  readonly title: string;
  /** 'npm test peaked at 2.03 GiB rss (2.00 GiB allowed)', and which kind of memory did it. */
  readonly sentence: string;
}

/** Each breach in a sentence of its own, for an annotation or a test result. */
export function breachSentences(report: Report, command: string): BreachSentence[] {
  return report.breaches.map((breach) => {
    const { title, sentence } = breachWords(breach.limit);
    const explanation = explanationWords(explainBreach(breach, report));
    return {
      limit: breach.limit,
      title,
      sentence: [`${command} ${sentence(breach, report)}`, ...explanation].join('; '),
    };
  });
}

/** What to write instead, as one reads it below a breach: 'better: --max-pss 170MiB', or else 'raise it: --max-rss 2.2GiB'. */
export function remedyWords(report: Report): string | undefined {
  const [breach] = report.breaches;
  const better = breach && betterWords(explainBreach(breach, report));
  if (better !== undefined) return `better: ${better}`;
  const raise = raiseWords(report);
  return raise === undefined ? undefined : `raise it: ${raise}`;
}

/** The limit that this run would have kept, with some margin: '--max-rss 2.2GiB'. Undefined where raising is no answer. */
export function raiseWords(report: Report): string | undefined {
  const [breach] = report.breaches;
  const needed = breach && breachWords(breach.limit).needed?.(breach, report);
  if (breach === undefined || needed === undefined) return undefined;
  return `--${breach.limit} ${suggestedSize(Math.max(breach.measured, needed))}`;
}
