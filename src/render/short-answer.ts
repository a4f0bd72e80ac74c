import type { Answer } from '../analyze/answer/types.ts';
import { formatSize } from '../text/size.ts';
import { NOTICE_BYTES } from './process-words.ts';
import { growthTime, partOf, sizeRange, span } from './quantities.ts';
import { cells, shorten } from './text.ts';
import { spoken, type Voice } from './voice.ts';

/** A name cut below this tells nothing. */
const LEAST_NAME = 12;
const LONGEST_NAME = 60;

/**
 * The answer in one line of at most `columns` cells: 'cc1plus grammar.cpp holds 673 of the 1046 MiB, growing from 4.2 s on'.
 * Where it would be longer the time is left out, then the name is cut, then the peak is left out.
 */
export function shortAnswer(answer: Answer, columns: number, unicode: boolean): string {
  const parts = (most: number, brief = false): readonly [string, string] =>
    wordsOf(answer, spoken(unicode, most), brief);
  for (const most of [LONGEST_NAME, 40, 28, 20]) {
    const [what, when] = parts(most);
    const text = when === '' ? what : `${what}, ${when}`;
    if (cells(text) <= columns) return text;
  }
  for (const brief of [false, true]) {
    for (let most = LONGEST_NAME; most >= LEAST_NAME; most -= 4) {
      const [what] = parts(most, brief);
      if (cells(what) <= columns) return what;
    }
  }
  return shorten(parts(LEAST_NAME, true)[0], columns, unicode ? '…' : '...');
}

/** Who holds how much, and when it grew. */
function wordsOf(answer: Answer, voice: Voice, brief: boolean): readonly [string, string] {
  const { held, peak } = answer;
  const part = brief ? formatSize(held) : partOf(held, peak);
  const holds = `holds ${part}`;
  const when = growthTime(answer.start, answer.end, answer.peakTime);
  switch (answer.kind) {
    case 'process': {
      const { owner, kind, each, lives = owner.count } = answer.process;
      const name = voice.name(owner.label);
      if (kind === 'one' || kind === 'alone') return [`${name} ${holds}`, when];
      const sizes =
        each === undefined ? '' : `, ${sizeRange(each.least, each.most, voice.dash)} each`;
      if (kind === 'trend')
        return [`${name}: each of the ${lives} needs more than the one before`, ''];
      const count = kind === 'turns' ? lives : owner.count;
      return [`${count} ${voice.times} ${name} hold ${part}${sizes}`, ''];
    }
    case 'line':
      return [`${placeWords(answer.line.place, voice.line(answer.line.text))} ${holds}`, when];
    case 'time':
      return [`it grows with time, whatever the log says: ${part}`, when];
    case 'open':
      return [`${answer.candidates.map(voice.line).join(' or ')} ${holds}`, when];
    case 'flushed':
      return [`${part} came without a line to tell of it`, when];
    case 'silent':
      if (answer.machineFrom !== undefined) {
        const to = `from ${formatSize(answer.machineFrom)} to ${formatSize(peak)}`;
        return [`the machine's memory grew by ${formatSize(held)}, ${to}`, when];
      }
      // At the end of a run nobody has looked at its lines yet: only the report knows what they tell.
      return [`${part} came ${span(answer.start, answer.end)}`, ''];
    case 'outside':
      return [`${formatSize(held)} are held by no process of the run`, when];
    case 'nothing': {
      const { process, swing } = answer;
      if (process?.kind === 'turns' && process.each !== undefined) {
        const { each, atOnce = 1 } = process;
        const sizes = sizeRange(each.least, each.most, voice.dash);
        return [
          `nothing grows: each ${voice.name(process.owner.label)} needs ${sizes}, ${atOnce} at a time`,
          '',
        ];
      }
      if (swing < NOTICE_BYTES) return ['nothing grew that is worth a look', ''];
      return [`nothing grew; it moved within ${formatSize(swing)}`, ''];
    }
  }
}

function placeWords(place: string, text: string): string {
  if (place === 'start') return 'what comes before the first line';
  return place === 'end' ? 'what comes after the last line' : text;
}
