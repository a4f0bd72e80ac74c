import type { Report } from '../analyze/report/types.ts';
import type { BreachRecord } from '../recording/records.ts';
import { formatSize } from '../text/size.ts';
import { formatSlope } from '../text/slope.ts';
import { baselineWords } from './breach-line.ts';

export interface BreachSentence {
  /** By option name. */
  readonly limit: string;
  /** 'npm test peaked at 2.03 GiB (2.00 GiB allowed)'. */
  readonly sentence: string;
}

/** Each breach in a sentence that stands on its own, for an annotation or a test result. */
export function breachSentences(report: Report, command: string): BreachSentence[] {
  return report.breaches.map((breach) => ({
    limit: breach.limit,
    sentence: `${command} ${sentenceOf(breach, report)}`,
  }));
}

/** What it grew by in the end, which is more than when it was noticed. */
function growthIn({ measured, since }: BreachRecord, { peaks }: Report): number {
  return since === undefined ? measured : Math.max(measured, (peaks.rss ?? 0) - since);
}

function sentenceOf(breach: BreachRecord, report: Report): string {
  const { limit, allowed, measured } = breach;
  const size = (bytes: number): string => formatSize(bytes, { fixed: true });
  switch (limit) {
    case 'max-growth':
      return `grew by ${size(growthIn(breach, report))} after its first phase (${size(allowed)} allowed)`;
    case 'max-slope':
      return `leaks: it climbs by ${formatSlope(measured, allowed)} (${formatSlope(allowed)} allowed)`;
    case 'min-free':
      return `left ${size(measured)} of the machine's memory free (${size(allowed)} asked for)`;
    case 'baseline':
      return `needs more than the baseline: ${baselineWords(breach)} ${size(measured)} (${size(allowed)} allowed)`;
    default: {
      const peak = limit === 'max-pss' ? report.peaks.pss : report.peaks.rss;
      return `peaked at ${size(Math.max(measured, peak ?? 0))} (${size(allowed)} allowed)`;
    }
  }
}

/** A limit that this run would have kept, with some room: '--max-rss 2.2GiB'. Undefined where raising is no answer. */
export function raiseWords(report: Report): string | undefined {
  const [breach] = report.breaches;
  if (breach === undefined || !['max-rss', 'max-pss', 'max-growth'].includes(breach.limit)) {
    return undefined;
  }
  const { limit, measured } = breach;
  return `--${limit} ${roundUp(Math.max(measured, neededFor(breach, report)) * ROOM)}`;
}

/** What the limit would have had to allow, as far as it is known; the marks' bound is what the next run may show. */
function neededFor(breach: BreachRecord, report: Report): number {
  const { peaks, peak } = report;
  switch (breach.limit) {
    case 'max-growth':
      return growthIn(breach, report);
    case 'max-pss':
      return peaks.pss ?? 0;
    default:
      return Math.max(peaks.rss ?? 0, peak?.metric === 'rss' ? (peak.bound ?? 0) : 0);
  }
}

const ROOM = 1.05;
const UNITS = [
  ['GiB', 2 ** 30],
  ['MiB', 2 ** 20],
  ['KiB', 2 ** 10],
] as const;

/** Two digits, as one would write it. */
function roundUp(bytes: number): string {
  const [unit, size] = UNITS.find(([, one]) => bytes >= one) ?? ['B', 1];
  const value = bytes / size;
  const step = value < 10 ? 0.1 : value < 100 ? 1 : 10;
  return `${Number((Math.ceil(value / step) * step).toFixed(1))}${unit}`;
}
