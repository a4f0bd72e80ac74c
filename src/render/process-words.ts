import type { Answer } from '../analyze/answer/types.ts';
import type { ProcessLead } from '../analyze/processes/types.ts';
import type { Report } from '../analyze/report/types.ts';
import { formatSize, formatSizeChange } from '../text/size.ts';
import type { Axis } from './axis.ts';
import { lineClause, lineSubject } from './line-words.ts';
import { growthTime, moment, partOf, sizeRange, span } from './quantities.ts';
import type { Voice } from './voice.ts';

type ProcessAnswer = Answer & { readonly kind: 'process' };

/** An owner that gained less than this fraction of what it holds had much of it before. */
const MOST_OF_IT = 0.8;
/** Another that holds this fraction of what the first does holds as good as the same. */
const NEARLY_AS_MUCH = 0.8;

/** Where to start among processes, and what the others hold. */
export function leadSentences(
  answer: ProcessAnswer,
  voice: Voice,
): { readonly sentences: readonly string[]; readonly others: readonly string[] } {
  const { process, peak, next } = answer;
  const [second] = next;
  const sentences = [leadSentence(answer, voice)];
  const others: string[] = [];
  if (second !== undefined) {
    const said = secondSentence(second, process, voice);
    (second.held >= NEARLY_AS_MUCH * process.held ? sentences : others).push(said);
  }
  const { siblings } = process;
  if (siblings !== undefined && siblings.count > 0 && process.kind === 'one') {
    const most = formatSize(siblings.most);
    others.push(
      siblings.count === 1
        ? `The other one like it needs at most ${most}.`
        : `The other ${siblings.count} like it need at most ${most} each.`,
    );
  }
  return { sentences: peak > 0 ? sentences : sentences.slice(0, 1), others };
}

function leadSentence(answer: ProcessAnswer, voice: Voice): string {
  const { process, line, peak, peakTime } = answer;
  switch (process.kind) {
    case 'crowd':
    case 'turns':
      return crowdSentence(process, peak, voice);
    case 'trend':
      return trendOfTurns(process, voice);
    case 'alone':
    case 'one': {
      const gained =
        process.gained < MOST_OF_IT * process.held ? ` (${formatSizeChange(process.gained)})` : '';
      const grown = `${growthTime(process.start, process.end, peakTime, voice.axis)}${gained}`;
      const held = `${partOf(process.held, peak)} at the peak (${moment(peakTime, voice.axis)})`;
      const behind = line === undefined ? '' : `, ${lineWords(line, voice)}`;
      return `Start with ${voice.name(process.owner.label)}: ${held}, ${grown}${behind}.`;
    }
  }
}

function lineWords(line: NonNullable<ProcessAnswer['line']>, voice: Voice): string {
  const clause = lineClause(line, voice);
  return `with ${lineSubject(line, voice)}${clause === '' ? '' : ` (${clause})`}`;
}

/** Processes that hold less than this part of their sum by themselves share the rest. */
const SHARED = 0.8;

/** Like processes, none of them to be named: 'Nothing grows: each tesseract needs about 63 MiB, one at a time, 6 in turn.' */
export function crowdSentence(lead: ProcessLead, peak: number, voice: Voice): string {
  const { owner, each, held, kind, atOnce = owner.count, lives = owner.count } = lead;
  const name = voice.name(owner.label);
  const words = lead.words === undefined ? '' : ` (${lead.words.map(voice.name).join(' … ')})`;
  const sizes = each === undefined ? undefined : sizeRange(each.least, each.most, voice.dash);
  if (kind === 'turns' && atOnce <= 1) {
    const about = sizes === undefined ? formatSize(held) : sizes;
    return `Nothing grows: each ${name}${words} needs about ${about}, one at a time, ${lives} in turn.`;
  }
  const fewer = 'fewer at a time would lower it';
  // A sum of RSS counts for each what all of them share.
  const beside = owner.count * (each?.most ?? held) < SHARED * held ? ' beside shared pages' : '';
  const eachWords = sizes === undefined ? '' : `, ${sizes} each${beside}`;
  if (kind === 'turns') {
    return `Nothing grows by itself: ${lives} ${voice.times} ${name}${words}${eachWords}, ${atOnce} at a time, hold ${partOf(held, peak)} at the peak; ${fewer}.`;
  }
  return `Start with the ${owner.count} ${plural(owner.label, name)}${words}: together ${partOf(held, peak)} at the peak${eachWords}; ${fewer}.`;
}

