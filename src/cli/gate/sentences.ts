import type { Report } from '../../analyze/report-types.ts';
import type { BreachRecord } from '../../stream/records.ts';
import { formatSize } from '../../units/size.ts';
import { formatSlope } from '../../units/slope.ts';
import type { CiBreach } from '../ci/ci-system.ts';

/** Each breach in a sentence that stands on its own, for an annotation or a test result. */
export function breachSentences(report: Report, command: string): CiBreach[] {
  return report.breaches.map((breach) => ({
    limit: breach.limit,
    sentence: `${command} ${sentenceOf(breach, report)}`,
  }));
}

function sentenceOf(breach: BreachRecord, { peaks }: Report): string {
  const { limit, allowed, measured } = breach;
  const size = (bytes: number): string => formatSize(bytes, { fixed: true });
  switch (limit) {
    case 'max-growth':
      return `grew by ${size(measured)} after its first phase (${size(allowed)})`;
    case 'max-slope':
      return `leaks: it climbs by ${formatSlope(measured, allowed)} (${formatSlope(allowed)})`;
    case 'min-free':
      return `left ${size(measured)} of the machine's memory free (${size(allowed)})`;
    case 'baseline':
      return `needs more than the baseline: ${size(measured)} (${size(allowed)})`;
    default: {
      const peak = limit === 'max-pss' ? peaks.pss : peaks.rss;
      return `peaked at ${size(Math.max(measured, peak ?? 0))} (${size(allowed)})`;
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
  const peak = limit === 'max-rss' ? report.peaks.rss : limit === 'max-pss' ? report.peaks.pss : 0;
  return `--${limit} ${roundUp(Math.max(measured, peak ?? 0) * ROOM)}`;
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
