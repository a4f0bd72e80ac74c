import type { LineOwner, LineStory } from '../lines/types.ts';
import type { ProcessLead } from '../processes/types.ts';
import type { Series } from '../series.ts';
import type { AnswerFacts } from './facts.ts';
import { findSaw, type Saw } from './saw.ts';
import { trendOf } from './trend.ts';
import type { Answer } from './types.ts';

/** From this fraction of the peak on, one kind of memory is what it is about. */
const MOSTLY = 0.6;
const LIBRARIES_BYTES = 32 * 2 ** 20;

const OPEN_PLACES: ReadonlySet<LineOwner['place']> = new Set(['between', 'start', 'end']);

/** Growth below this is not worth a sentence: bytes, and a part of the peak. */
const NOTICE_BYTES = 2 * 2 ** 20;
const NOTICE_PART = 0.03;

/** Says where to start: who or what holds the peak, and when that grew. Undefined without samples. */
export function decideAnswer(facts: AnswerFacts): Answer | undefined {
  const { curve, processes } = facts;
  const top = highest(curve, facts.exit);
  if (top === undefined) return undefined;
  const [first = 0] = curve.values;
  const growth = top.bytes - first;
  const mostly = mostlyOf(facts.kinds, top.bytes);
  const base = { peak: top.bytes, peakTime: top.time, ...(mostly && { mostly }) } as const;
  const from = curve.times[0] ?? 0;
  const { outside } = facts;
  if (outside !== undefined && outside.bytes >= growth) {
    const { bytes, start, end, where } = outside;
    return { ...base, kind: 'outside', held: bytes, start, end, tree: growth, where };
  }
  const lead = processes?.lead;
  if (growth < Math.max(NOTICE_BYTES, NOTICE_PART * top.bytes)) {
    return { ...base, kind: 'nothing', held: 0, start: from, end: top.time, swing: swingOf(curve) };
  }
  const trend = trendOf(facts);
  const going = trend === undefined ? {} : { trend };
  if (lead?.kind === 'turns' && lead.atOnce === 1) {
    const { held, start, end } = lead;
    return { ...base, kind: 'nothing', held, start, end, swing: swingOf(curve), process: lead };
  }
  // That a command did everything goes without saying; whom a watch finds does not.
  if (lead !== undefined && (lead.kind !== 'alone' || facts.isWatch === true)) {
    return { ...base, ...going, ...byProcess(lead, facts, top.time) };
  }
  const saw = findSaw(curve, facts.exit ?? Number.POSITIVE_INFINITY);
  if (saw !== undefined) return { ...base, ...ofSaw(saw, facts) };
  const since = lead === undefined || lead.isCommand ? undefined : facts.leadSince;
  const story = facts.log?.explain(curve, from, top.time, true, since);
  if (facts.isMachine === true && (story === undefined || story.kind === 'silent')) {
    return { ...base, ...going, ...ofMachine(curve, top, growth) };
  }
  const part = byLine(story, growth, lead, from, top.time);
  const process = lead === undefined || lead.isCommand ? {} : { process: lead.owner.label };
  return { ...base, ...going, ...part, ...process };
}

function mostlyOf(kinds: AnswerFacts['kinds'], peak: number): Answer['mostly'] {
  for (const kind of ['file', 'shmem'] as const) {
    const bytes = kinds?.[kind] ?? 0;
    // The pages of programs and libraries are expected, however small the run is.
    if (bytes >= MOSTLY * peak && bytes >= LIBRARIES_BYTES)
      return { kind, part: Math.min(1, bytes / peak) };
  }
  return undefined;
}

type Part<A> = A extends unknown ? Omit<A, 'peak' | 'peakTime' | 'trend' | 'mostly'> : never;
type ByProcess = Part<Extract<Answer, { kind: 'process' }>>;
type ByLine = Part<Extract<Answer, { kind: 'line' | 'time' | 'open' | 'flushed' | 'silent' }>>;

function ofSaw(saw: Saw, { curve, log }: AnswerFacts): Part<Extract<Answer, { kind: 'nothing' }>> {
  const { cycles, foot, height, start, end } = saw;
  const story = log?.explain(curve, start, end, false);
  const line = story?.kind === 'line' && story.line.of > 1 ? { line: story.line.text } : {};
  return {
    kind: 'nothing',
    held: height,
    start,
    end,
    swing: height,
    saw: { cycles, foot, height, ...line },
  };
}

function byProcess(lead: ProcessLead, facts: AnswerFacts, peakTime: number): ByProcess {
  const { held, start, end } = lead;
  const next = facts.processes?.next ?? [];
  const plain = { kind: 'process', held, start, end, process: lead, next } as const;
  // What like processes print is each other's, or speaks of the past.
  if (lead.kind !== 'one' || (lead.hasSiblings && !lead.isNumbered)) return plain;
  const series = facts.processes?.seriesOf(lead.members);
  const story =
    series &&
    facts.log?.explain(series, lead.start, Math.min(lead.end, peakTime), true, facts.leadSince);
  // The process is known: a line that leaves something open would only blur it.
  return story?.kind === 'line' && !OPEN_PLACES.has(story.line.place)
    ? { ...plain, line: story.line }
    : plain;
}

function byLine(
  story: LineStory | undefined,
  growth: number,
  lead: ProcessLead | undefined,
  from: number,
  until: number,
): ByLine {
  const start = story?.start ?? lead?.start ?? from;
  const end = story?.end ?? lead?.end ?? until;
  const held = story?.growth ?? lead?.held ?? growth;
  switch (story?.kind) {
    case 'line': {
      const { line, rest } = story;
      return { kind: 'line', held: line.bytes, start: line.start, end: line.end, line, rest };
    }
    case 'time': {
      const { rate, lines, steps } = story;
      return { kind: 'time', held, start, end, rate, lines, steps };
    }
    case 'open':
      return { kind: 'open', held, start, end, candidates: story.candidates };
    case 'flushed':
      return { kind: 'flushed', held, start, end, lines: story.lines };
    default:
      return { kind: 'silent', held, start, end };
  }
}

/** Growth of the whole machine: from where it leaves the first twentieth of it to where it is nearly whole. */
function ofMachine(
  { times, values }: Series,
  top: { readonly time: number },
  growth: number,
): Part<Extract<Answer, { kind: 'silent' }>> {
  const [first = 0] = values;
  const last = times.findLastIndex((time) => time <= top.time);
  const leaves = values.findLastIndex((value, i) => i <= last && value - first < 0.05 * growth);
  const whole = values.findIndex((value, i) => i > leaves && value - first >= 0.95 * growth);
  return {
    kind: 'silent',
    held: growth,
    start: times[Math.max(0, leaves)] ?? 0,
    end: times[whole] ?? top.time,
    machineFrom: first,
  };
}

function highest(
  { times, values }: Series,
  exit: number | undefined,
): { readonly bytes: number; readonly time: number } | undefined {
  let at = -1;
  for (let i = 0; i < times.length; i++) {
    if (exit !== undefined && (times[i] as number) > exit && at >= 0) break;
    if (at < 0 || (values[i] as number) > (values[at] as number)) at = i;
  }
  return at < 0 ? undefined : { bytes: values[at] as number, time: times[at] as number };
}

function swingOf({ values }: Series): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return high > low ? high - low : 0;
}
