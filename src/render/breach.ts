import type { Follows, ProcessSize, Report } from '../analyze/report/types.ts';
import { breachWords } from '../limits/breach-words.ts';
import { explainBreach, explanationWords } from '../limits/explain-breach.ts';
import { limitRow } from '../limits/table.ts';
import { metricOfBreach } from '../recording/breach-metric.ts';
import type { BreachRecord } from '../recording/records.ts';
import { formatSize } from '../text/size.ts';
import { answerBlock } from './answer-block.ts';
import { momentText } from './axis.ts';
import type { Palette } from './palette.ts';
import { followsWords, templateText } from './phase-table.ts';
import { significantFollows } from './significant-templates.ts';
import { cells, oneLine, shorten } from './text.ts';
import { wrap } from './wrap.ts';

const MAX_BREACHES = 3;
const MAX_PROCESSES = 3;
const START = '(start)';
/** A template that would be cut below this gets a line of its own. */
const MIN_BESIDE = 40;
/** A phase with a smaller share of the growth does not own it. */
const MIN_OWNER_SHARE = 0.4;

/**
 * The limits that were broken: by how much and when; below, where to start and what held the peak. `answered`: that stands
 * elsewhere already.
 */
export function breachLines(
  report: Report,
  columns: number,
  palette: Palette,
  answered = false,
): string[] {
  const { breaches } = report;
  const { red, bold, dim, glyphs } = palette;
  const lines: string[] = [];
  let before = '';
  for (const breach of breaches.slice(0, MAX_BREACHES)) {
    const what = `  x ${breachWords(breach.limit).summary(breach, report)}`;
    const where = placeWords(breach, report);
    const text = what.length + where.length > columns ? what : what + where;
    lines.push(red(bold(shorten(text, columns, glyphs.ellipsis))));
    const explained = explanationLines(breach, report, columns, answered);
    const evidence = isAnswered(breach, report)
      ? answered
        ? []
        : answerLines(report, columns, palette)
      : [
          ...followsLine(breach, report, columns, palette),
          ...largestLine(breach, report, columns, palette),
        ];
    lines.push(...explained);
    // Two limits broken by the same memory have the same evidence: print it once.
    if (evidence.join() !== before) lines.push(...evidence);
    before = evidence.join();
  }
  if (breaches.length > MAX_BREACHES)
    lines.push(dim(`    and ${breaches.length - MAX_BREACHES} more`));
  return lines;
}

/** Which kind of memory broke the limit; `alone`: nothing below says which limit is better. */
function explanationLines(
  breach: BreachRecord,
  report: Report,
  columns: number,
  alone: boolean,
): string[] {
  const explanation = explainBreach(breach, report);
  const clauses = alone ? explanationWords(explanation) : explanation.why;
  return clauses.flatMap((clause) => wrap(clause, columns - 4)).map((line) => `    ${line}`);
}

/** Whether the report's answer is about what broke the limit: not where one log line was judged, or the machine. */
function isAnswered({ limit, by, follows }: BreachRecord, { answer }: Report): boolean {
  if (answer === undefined || breachWords(limit).about === 'machine') return false;
  return by !== 'growth' || follows === undefined;
}

function answerLines(report: Report, columns: number, palette: Palette): string[] {
  const unicode = palette.glyphs.ellipsis === '…';
  const { start, more } = answerBlock(report, { columns: columns - 4, unicode });
  return [...start, ...more].map((line) => `    ${line}`);
}

/** The phase in which the limit was passed, and when. */
export function placeWords(breach: BreachRecord, report: Report): string {
  const { about } = breachWords(breach.limit);
  if (about !== 'moment' || breach.by === 'growth') return '';
  const time = passedAt(breach, report);
  const index = phaseAt(time, report);
  const phase = report.phases[index];
  if (phase === undefined) return '';
  return `, first in phase ${index + 1} (${phase.kind}) at ${momentText(time, report.axis)}`;
}

/** When the curve first went above it; the record is written a little later, with its evidence. */
function passedAt(breach: BreachRecord, { curve, metric, start }: Report): number {
  const { time, limit, allowed, sizes = {} } = breach;
  const row = limitRow(limit);
  const isInCurve = row?.check.kind === 'ceiling' && metricOfBreach(breach) === metric;
  // A curve of huge pages lacks the RSS or PSS that the ceiling counts besides.
  const beside = row === undefined || row.metric === metric ? 0 : (sizes[row.metric] ?? 0);
  const index = isInCurve ? curve.values.findIndex((size) => size + beside > allowed) : -1;
  return curve.times[index] ?? time - start;
}

