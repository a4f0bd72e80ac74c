import pico from 'picocolors';
import type { Report } from '../analyze/report/types.ts';
import { formatDuration } from '../text/duration.ts';
import { formatSize } from '../text/size.ts';
import { endWords, failed, shortEndWords } from './end-words.ts';
import { unseenPeak } from './notes.ts';
import { NOTICE_BYTES } from './process-words.ts';
import { shortAnswer } from './short-answer.ts';
import { sparkline } from './sparkline.ts';
import { cells, oneLine } from './text.ts';
import type { View } from './view.ts';

const PREFIX = 'memwrap  ';
const SPARK_COLUMNS = 20;
/** Fewer columns have no room for more than the figures. */
const NARROW = 60;

export interface SummaryOptions {
  /** There is no recording left that could be reported. */
  readonly lost?: boolean;
}

/** The lines at the end of a run: the curve, its peak, how long, how it ended; below, where to start, in short. */
export function summaryLines(
  report: Report,
  view: View,
  { lost = false }: SummaryOptions = {},
): string[] {
  const colors = pico.createColors(view.color);
  const end = view.columns < NARROW ? shortEndWords(report) : endWords(report);
  const facts = [...memoryFacts(report, view), formatDuration(report.duration)];
  const text = fitting(facts, view.columns - PREFIX.length - end.length - 2);
  const room = view.columns - PREFIX.length - text.length - end.length - 4;
  const spark =
    report.samples > 1 && room >= 4
      ? `${sparkline(report.curve, Math.min(SPARK_COLUMNS, room), { unicode: view.unicode })}  `
      : '';
  const shownEnd = failed(report) ? colors.red(end) : end;
  const first = `${PREFIX}${spark}${text}${text === '' ? '' : '  '}${shownEnd}`;
  if (report.samples < 2) return [first];
  const indent = ' '.repeat(view.columns < NARROW ? 2 : PREFIX.length);
  const width = view.columns - indent.length;
  const growth = growthWords(report, width, view.unicode);
  const second = lost ? [growth] : [growth, '(details: memwrap report)'];
  return [first, indent + fitting(second, width, '   ')];
}

/** The parts in order, as many as fit on one line; always the first. */
function fitting(parts: readonly string[], columns: number, gap = '  '): string {
  let text = '';
  for (const part of parts) {
    const longer = text === '' ? part : text + gap + part;
    if (text === '' || cells(longer) <= columns) text = longer;
  }
  return text;
}

function memoryFacts(report: Report, view: View): string[] {
  const { peak } = report;
  if (report.samples === 0 || peak === undefined) {
    return [report.duration < 1000 ? 'too short to measure' : 'memory could not be read'];
  }
  const what = report.measure === undefined ? peak.metric : oneLine(report.measure);
  const facts = [`peak ${formatSize(peak.bytes)} ${what}`];
  if (view.columns < NARROW) return facts;
  const { rss, hugetlb = 0 } = report.peaks;
  if (hugetlb > 0 && peak.metric !== 'hugetlb') facts[0] += ` + ${formatSize(hugetlb)} hugetlb`;
  const unseen = unseenPeak(report);
  if (unseen !== undefined) {
    const metric = peak.metric === 'rss' ? '' : ' rss';
    facts[0] += ` seen (${formatSize(unseen)}${metric} at most)`;
  } else if (report.shared && rss !== undefined && rss > peak.bytes * 1.1) {
    facts[0] += ` (pages are shared; rss sum ${formatSize(rss)})`;
  } else if (peak.bound !== undefined && peak.bound > peak.bytes * 1.05) {
    facts[0] += ` seen (${formatSize(peak.bound)} at most)`;
  }
  return facts;
}

function growthWords(report: Report, columns: number, unicode: boolean): string {
  const { answer, curve } = report;
  if (answer !== undefined) return shortAnswer(answer, columns, unicode);
  const swing = largestSwing(curve.values);
  return swing >= NOTICE_BYTES
    ? `it moved within ${formatSize(swing)}`
    : 'nothing grew that is worth a look';
}

function largestSwing(values: Float64Array): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high - low;
}
