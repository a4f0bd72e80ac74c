import { barKey } from './bar-key.ts';
import { durationsIn } from './durations.ts';
import type { Draft, Kind, Line } from './line.ts';
import { maskOf } from './mask.ts';

/** Kinds of at most so many lines each, at least so many of them, are one kind with a name in it. */
const NAMED_LINES = 2;
const FEWEST_NAMES = 3;
/** Longer lines are not compared word by word. */
const MOST_WORDS = 16;

const DURATION_MARK =
  /(?:\d+:\d\d(?:\.\d+)?|\d+(?:[.,]\d+)?\s?(?:ms|µs|us|s|secs?|seconds?|min|minutes?|m))(?![\w/])/gi;
const LOWER_WORD = /[\p{L}]*[\p{Ll}\p{Lo}][\p{L}\w.-]*/gu;
const CHECK_MARK = /^[^\p{L}\d]*[✓✔√✗✘×]/u;

/** Lines that are nothing but words are of one shape only where so much of a log is. */
const PLAIN_LOG = 0.8;

interface Group {
  readonly words: readonly string[];
  readonly lines: Draft[];
  key: string;
}

/** Sorts lines into kinds, and sets each line's. */
export function kindsOf(lines: readonly Draft[]): Kind[] {
  const groups = new Map<string, Group>();
  for (const line of lines) {
    const words = line.redrawn ? barWords(line.text) : line.words.map(maskOf);
    const key = `${line.redrawn ? 'bar' : ''}${line.isAccess ? 'access' : ''}\t${words.join(' ')}`;
    const group = groups.get(key);
    if (group) group.lines.push(line);
    else groups.set(key, { words, lines: [line], key });
  }
  const merged = mergeNames([...groups.values()]);
  const plain = merged.filter(({ lines: held }) => isPlain(shapeOf((held[0] as Draft).text)));
  const plainLines = plain.reduce((sum, { lines: held }) => sum + held.length, 0);
  const isPlainLog = plainLines >= PLAIN_LOG * lines.length;
  return merged.map(({ words, lines: held }, id) => {
    for (const line of held) line.kind = id;
    const [first] = held as [Draft];
    return {
      id,
      words,
      redrawn: first.redrawn,
      isAccess: first.isAccess,
      shape: ownShape(shapeOf(first.text), isPlainLog, id),
      lines: held as Line[],
      count: held.reduce((sum, { stands }) => sum + stands, 0),
      varying: varyingFields(held),
    };
  });
}

function barWords(text: string): string[] {
  const key = barKey(text);
  return key === '' ? text.split(/\s+/).slice(0, 1).map(maskOf) : key.split(' ');
}

/** Kinds that differ in one word and come once or twice each: the word is a name. */
function mergeNames(groups: readonly Group[]): Group[] {
  const siblings = new Map<string, Group[]>();
  for (const group of groups) {
    const { words, lines } = group;
    if (lines.length > NAMED_LINES || lines[0]?.redrawn || lines[0]?.isAccess) continue;
    if (words.length < 2 || words.length > MOST_WORDS) continue;
    for (let i = 0; i < words.length; i++) {
      const rest = [...words.slice(0, i), '<*>', ...words.slice(i + 1)];
      if (!rest.some((word) => word !== '<*>' && /\p{Ll}|\p{Lo}/u.test(word))) continue;
      const key = rest.join(' ');
      const others = siblings.get(key);
      if (others) others.push(group);
      else siblings.set(key, [group]);
    }
  }
  const merged = new Set<Group>();
  const result: Group[] = [];
  const order = [...siblings].sort((a, b) => b[1].length - a[1].length);
  for (const [key, all] of order) {
    if (all.length < FEWEST_NAMES) break;
    const left = all.filter((group) => !merged.has(group));
    if (left.length < FEWEST_NAMES) continue;
    for (const group of left) merged.add(group);
    const lines = left.flatMap(({ lines: own }) => own).sort((a, b) => a.index - b.index);
    result.push({ words: key.split(' '), lines, key });
  }
  const all = [...groups.filter((group) => !merged.has(group)), ...result];
  return all.sort((a, b) => (a.lines[0]?.index ?? 0) - (b.lines[0]?.index ?? 0));
}

function varyingFields(lines: readonly Draft[]): Set<string> {
  const [first] = lines;
  const varying = new Set<string>();
  for (const [key, value] of first?.fields ?? []) {
    if (lines.some(({ fields }) => fields?.get(key) !== value)) varying.add(key);
  }
  return varying;
}

function ownShape(shape: string, isPlainLog: boolean, id: number): string {
  return isPlain(shape) && !isPlainLog ? `${shape} ${id}` : shape;
}

function isPlain(shape: string): boolean {
  return /^[W .:,'"-]+$/.test(shape);
}

/** How a line is built, whatever its words say. */
function shapeOf(text: string): string {
  const marked = CHECK_MARK.test(text)
    ? `${text.trim().slice(0, 1)}W`
    : text.replace(LOWER_WORD, 'W');
  const timed = durationsIn(text).length > 0 ? markDurations(text, marked) : marked;
  return timed
    .replace(/\d+(?:[.,:_]\d+)*/g, '<n>')
    .replace(/(?:W[\s/:.,'"-]*)+/g, 'W ')
    .trim();
}

function markDurations(text: string, marked: string): string {
  if (marked.length < text.length / 2 && CHECK_MARK.test(text)) return marked;
  return text
    .replace(DURATION_MARK, '<d>')
    .replace(LOWER_WORD, (word) => (word === 'd' ? 'd' : 'W'));
}
