import type { LineEvents } from './events.ts';
import { explainGrowth } from './explain.ts';
import { firstNotBefore, growthOf, lastNotAfter } from './growth.ts';
import type { IndexedLog } from './indexed-log.ts';
import { pairsBy } from './labels.ts';
import type { Line } from './line.ts';
import { bare } from './mask.ts';
import { oddsOf, shapesOf } from './odds.ts';
import { readLines } from './read-lines.ts';
import type { LineStory, Log } from './types.ts';

/** Less growth than this is worth no word, bytes. */
const WORTH_A_WORD = 2 ** 20;
/** Lines that all come in one write (milliseconds) in the last part of a run were kept back until then. */
const ONE_WRITE = 5;
const LAST_PART = 0.9;
const FEWEST_FLUSHED = 3;
const EDGE = 2;
/** A line that took longer to write, milliseconds, may still be open when a stretch begins. */
const LONG = 25;
/** A process is seen up to a sampling interval after its first line, milliseconds. */
const SEEN_LATE = 50;

/** 0 and the moments at which lines begin and end, in order, each once. */
function edgesOf(lines: readonly Line[]): Float64Array {
  const all = new Float64Array(2 * lines.length + 1);
  lines.forEach(({ begun, ended }, i) => {
    all[2 * i + 1] = begun;
    all[2 * i + 2] = ended;
  });
  all.sort();
  let count = 1;
  for (let i = 1; i < all.length; i++) {
    if (all[i] !== all[i - 1]) all[count++] = all[i] as number;
  }
  return all.slice(0, count);
}

/** Reads a log once; `end`: of the recording, milliseconds since its start. */
export function readLog(events: LineEvents, end: number): Log {
  const { lines, kinds } = readLines(events.finish(), events.start);
  const shapes = shapesOf(kinds);
  const { kinds: odds, claims } = oddsOf(lines, kinds, shapes, end);
  const edges = edgesOf(lines);
  const tokens: string[][] = [];
  const counts = new Map<string, number>();
  for (const line of lines) {
    const own = [...new Set(line.words.map(bare))].filter(
      (word) => word.length > 2 || /\d/.test(word),
    );
    tokens[line.index] = own;
    for (const word of own) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const log: IndexedLog = {
    lines,
    kinds,
    long: lines.filter(({ begun, ended }) => ended - begun > LONG),
    shapes,
    odds,
    claims,
    isPair: pairsBy((line) => tokens[line.index] as string[], counts, lines.length),
    edgeBefore: (moment) => edges[firstNotBefore(edges, moment - EDGE) - 1] ?? 0,
    edgeAfter: (moment) => edges[lastNotAfter(edges, moment + EDGE) + 1] ?? end,
  };
  const first = lines[0]?.begun ?? 0;
  const last = lines[lines.length - 1]?.ended ?? 0;
  const isOneWrite = lines.length >= FEWEST_FLUSHED && last - first < ONE_WRITE;
  const isFlushed = isOneWrite && first > LAST_PART * end;
  const explain: Log['explain'] = (series, from, to, held, since) => {
    const growth = growthOf(series, from, to);
    if (!growth || growth.total < WORTH_A_WORD) return undefined;
    const around = { growth: growth.total, start: growth.start, end: growth.end, beside: [] };
    if (lines.length === 0) return { ...around, kind: 'silent' };
    if (isFlushed) return { ...around, kind: 'flushed', lines: lines.length };
    const own =
      since === undefined
        ? log
        : { ...log, lines: lines.filter(({ begun }) => begun >= since - SEEN_LATE) };
    if (own.lines.length === 0) return { ...around, kind: 'silent' };
    return explainGrowth(own, growth, held ? end : Math.min(end, Math.max(to, growth.end)));
  };
  return { explain: remembered(explain) };
}

/** Answers the same question once: a last phase that climbs is asked about twice, which took 60 ms where lines are many. */
function remembered(explain: Log['explain']): Log['explain'] {
  const known: { readonly asked: Parameters<Log['explain']>; readonly story?: LineStory }[] = [];
  return (series, from, to, held, since) => {
    const asked: Parameters<Log['explain']> = [series, from, to, held, since];
    const before = known.find((one) => asked.every((value, i) => value === one.asked[i]));
    if (before) return before.story;
    const story = explain(...asked);
    known.push({ asked, ...(story && { story }) });
    return story;
  };
}
