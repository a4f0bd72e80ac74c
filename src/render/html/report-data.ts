import type { ExcerptLine, LogExcerpt } from '../../analyze/excerpt/log-excerpt.ts';
import type { Report } from '../../analyze/report/types.ts';
import { breachWords } from '../../limits/breach-words.ts';
import { printable } from '../../text/printable.ts';
import { formatSize } from '../../text/size.ts';
import { limitsOf } from '../chart/limits.ts';
import { ownerName } from '../peak-words.ts';
import { oneLine, shortenMiddle } from '../text.ts';
import { spoken } from '../voice.ts';
import { decimate, highestMoments } from './decimate.ts';
import { type Packed, pack } from './packed.ts';
import type { PageData, PageLog } from './page-data.ts';

/** How much of a report a page takes in. */
export interface Measure {
  /** Points of a curve. */
  readonly curve: number;
  /** Moments of the processes. */
  readonly moments: number;
  readonly logBytes: number;
  readonly marks: number;
}

export const FULL: Measure = { curve: 4000, moments: 500, logBytes: 220_000, marks: 200 };

/** A group of processes with less than this of the largest one's memory is not drawn. */
const WORTH_A_LANE = 0.02;
const MOST_PHASES = 400;
const MOST_BREACHES = 20;
/** What a line takes beside its text. */
const ROW_BYTES = 24;
/** So many of the lines that are spread stay, if possible. */
const LEAST_SPREAD = 100;
const LONGEST_MARK = 120;
const VOICE = spoken(true, 60);

/** What the page's script draws of a report, whose axis and measure are safe to show; `phase`: 1-based, the one to show first. */
export function reportData(
  report: Report,
  log: LogExcerpt | undefined,
  measure: Measure,
  phase?: number,
): PageData {
  const { curve, machineCurve, phases, peak, start, axis, metric } = report;
  const lines = log === undefined ? undefined : packLog(log, measure.logBytes);
  const first = phase === undefined ? undefined : phases[phase - 1];
  return {
    ...(axis !== undefined && { axis }),
    duration: Math.max(report.duration, curve.times.at(-1) ?? 0),
    curves: [
      {
        name: report.measure ?? peak?.metric ?? metric,
        series: pack(decimate(curve, measure.curve)),
      },
    ],
    ...(machineCurve !== undefined &&
      machineCurve.times.length > 0 && {
        machine: pack(decimate(machineCurve, measure.curve / 4)),
      }),
    lanes: lanesOf(report, measure.moments),
    phases: phases
      .slice(0, MOST_PHASES)
      .map((one) => ({ kind: one.kind, start: round(one.start), end: round(one.end) })),
    marks: report.marks
      .slice(0, measure.marks)
      .map(({ time, msg }) => ({ time: round(time), text: short(msg) })),
    breaches: report.breaches.slice(0, MOST_BREACHES).map(({ time, limit }) => ({
      time: round(Math.max(0, time - start)),
      text: `${breachWords(limit).title} broken`,
    })),
    limits: limitsOf(report).map(({ bytes, label }) => ({ bytes, label: oneLine(label) })),
    ...(peak !== undefined && { peak: { time: round(peak.time), bytes: peak.bytes } }),
    ...(lines !== undefined && lines.lines.length > 0 && { log: lines }),
    ...(first !== undefined && { zoom: [round(first.start), round(first.end)] as const }),
  };
}

/** Groups of processes that can be seen, where there are several; all with the same moments. */
function lanesOf({ lanes = [] }: Report, most: number): { name: string; series: Packed }[] {
  const top = lanes.reduce((best, { peak }) => Math.max(best, peak), 0);
  const seen = lanes.filter(({ peak }) => peak >= WORTH_A_LANE * top);
  const [first] = seen;
  if (first === undefined || seen.length < 2) return [];
  const { times } = first.series;
  const columns = seen.map(({ series }) => series.values);
  const kept = highestMoments(times, columns, most);
  return seen.map((lane) => ({
    name: `${ownerName(lane, VOICE)} (${formatSize(lane.peak)})`,
    series: pack({
      times: kept.map((i) => times[i] ?? 0),
      values: kept.map((i) => lane.series.values[i] ?? 0),
    }),
  }));
}

/** As many lines as fit; of too many, those that are spread over the log are taken away first, evenly. */
function packLog({ lines, total }: LogExcerpt, most: number): PageLog {
  const tick = (lines.at(-1)?.time ?? 0) > 1e9 ? 100 : 1;
  let kept = lines.map((line) => ({ line, text: textOf(line) }));
  const size = (): number =>
    kept.reduce((sum, { text }) => sum + Buffer.byteLength(text) + ROW_BYTES, 0);
  while (size() > most && kept.length > 1) {
    const spread = kept.filter(({ line }) => line.near !== true);
    const rest = spread.length > LEAST_SPREAD ? spread : kept;
    const dropped = new Set(rest.filter((_, i) => i % 3 === 1));
    kept = kept.filter((one) => !dropped.has(one));
  }
  return {
    total,
    tick,
    lines: kept.map(({ line: { index, time, fd }, text }) => [
      index,
      Math.round(time / tick),
      fd,
      text,
    ]),
  };
}

function textOf({ text, length }: ExcerptLine): string {
  const safe = printable(text).trimEnd();
  return length === undefined ? safe : `${safe}… (${length} characters)`;
}

const short = (text: string): string => shortenMiddle(oneLine(text), LONGEST_MARK);

const round = (time: number): number => Math.round(time * 1000) / 1000;
