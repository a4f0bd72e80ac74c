import pico from 'picocolors';
import type { Report } from '../analyze/report/types.ts';
import { formatDuration } from '../text/duration.ts';
import { formatSize } from '../text/size.ts';
import { endWords, failed } from './end-words.ts';
import { shortAnswer } from './short-answer.ts';
import { sparkline } from './sparkline.ts';
import { cells } from './text.ts';
import type { View } from './view.ts';

const PREFIX = 'memwrap  ';
const SPARK_COLUMNS = 20;

/** The lines at the end of a run: the curve, its peak, how long, how it ended; below, where to start, in short. */
export function summaryLines(report: Report, view: View): string[] {
  const colors = pico.createColors(view.color);
  const end = endWords(report);
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
  const indent = ' '.repeat(view.columns < 60 ? 2 : PREFIX.length);
  const width = view.columns - indent.length;
  const second = [growthWords(report, width, view.unicode), '(details: memwrap report)'];
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
  const facts = [`peak ${formatSize(peak.bytes)} ${peak.metric}`];
  if (view.columns < 60) return facts;
  const { rss, hugetlb = 0 } = report.peaks;
  if (hugetlb > 0 && peak.metric !== 'hugetlb') facts[0] += ` + ${formatSize(hugetlb)} hugetlb`;
  if (report.shared && rss !== undefined && rss > peak.bytes * 1.1) {
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
  return swing > 0 ? `it moved within ${formatSize(swing)}` : 'no growth';
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
