import type { Report } from '../analyze/report/types.ts';
import { formatShare } from '../text/share.ts';
import { type AnswerWords, answerWords } from './answer.ts';
import { peakWords } from './peak-words.ts';
import { cells } from './text.ts';
import { spoken, type Voice } from './voice.ts';
import { wrap } from './wrap.ts';

/** The answer of a report, wrapped: where to start, and what else held the peak. */
export interface AnswerBlock {
  readonly start: readonly string[];
  readonly more: readonly string[];
}

/** The first sentence may fill so many lines of 80 columns: names are cut until it does. */
const MOST_LINES = 3;
const LINE_CELLS = 80;
/** How long a name may be, the first that fits; below the last one nothing could be recognized. */
const LONGEST_NAME = 90;
const NAME_CELLS = [LONGEST_NAME, 64, 48, 36, 28, 20];

/** The answer in lines of at most `columns` cells. */
export function answerBlock(
  report: Report,
  { columns, unicode }: { readonly columns: number; readonly unicode: boolean },
): AnswerBlock {
  const most = Math.ceil((MOST_LINES * LINE_CELLS) / columns);
  let block: AnswerBlock = { start: [], more: [] };
  for (const size of NAME_CELLS) {
    const voice = spoken(unicode, Math.min(size, columns - 4), report.axis);
    const words = reportWords(report, voice);
    block = {
      start: wrap(words.start, columns),
      more: wrapSentences(words.more, columns),
    };
    if (block.start.length <= most && block.more.length <= most) break;
  }
  return block;
}

/** The answer and what held the peak, in sentences; of a report without an answer why there is none. */
export function reportWords(report: Report, voice: Voice): AnswerWords {
  const { answer } = report;
  const held = peakWords(report, voice);
  const peak = held === undefined ? [] : [held];
  if (answer === undefined) return { start: noAnswer(report), more: peak };
  // A leak is told with its slope: a second one, over another time, would be another number for the same climb.
  const paced = !report.breaches.some(({ by }) => by === 'slope');
  const { start, more } = answerWords(answer, voice, { paced, logged: isLogged(report) });
  return { start, more: [...more, ...peak] };
}

/** Where to start, in a line of plain text for messages of any length; undefined where there is no answer. */
export function answerText(report: Report): string | undefined {
  const { answer, axis } = report;
  const voice = spoken(true, LONGEST_NAME, axis);
  return answer && answerWords(answer, voice, { logged: isLogged(report) }).start;
}

/** Whether what ran could have told something: not where another tool recorded its memory alone. */
export function isLogged({ source, lines }: Pick<Report, 'source' | 'lines'>): boolean {
  return source === undefined || lines > 0;
}

function noAnswer({ samples, curve, focus }: Report): string {
  if (samples === 0) return 'No memory was measured, so there is nothing to compare the log with.';
  if (curve.times.length < 2) return 'Too short to tell where memory grew.';
  if (focus !== undefined) {
    return `Start with phase ${focus.phase}: it holds ${formatShare(focus.shareOfGrowth)} of the growth and ${formatShare(focus.shareOfTime)} of the time.`;
  }
  return 'Nothing grew that is worth a look.';
}

/** Sentences one after the other; one that would be broken begins a line of its own if it then fits on it. */
function wrapSentences(sentences: readonly string[], columns: number): string[] {
  const lines: string[] = [];
  for (const sentence of sentences) {
    const last = lines.at(-1);
    if (last !== undefined && cells(last) + 1 + cells(sentence) <= columns) {
      lines[lines.length - 1] = `${last} ${sentence}`;
    } else lines.push(...wrap(sentence, columns));
  }
  return lines;
}
