import type { Answer, Trend } from '../analyze/answer/types.ts';
import { formatShare } from '../text/share.ts';
import { formatSize, formatSizeChange } from '../text/size.ts';
import { stretchWords } from './axis.ts';
import { lineClause, lineNote, lineSubject } from './line-words.ts';
import { crowdSentence, leadSentences, nextSentence, restlessSentence } from './process-words.ts';
import { first, growthTime, moment, pace, partOf, span } from './quantities.ts';
import type { Voice } from './voice.ts';

/** An answer in words. */
export interface AnswerWords {
  /** Where to start: begins 'Start with …', 'Nothing grows …' or 'Nothing grew …'. */
  readonly start: string;
  /** What holds the next most, and what is still going on: each a sentence. */
  readonly more: readonly string[];
}

/** Others that hold less than this fraction of what the first does are not told. */
const WORTH_TELLING = 0.25;
/** With this fraction they hold as good as the same, and belong beside it. */
const NEARLY_AS_MUCH = 0.8;

/**
 * Where to start, in words; `voice` says how foreign text is shown, `paced` whether how fast memory still grows is told, `logged`
 * whether there is a log that could have told more.
 */
export function answerWords(
  answer: Answer,
  voice: Voice,
  { paced = true, logged = true }: { readonly paced?: boolean; readonly logged?: boolean } = {},
): AnswerWords {
  const { start, more } = startWords(answer, voice, logged);
  const { mostly, trend } = answer;
  return {
    start: mostly === undefined ? start : `${start} ${mostlySentence(mostly)}`,
    more: trend === undefined ? more : [...more, trendSentence(trend, voice, paced)],
  };
}

function startWords(answer: Answer, voice: Voice, logged: boolean): AnswerWords {
  switch (answer.kind) {
    case 'process': {
      const { sentences, others } = leadSentences(answer, voice);
      return { start: sentences.join(' '), more: others };
    }
    case 'line':
      return { start: lineSentences(answer, voice), more: otherLines(answer, voice) };
    case 'nothing':
      return { start: nothingSentence(answer, voice), more: [] };
    default:
      return { start: plainSentence(answer, voice, logged), more: [] };
  }
}

type Kind<K extends Answer['kind']> = Answer & { readonly kind: K };

/** 'At the peak': what is held of it, and when it grew. */
function heldClause({ held, peak, peakTime, start, end }: Answer, { axis }: Voice): string {
  return `${partOf(held, peak)} at the peak (${moment(peakTime, axis)}), ${growthTime(start, end, peakTime, axis)}`;
}

function lineSentences(answer: Kind<'line'>, voice: Voice): string {
  const { line, process, rest } = answer;
  const where = process === undefined ? '' : ` in ${voice.name(process)}`;
  const parts = [lineClause(line, voice), heldClause(answer, voice)].filter((part) => part !== '');
  const sentences = [`Start with ${lineSubject(line, voice)}${where}: ${parts.join(', ')}.`];
  const note = lineNote(line);
  if (note !== undefined) sentences.push(note);
  const [next] = rest;
  if (next !== undefined && next.bytes >= NEARLY_AS_MUCH * line.bytes) {
    sentences.push(
      `Nearly as much: ${lineSubject(next, voice)}, ${formatSize(next.bytes)}, ${span(next.start, next.end, voice.axis)}.`,
    );
  }
  return sentences.join(' ');
}

function otherLines({ line, rest }: Kind<'line'>, voice: Voice): string[] {
  const told = rest.filter(
    ({ bytes }, i) =>
      bytes >= WORTH_TELLING * line.bytes && (i > 0 || bytes < NEARLY_AS_MUCH * line.bytes),
  );
  return told
    .slice(0, 1)
    .map((one) => nextSentence(lineSubject(one, voice), one.bytes, one.start, one.end, voice.axis));
}

function nothingSentence({ process, swing, peak, saw }: Kind<'nothing'>, voice: Voice): string {
  if (saw !== undefined) {
    const { cycles, foot, height, line } = saw;
    const back = `memory comes back to ${formatSize(foot)}`;
    return line === undefined
      ? `Nothing grows: memory goes up by ${formatSize(height)} and down again, ${cycles} times; it comes back to ${formatSize(foot)}.`
      : `Nothing grows: each ${voice.line(line)} takes at most ${formatSize(height)} and gives it back; ${back} ${cycles} times.`;
  }
  if (process !== undefined && (process.kind === 'turns' || process.kind === 'crowd')) {
    return crowdSentence(process, peak, voice);
  }
  return restlessSentence(swing, peak);
}

