import type { Answer } from '../analyze/answer/types.ts';
import type { ProcessLead } from '../analyze/processes/types.ts';
import type { Report } from '../analyze/report/types.ts';
import type { Breach, Reached } from '../limits/breach.ts';
import { betterWords, explainBreach } from '../limits/explain-breach.ts';
import { killedTexts } from './killed-words.ts';

/** A report as one JSON object on one line, without its curves; see docs/report.schema.json. */
export function jsonReport(report: Report): string {
  const {
    curve: _curve,
    machineCurve: _machineCurve,
    spans: _spans,
    lanes: _lanes,
    ...printed
  } = report;
  const { answer } = report;
  const breaches = report.breaches.map((breach) => printedBreach(breach, report));
  const death = killedTexts(report);
  return safeJson({
    ...printed,
    breaches,
    ...(answer !== undefined && { answer: printedAnswer(answer) }),
    ...(death.length > 0 && { death }),
  });
}

/** A breach with what explains it: `why`, each a clause, and the limit that is `better`, as one writes it. */
export function printedBreach<B extends Breach>(breach: B, reached: Reached): object {
  const explanation = explainBreach(breach, reached);
  const better = betterWords(explanation);
  return {
    ...breach,
    ...(explanation.why.length > 0 && { why: explanation.why }),
    ...(better !== undefined && { better }),
  };
}

function printedAnswer(answer: Answer): object {
  if (answer.kind === 'process') {
    return {
      ...answer,
      process: printedLead(answer.process),
      next: answer.next.map(printedLead),
    };
  }
  if (answer.kind !== 'nothing' || answer.process === undefined) return answer;
  return { ...answer, process: printedLead(answer.process) };
}

/** Without the positions of its processes in lists that are not printed. */
function printedLead({ members: _members, alike: _alike, ...lead }: ProcessLead): object {
  return lead;
}

/** JSON in which characters that a terminal would act on are written as escapes; ends in a newline. */
export function safeJson(value: unknown): string {
  const text = JSON.stringify(value).replace(/[\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    [...Array(character.length).keys()]
      .map((i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`)
      .join(''),
  );
  return `${text}\n`;
}
