import type { Follows, ProcessSize, Report } from '../analyze/report/types.ts';
import type { BreachRecord } from '../recording/records.ts';
import { formatDuration } from '../text/duration.ts';
import { formatShare } from '../text/share.ts';
import { formatSize } from '../text/size.ts';
import { formatSlope } from '../text/slope.ts';
import type { Palette } from './palette.ts';
import { followsWords, templateText } from './phase-table.ts';
import { significantFollows } from './significant-templates.ts';
import { cells, oneLine, shorten } from './text.ts';

/** Breaches told at most. */
const TOLD = 3;
const START = '(start)';
/** A template that would be cut below this gets a line of its own. */
const LEAST_BESIDE = 40;
/** A phase with less of the growth than this is not its owner. */
const OWNER = 0.4;

/** What limits were passed, by how much, in which phase, which log line it follows and who held the most. */
export function breachLines(report: Report, columns: number, palette: Palette): string[] {
  const { breaches } = report;
  const { red, bold, dim, glyphs } = palette;
  const lines: string[] = [];
  let before = '';
  for (const breach of breaches.slice(0, TOLD)) {
    const what = `  x ${breachWords(breach, report)}`;
    const where = placeWords(breach, report);
    const text = what.length + where.length > columns ? what : what + where;
    lines.push(red(bold(shorten(text, columns, glyphs.ellipsis))));
    const evidence = [
      ...followsLine(breach, report, columns, palette),
      ...largestLine(breach, report, columns, palette),
    ];
    // Two limits broken by the same memory have the same evidence, which is told once.
    if (evidence.join() !== before) lines.push(...evidence);
    before = evidence.join();
  }
  if (breaches.length > TOLD) lines.push(dim(`    and ${breaches.length - TOLD} more`));
  return lines;
}

/** The phase that owns the growth where one does, else the one in which the limit was passed. */
function placeWords(breach: BreachRecord, report: Report): string {
  const { limit } = breach;
  const { focus, phases } = report;
  if (limit === 'min-free' || breach.by === 'growth') return '';
  if (focus !== undefined && focus.shareOfGrowth >= OWNER) {
    return `, phase ${focus.phase} owns ${formatShare(focus.shareOfGrowth)} of the growth`;
  }
  const time = passedAt(breach, report);
  const index = phaseAt(time, report);
  const phase = phases[index];
  // What is judged at the end is passed nowhere before.
  if (phase === undefined || limit === 'max-slope' || limit === 'baseline') return '';
  return `, first in phase ${index + 1} (${phase.kind}) at ${formatDuration(time)}`;
}

/** When the curve first went above it; a record is written a little later, when its evidence has been gathered. */
function passedAt(
  { time, limit, allowed }: BreachRecord,
  { curve, metric, start }: Report,
): number {
  const index = limit === `max-${metric}` ? curve.values.findIndex((size) => size > allowed) : -1;
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
  // The template is cut rather than the figures, but for one that would lose too much of itself.
  const beside = columns - label.length - words.length - 3;
  const apart = beside < Math.min(LEAST_BESIDE, cells(found.template)) || words === '';
  const room = apart ? columns - label.length : beside;
  const template = templateText(found.template, room, palette);
  const line = `    ${palette.dim('follows:')} ${template}`;
  if (!apart) return [`${line}   ${palette.dim(words)}`];
  if (words === '') return [line];
  const below = shorten(words, columns - label.length, palette.glyphs.ellipsis);
  return [line, `${' '.repeat(label.length)}${palette.dim(below)}`];
}