function plainSentence(
  answer: Kind<'time' | 'open' | 'flushed' | 'silent' | 'outside'>,
  voice: Voice,
  logged: boolean,
): string {
  const { held, peak, peakTime, start, end } = answer;
  const { axis } = voice;
  switch (answer.kind) {
    case 'time': {
      const where = answer.process === undefined ? 'memory' : voice.name(answer.process);
      const how = `${where} grows by ${pace(answer.rate, axis)}${answer.steps ? ', in steps' : ''}`;
      const lines = answer.lines === 1 ? '1 line' : `${answer.lines} lines`;
      return `Start with time, not the log: ${how}, ${span(start, end, axis)}, whatever the log says (${lines}); ${partOf(held, peak)} at the peak (${moment(peakTime, axis)}).`;
    }
    case 'open': {
      const shown = answer.candidates.map((text) => voice.line(text));
      const last = shown.pop() ?? '';
      const names = shown.length === 0 ? last : `${shown.join(', ')} or ${last}`;
      return `Start with ${names}${inProcess(answer, voice)} (too close together to tell which): ${heldClause(answer, voice)}.`;
    }
    case 'flushed': {
      const lines = answer.lines === 1 ? 'its one line' : `its ${answer.lines} lines`;
      return `Start with ${stretch(answer, voice)}${inProcess(answer, voice)}: ${partOf(held, peak)} at the peak (${moment(peakTime, axis)}). Which line it was cannot be told, ${lines} were buffered and came in one write at the end: run it with PYTHONUNBUFFERED=1 or under stdbuf -oL.`;
    }
    case 'silent':
      if (answer.machineFrom !== undefined) {
        return `Start with ${stretch(answer, voice)}: the machine's memory grew by ${formatSize(held)} then, from ${formatSize(answer.machineFrom)} to ${formatSize(peak)} (${moment(peakTime, axis)}).`;
      }
      return `Start with ${stretch(answer, voice)}${inProcess(answer, voice)}: ${partOf(held, peak)} at the peak (${moment(peakTime, axis)})${logged ? ', and no line tells what it did then' : ''}.`;
    case 'outside': {
      if (answer.where === 'shmem') {
        return `Start with memory that no process holds: files in tmpfs or /dev/shm grew by ${formatSize(held)} ${span(start, end, axis)}, the processes by ${formatSize(answer.tree)}.`;
      }
      const whose = answer.where === 'cgroup' ? 'the container' : 'the machine';
      return `Start with memory that no process of the command holds: ${whose} grew by ${formatSize(held)} ${span(start, end, axis)}, the command's processes by ${formatSize(answer.tree)} (a daemon or another container, page cache).`;
    }
  }
}

/** '98% of it are pages of mapped files, which the kernel can take back.' */
function mostlySentence({ kind, part }: NonNullable<Answer['mostly']>): string {
  const what = kind === 'file' ? 'mapped files, which the kernel can take back' : 'shared memory';
  return `${formatShare(part)} of the peak is pages of ${what}.`;
}

function inProcess({ process }: { readonly process?: string }, voice: Voice): string {
  return process === undefined ? '' : ` in ${voice.name(process)}`;
}

/** 'the first 0.7 s', 'the time from 3 to 4.5 s'. */
function stretch({ start, end }: Answer, { axis }: Voice): string {
  const at = axis === undefined ? 'the time' : 'what came';
  return start <= 0.02 * end ? `the ${first(end, axis)}` : `${at} ${span(start, end, axis)}`;
}

/** 'Still growing at the end: +2.2 MiB per “flushed <n>”, 94 MiB/h; --max-rss of 512 MiB would be reached 4h12m later.' */
function trendSentence(
  { rate, line, process, limit }: Trend,
  voice: Voice,
  paced: boolean,
): string {
  const parts: string[] = [];
  if (line !== undefined) parts.push(`${formatSizeChange(line.each)} per ${voice.line(line.text)}`);
  else if (process !== undefined) parts.push(voice.name(process));
  if (paced) parts.push(pace(rate, voice.axis));
  const met =
    limit === undefined
      ? ''
      : `; ${limitName(limit.name)} of ${formatSize(limit.bytes)} would be reached ${later(limit.after, voice)} later`;
  const what = parts.length === 0 ? '' : `: ${parts.join(', ')}`;
  return `Still growing at the end${what}${met}.`;
}

function later(after: number, { axis }: Voice): string {
  return axis === undefined ? moment(after) : stretchWords(after, axis);
}

/** A recording may hold any text as a limit's name. */
function limitName(name: string): string {
  if (name === 'container') return "the container's limit";
  if (name === 'machine') return "the machine's memory";
  return /^[a-z][a-z-]{0,30}$/.test(name) ? `--${name}` : 'a limit';
}