function phaseAt(time: number, { phases }: Report): number {
  return phases.findIndex(({ start, end }) => time >= start && time <= end);
}

function followsLine(
  breach: BreachRecord,
  report: Report,
  columns: number,
  palette: Palette,
): string[] {
  const found = culprit(breach, report);
  if (found === undefined) return [];
  const label = '    follows: ';
  const words = found.follows === undefined ? '' : (followsWords(found.follows)[0] ?? '');
  // Cut the template rather than the figures, unless too little of it would stay.
  const beside = columns - label.length - words.length - 3;
  const apart = beside < Math.min(MIN_BESIDE, cells(found.template)) || words === '';
  const room = apart ? columns - label.length : beside;
  const template = templateText(found.template, room, palette);
  const line = `    ${palette.dim('follows:')} ${template}`;
  if (!apart) return [`${line}   ${palette.dim(words)}`];
  if (words === '') return [line];
  const below = shorten(words, columns - label.length, palette.glyphs.ellipsis);
  return [line, `${' '.repeat(label.length)}${palette.dim(below)}`];
}

/** The log line that the growth follows: in the phase that owns it, in the one where the limit was passed, or in the whole run. */
function culprit(
  breach: BreachRecord,
  report: Report,
): { readonly template: string; readonly follows?: Follows } | undefined {
  const { focus, phases, growthByLine } = report;
  // A breach judged by its log line is about that one.
  if (breach.by === 'growth' && breach.follows !== undefined) return judgedLine(breach, report);
  const owner =
    focus && focus.shareOfGrowth >= MIN_OWNER_SHARE ? phases[focus.phase - 1] : undefined;
  const passed = phases[phaseAt(passedAt(breach, report), report)];
  const grown = phases.toSorted((a, b) => b.delta - a.delta);
  for (const phase of [owner, passed, ...grown]) {
    const [follows] = phase === undefined ? [] : significantFollows(phase, 1);
    if (follows !== undefined && follows.template !== START && follows.bytes > 0) {
      return { template: follows.template, follows };
    }
  }
  const most = growthByLine.toSorted((a, b) => b.bytes - a.bytes)[0];
  const template = breach.follows ?? (most !== undefined && most.bytes > 0 ? most.template : START);
  return template.startsWith('(') ? undefined : { template };
}

function judgedLine({ follows: template = '', phase = '' }: BreachRecord, { phases }: Report) {
  const there = phases[Number(phase.split(' ')[0]) - 1]?.follows ?? [];
  const follows = there.find((one) => one.template === template);
  return follows === undefined ? { template } : { template, follows };
}

/** The largest processes at the peak, as many as fit. */
function largestLine(
  breach: BreachRecord,
  report: Report,
  columns: number,
  palette: Palette,
): string[] {
  const room = columns - '    largest: '.length;
  const shares = largestOf(breach, report).map(({ pid, name, bytes }) => {
    const size = formatSize(bytes);
    const called = oneLine(name ?? '') || `process ${pid}`;
    return `${shorten(called, room - size.length - 2, palette.glyphs.ellipsis)}  ${size}`;
  });
  const [first] = shares;
  if (first === undefined) return [];
  let text = first;
  let shown = 1;
  for (const one of shares.slice(1, MAX_PROCESSES)) {
    if (cells(text) + cells(one) + 3 > room) break;
    text += `   ${one}`;
    shown++;
  }
  const more = shares.length > shown ? `   and ${shares.length - shown} more` : '';
  if (cells(text) + more.length <= room) text += more;
  return [`    ${palette.dim('largest:')} ${text}`];
}

function largestOf(
  { limit, processes = [] }: BreachRecord,
  report: Report,
): readonly ProcessSize[] {
  const then = processes.map(({ pid, name, rss, bytes = rss }) => ({
    pid,
    ...(name === undefined ? {} : { name }),
    bytes,
  }));
  // The machine ran short at that moment, which need not be that of our peak.
  if (breachWords(limit).about === 'machine' && then.length > 0) return then;
  if (report.largestProcesses.length === 0) return then;
  // A process that ran several programs had the name of the current one when the limit was passed.
  return report.largestProcesses.map((process) => {
    const name = then.find(({ pid }) => pid === process.pid)?.name;
    return name === undefined || process.name?.startsWith(name) ? process : { ...process, name };
  });
}
