import type { ProcessSpan, Report, Series } from '../analyze/report/types.ts';
import { formatDuration } from '../text/duration.ts';
import { formatSize } from '../text/size.ts';
import type { Palette } from './palette.ts';
import { oneLine, padEnd, padStart, shorten } from './text.ts';

const MOST_PROCESSES = 10;

/** The report of one phase alone: its curve, its log lines, and the processes and marks in it. */
export function onePhase(report: Report, number: number): Report {
  const phase = report.phases[number - 1];
  if (phase === undefined) return report;
  const { start, end } = phase;
  return {
    ...report,
    phases: [phase],
    duration: end,
    curve: slice(report.curve, start, end),
    ...(report.machineCurve === undefined
      ? {}
      : { machineCurve: slice(report.machineCurve, start, end) }),
    marks: report.marks.filter((mark) => mark.time >= start && mark.time <= end),
    spans: report.spans.filter((span) => span.seen <= end && (span.gone ?? end) >= start),
  };
}

/** The processes that lived within a report's span, largest first. */
export function phaseProcesses(report: Report, columns: number, palette: Palette): string[] {
  const spans = [...report.spans].sort((a, b) => (b.peak ?? 0) - (a.peak ?? 0));
  if (spans.length === 0) return [];
  const shown = spans.slice(0, MOST_PROCESSES);
  const rows = shown.map((span) => [
    span.peak === undefined ? '' : formatSize(span.peak),
    livedWords(span),
    `${oneLine(span.name ?? '') || 'process'} (${span.pid})`,
  ]);
  const widths = [0, 1].map((i) =>
    Math.max(...rows.map((row) => (row[i] ?? '').length), i === 0 ? 4 : 5),
  );
  const [w0 = 0, w1 = 0] = widths;
  const { dim, glyphs } = palette;
  const lines = [dim(`  ${padStart('peak', w0)}  ${padEnd('lived', w1)}  process`)];
  for (const [peak = '', lived = '', name = ''] of rows) {
    lines.push(
      `  ${padStart(peak, w0)}  ${padEnd(lived, w1)}  ${shorten(name, columns - w0 - w1 - 6, glyphs.ellipsis)}`,
    );
  }
  const more = spans.length - shown.length;
  if (more > 0) lines.push(dim(`  and ${more} smaller`));
  return lines;
}

function livedWords({ seen, gone }: ProcessSpan): string {
  return `${formatDuration(seen)} to ${gone === undefined ? 'the end' : formatDuration(gone)}`;
}

function slice({ times, values }: Series, from: number, to: number): Series {
  let first = 0;
  while (first < times.length && (times[first] ?? 0) < from) first += 1;
  let last = first;
  while (last < times.length && (times[last] ?? 0) <= to) last += 1;
  return { times: times.slice(first, last), values: values.slice(first, last) };
}