/** The log line that the growth follows: in the phase that owns it, in the one where the limit was passed, or over the whole run. */
function culprit(
  breach: BreachRecord,
  report: Report,
): { readonly template: string; readonly follows?: Follows } | undefined {
  const { focus, phases, growthByLine } = report;
  // What was judged by its log line is about no other.
  if (breach.by === 'growth' && breach.follows !== undefined) return judgedLine(breach, report);
  const owner = focus && focus.shareOfGrowth >= OWNER ? phases[focus.phase - 1] : undefined;
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

/** The processes that held the most when the tree was largest, as many as fit. */
function largestLine(
  breach: BreachRecord,
  report: Report,
  columns: number,
  palette: Palette,
): string[] {
  const room = columns - '    largest: '.length;
  const told = largestOf(breach, report).map(({ pid, name, bytes }) => {
    const size = formatSize(bytes);
    const called = oneLine(name ?? '') || `process ${pid}`;
    return `${shorten(called, room - size.length - 2, palette.glyphs.ellipsis)}  ${size}`;
  });
  const [first] = told;
  if (first === undefined) return [];
  let text = first;
  let shown = 1;
  for (const one of told.slice(1, TOLD)) {
    if (cells(text) + cells(one) + 3 > room) break;
    text += `   ${one}`;
    shown++;
  }
  const more = told.length > shown ? `   and ${told.length - shown} more` : '';
  if (cells(text) + more.length <= room) text += more;
  return [`    ${palette.dim('largest:')} ${text}`];
}

function largestOf(
  { limit, processes = [] }: BreachRecord,
  report: Report,
): readonly ProcessSize[] {
  const then = processes.map(({ pid, name, rss }) => ({
    pid,
    ...(name === undefined ? {} : { name }),
    bytes: rss,
  }));
  // The machine's memory was short at that moment, which need not be the one of our peak.
  if (limit === 'min-free' && then.length > 0) return then;
  if (report.largestProcesses.length === 0) return then;
  // One that started program after program was called by the last of them when the limit was passed.
  return report.largestProcesses.map((process) => {
    const name = then.find(({ pid }) => pid === process.pid)?.name;
    return name === undefined || process.name?.startsWith(name) ? process : { ...process, name };
  });
}

/** What of a run was compared; a recording may hold any text there. */
function judged(by: string, phase: string | undefined): string {
  if (by !== 'growth') return by === 'end' ? 'end' : 'peak';
  const number = /^\d{1,6}/.exec(phase ?? '')?.[0];
  return number === undefined ? 'growth' : `growth in phase ${number}`;
}

/** Which limit it was and by how much it was passed in the end, which is more than when it was noticed. */
function breachWords(breach: BreachRecord, { peaks }: Report): string {
  const { limit, allowed, measured, since, confidence, by, phase } = breach;
  const name = /^[a-z][a-z-]{0,30}$/.test(limit) ? limit : 'limit';
  const size = (bytes: number): string => formatSize(bytes, { fixed: true });
  const passed = (by: number): string => `passed by ${formatSize(Math.abs(by))}`;
  switch (name) {
    case 'max-rss':
      return `ceiling ${size(allowed)} rss ${passed(Math.max(measured, peaks.rss ?? 0) - allowed)}`;
    case 'max-pss':
      return `ceiling ${size(allowed)} pss ${passed(Math.max(measured, peaks.pss ?? 0) - allowed)}`;
    case 'max-growth': {
      const grew = since === undefined ? 0 : (peaks.rss ?? 0) - since;
      return `growth limit ${size(allowed)} ${passed(Math.max(measured, grew) - allowed)}`;
    }
    case 'max-slope': {
      const sure = confidence === undefined ? '' : ` (${formatShare(confidence)} sure)`;
      return `leak: it climbs by ${formatSlope(measured, allowed)}, ${formatSlope(allowed)} allowed${sure}`;
    }
    case 'min-free':
      return `floor ${size(allowed)} of free memory undercut by ${formatSize(allowed - measured)}`;
    case 'baseline':
      return `worse than the baseline: ${judged(by, phase)} ${size(measured)}, ${size(allowed)} allowed`;
    default:
      return `ceiling --${name} ${size(allowed)} ${passed(measured - allowed)}`;
  }
}
