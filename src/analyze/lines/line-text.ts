import { barKey } from './bar-key.ts';
import { durationsIn } from './durations.ts';
import type { Kind, Line } from './line.ts';
import { maskOf, maskOfAll } from './mask.ts';
import { isLevelKey, isTimeKey } from './message.ts';

/** A line is shown with at most so many characters: its head and its tail. */
const MOST_SHOWN = 90;
const HEAD = 60;
const TAIL = 25;
/** Fields are added while a line is shorter than this. */
const ROOM_FOR_FIELDS = 70;
const LONGEST_VALUE = 40;
const UNTELLING = new Set(['pid', 'time', 'v', 'level', 'hostname']);

/** One line as it was written, with the fields that tell it from its like. */
export function textOfLine(line: Line, kind: Kind): string {
  if (line.redrawn) return shortened(barKey(line.text) || line.text);
  let text = line.text;
  const fields = [...(line.fields ?? new Map<string, string>())];
  const byType = [
    ...fields.filter(([, value]) => typeof value === 'string'),
    ...fields.filter(([, value]) => typeof value === 'number'),
  ];
  for (const [key, value] of byType) {
    const name = key.slice(key.lastIndexOf('.') + 1);
    if (text.length >= ROOM_FOR_FIELDS || isLevelKey(key) || isTimeKey(key)) continue;
    if (typeof value === 'string' ? tells(kind, key, value, text) : !UNTELLING.has(name)) {
      text += ` ${name}=${value}`;
    }
  }
  return shortened(text);
}

function tells(kind: Kind, key: string, value: string, text: string): boolean {
  const isShort = value.length <= LONGEST_VALUE && durationsIn(value).length === 0;
  return isShort && kind.varying.has(key) && !text.includes(value);
}

/** What lines of a kind share; holes with one value are filled. */
export function textOfLines(lines: readonly Line[], kind: Kind): string {
  const [first] = lines;
  if (!first || kind.redrawn) return shortened(kind.words.join(' '));
  if (lines.some(({ words }) => words.length !== first.words.length)) {
    return shortened(kind.words.join(' '));
  }
  const words = first.words.map((word, i) => {
    const own = lines.map((line) => line.words[i] as string);
    if (own.every((other) => other === word)) return word;
    const mask = maskOf(word);
    return own.every((other) => maskOf(other) === mask) ? maskOfAll(own) : '<*>';
  });
  return shortened(words.join(' '));
}

/** The head and the tail of a long text. */
export function shortened(text: string): string {
  return text.length <= MOST_SHOWN ? text : `${text.slice(0, HEAD)} … ${text.slice(-TAIL)}`;
}
