import type { Report, Series } from '../analyze/report/types.ts';

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
    ...(report.lanes === undefined
      ? {}
      : {
          lanes: report.lanes.map((lane) => ({ ...lane, series: slice(lane.series, start, end) })),
        }),
    ...(report.machineCurve === undefined
      ? {}
      : { machineCurve: slice(report.machineCurve, start, end) }),
    marks: report.marks.filter((mark) => mark.time >= start && mark.time <= end),
    spans: report.spans.filter((span) => span.seen <= end && (span.gone ?? end) >= start),
  };
}

function slice({ times, values }: Series, from: number, to: number): Series {
  let first = 0;
  while (first < times.length && (times[first] ?? 0) < from) first += 1;
  let last = first;
  while (last < times.length && (times[last] ?? 0) <= to) last += 1;
  return { times: times.slice(first, last), values: values.slice(first, last) };
}
