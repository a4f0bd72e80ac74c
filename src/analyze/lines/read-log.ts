import type { LineEvents } from './events.ts';
import { explainGrowth, type IndexedLog } from './explain.ts';
import { firstNotBefore, growthOf, lastNotAfter } from './growth.ts';
import { pairsBy } from './labels.ts';
import type { Line } from './line.ts';
import { bare } from './mask.ts';
import { oddsOf } from './odds.ts';
import { readLines } from './read-lines.ts';
import type { Log } from './types.ts';

/** Less growth than this is worth no word, bytes. */
const WORTH_A_WORD = 2 ** 20;
/** Lines written this shortly before the end came with the exit, milliseconds. */
const AT_EXIT = 60;
const FEWEST_FLUSHED = 3;
const EDGE = 2;
/** A process is seen up to a sampling interval after its first line. */
const EARLY_MS = 50;

/** Reads a log once; `end`: of the recording, milliseconds since its start. */
export function readLog(events: LineEvents, end: number): Log {
  const { lines, kinds } = readLines(events.finish(), events.start);
  const { kinds: odds, claims } = oddsOf(lines, kinds, end);
  const edges = Float64Array.from(new Set([0, ...lines.flatMap((l) => [l.begun, l.ended])])).sort();
  const tokens = new Map<Line, string[]>();
  const counts = new Map<string, number>();
  for (const line of lines) {
    const own = [...new Set(line.words.map(bare))].filter(
      (word) => word.length > 2 || /\d/.test(word),
    );
    tokens.set(line, own);
    for (const word of own) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const log: IndexedLog = {
    lines,
    kinds,
    odds,
    claims,
    isPair: pairsBy((line) => tokens.get(line) as string[], counts, lines.length),
    edgeBefore: (moment) => edges[firstNotBefore(edges, moment - EDGE) - 1] ?? 0,
    edgeAfter: (moment) => edges[lastNotAfter(edges, moment + EDGE) + 1] ?? end,
  };
  const atExit =
    lines.length >= FEWEST_FLUSHED && lines.every(({ begun }) => begun > end - AT_EXIT);
  return {
    explain(series, from, to, held, since) {
      const growth = growthOf(series, from, to);
      if (!growth || growth.total < WORTH_A_WORD) return undefined;
      const around = { growth: growth.total, start: growth.start, end: growth.end, beside: [] };
      if (lines.length === 0) return { ...around, kind: 'silent' };
      if (atExit) return { ...around, kind: 'flushed', lines: lines.length };
      const own =
        since === undefined
          ? log
          : { ...log, lines: lines.filter(({ begun }) => begun >= since - EARLY_MS) };
      if (own.lines.length === 0) return { ...around, kind: 'silent' };
      return explainGrowth(own, growth, held ? end : Math.min(end, Math.max(to, growth.end)));
    },
  };
}