/** '8 par.py workers', '6 tesseract processes'. */
function plural(label: string, name: string): string {
  return /\bworker$/.test(label) && name.endsWith('worker') ? `${name}s` : `${name} processes`;
}

function trendOfTurns({ owner, each, lives = owner.count }: ProcessLead, voice: Voice): string {
  const sizes =
    each === undefined ? '' : `, from ${formatSize(each.least)} to ${formatSize(each.most)}`;
  return `Start with ${voice.name(owner.label)}: each of the ${lives} needs more than the one before${sizes}.`;
}

function secondSentence(second: ProcessLead, first: ProcessLead, voice: Voice): string {
  const { owner, held, start, end } = second;
  if (owner.count > 1) {
    const so = held > first.held ? 'More, but spread over' : 'Then';
    return `${so} ${owner.count} ${voice.times} ${voice.name(owner.label)}: ${groupSizes(second, voice)}.`;
  }
  if (held >= NEARLY_AS_MUCH * first.held) {
    return `Nearly as much: ${voice.name(owner.label)}, ${formatSize(held)}, ${span(start, end, voice.axis)}.`;
  }
  return nextSentence(voice.name(owner.label), held, start, end, voice.axis);
}

/** '480 MiB, 60 MiB each'; '248 MiB each, one of them at the peak'. */
function groupSizes({ owner, held, each }: ProcessLead, voice: Voice): string {
  if (each === undefined) return formatSize(held);
  const sizes = `${sizeRange(each.least, each.most, voice.dash)} each`;
  const isOne = held < 1.1 * each.least;
  if (isOne) return `${sizes}, one of them at the peak`;
  const areAll = held >= 0.9 * owner.count * each.least;
  return `${formatSize(held)}${areAll ? '' : ' at the peak'}, ${sizes}`;
}

/** 'Then cc1plus graph.cpp: 356 MiB, from 16 to 31 s.' */
export function nextSentence(
  subject: string,
  bytes: number,
  start: number,
  end: number,
  axis?: Axis,
): string {
  const [from, to] = [moment(start, axis), moment(end, axis)];
  const when = from === to ? `at ${to}` : span(start, end, axis);
  return `Then ${subject}: ${formatSize(bytes)}, ${when}.`;
}

/** Of a movement below this no sentence speaks. */
export const NOTICE_BYTES = 2 * 2 ** 20;

/** Whether anything happened that a share of the growth could be told of. */
export function isNoticeable({ answer }: Pick<Report, 'answer'>): boolean {
  return answer?.kind !== 'nothing' || answer.swing >= NOTICE_BYTES;
}

const NOTHING_TO_SEE = 'Nothing grew that is worth a look.';

/** Nothing grows and nobody is to be named: how far it moved. */
export function restlessSentence(swing: number, peak: number): string {
  const most = formatSize(peak);
  if (!(swing > 0)) return `Nothing grew: memory stayed at ${most}.`;
  if (swing < NOTICE_BYTES) return NOTHING_TO_SEE;
  // More than a third of the peak is a saw, not a level.
  return swing > peak / 3
    ? `Nothing grows: memory goes up and down by ${formatSize(swing)}, to ${most} at most.`
    : `Nothing grew: memory moved within ${formatSize(swing)}, ${most} at most.`;
}
