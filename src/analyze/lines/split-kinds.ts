import type { Growth } from './growth.ts';
import type { IndexedLog } from './indexed-log.ts';
import type { Kind, Line } from './line.ts';
import { mean, sum } from './spread.ts';

/** A number of so few values may tell workers or shards apart; each value comes at least so often. */
const MOST_VALUES = 12;
const LINES_A_VALUE = 3;
const FEWEST_LINES = 10;
/** It does where it explains this part of how the growth of the gaps varies, by this ratio of variances. */
const EXPLAINED = 0.5;
const RATIO = 6;
/** The gaps hold this part of all growth. */
const HELD = 0.3;

/** Splits kinds whose lines hold a number of few values that explains the growth: '[w3] item <n>'. */
export function splitKinds(log: IndexedLog, growth: Growth): IndexedLog {
  const kinds = [...log.kinds];
  const odds = [...log.odds];
  const moved = new Map<number, number>();
  for (const kind of log.kinds) {
    const at = kind.redrawn || kind.isAccess ? -1 : tellingWord(log, kind, growth);
    if (at < 0) continue;
    const groups = new Map<string, Line[]>();
    for (const line of kind.lines) {
      const word = line.words[at] as string;
      const own = groups.get(word);
      if (own) own.push(line);
      else groups.set(word, [line]);
    }
    for (const [word, lines] of groups) {
      const id = kinds.length;
      for (const { index } of lines) moved.set(index, id);
      kinds.push({
        ...kind,
        id,
        words: kind.words.with(at, word),
        lines: lines.map((line) => ({ ...line, kind: id })),
        count: sum(lines.map(({ stands }) => stands)),
      });
      odds.push(log.odds[kind.id] as number);
    }
    kinds[kind.id] = { ...kind, lines: [], count: 0 };
  }
  if (moved.size === 0) return log;
  const lines = log.lines.map((line) => {
    const kind = moved.get(line.index);
    return kind === undefined ? line : { ...line, kind };
  });
  return { ...log, lines, kinds, odds: Float64Array.from(odds) };
}

/** The place of the word whose values explain the growth of the gaps behind or ahead of the lines; -1: none. */
function tellingWord(log: IndexedLog, kind: Kind, growth: Growth): number {
  const lines = kind.lines.filter(({ begun }) => begun >= growth.start && begun <= growth.end);
  const [first] = lines;
  if (!first || lines.length < FEWEST_LINES) return -1;
  if (lines.some(({ words }) => words.length !== first.words.length)) return -1;
  for (let at = 0; at < first.words.length; at++) {
    const value = first.words[at];
    if (lines.every(({ words }) => words[at] === value)) continue;
    const values = new Map<string, number>();
    for (const { words } of lines) {
      const word = words[at] as string;
      values.set(word, (values.get(word) ?? 0) + 1);
      if (values.size > MOST_VALUES) break;
    }
    const few = values.size >= 2 && values.size <= MOST_VALUES;
    if (!few || lines.length < LINES_A_VALUE * values.size) continue;
    if (Math.max(...values.values()) > 0.8 * lines.length) continue;
    for (const behind of [true, false]) {
      const shares = lines.map((line) =>
        behind
          ? growth.between(line.ended, log.edgeAfter(line.ended))
          : growth.between(log.edgeBefore(line.begun), line.begun),
      );
      if (
        explains(
          lines.map(({ words }) => words[at] as string),
          shares,
          growth.total,
        )
      )
        return at;
    }
  }
  return -1;
}

/** Whether groups differ by more than their members do. */
function explains(values: readonly string[], shares: readonly number[], total: number): boolean {
  const groups = new Map<string, number[]>();
  for (const [i, value] of values.entries()) {
    const own = groups.get(value);
    if (own) own.push(shares[i] as number);
    else groups.set(value, [shares[i] as number]);
  }
  const average = mean(shares);
  const all = sum(shares.map((share) => (share - average) ** 2));
  let within = 0;
  for (const own of groups.values()) {
    const usual = mean(own);
    within += sum(own.map((share) => (share - usual) ** 2));
  }
  const between = (all - within) / (groups.size - 1);
  const noise = within / Math.max(1, shares.length - groups.size);
  return (
    all > 0 &&
    within < (1 - EXPLAINED) * all &&
    between > RATIO * noise &&
    sum(shares) > HELD * total
  );
}
