import type { OwnedBytes } from '../analyze/processes/types.ts';
import type { Report } from '../analyze/report/types.ts';
import { METRICS, type MetricInfo } from '../recording/metrics.ts';
import { formatShare } from '../text/share.ts';
import { formatSize } from '../text/size.ts';
import type { Voice } from './voice.ts';

/** A process with less of the peak than this is in the rest. */
const WORTH_NAMING = 0.02;
/** With less than this left, the parts are the whole. */
const WORTH_ADDING = 0.005;
const MOST_NAMES = 4;
/** A kind of memory that one does not expect is told from this fraction of the peak on. */
const UNEXPECTED = 0.3;
const SMALL_BYTES = 32 * 2 ** 20;
/** One process that holds nearly everything goes without saying. */
const NEARLY_ALL = 0.95;

/** 'At the peak: cc1plus grammar.cpp 673 MiB, cc1plus graph.cpp 356 MiB, the rest 17 MiB. 54% of the peak is shared memory.' Undefined where it goes without saying. */
export function peakWords({ peak, answer }: Report, voice: Voice): string | undefined {
  if (peak === undefined || !(peak.bytes > 0)) return undefined;
  // What the answer says is not said again.
  const kinds = answer?.mostly === undefined ? kindWords(peak.kinds ?? {}, peak.bytes) : [];
  const names = ownerWords(peak.processes?.owners ?? [], peak.bytes, voice);
  const sentences = names.length === 0 ? [] : [`At the peak: ${names.join(', ')}.`];
  if (kinds.length > 0) sentences.push(`${kinds.join(', ')}.`);
  return sentences.length === 0 ? undefined : sentences.join(' ');
}

function ownerWords(owners: readonly OwnedBytes[], peak: number, voice: Voice): string[] {
  const [first] = owners;
  if (first === undefined) return [];
  if (first.count === 1 && first.bytes >= NEARLY_ALL * peak) return [];
  const named = owners.filter(({ bytes }) => bytes >= WORTH_NAMING * peak).slice(0, MOST_NAMES);
  const rest = peak - named.reduce((sum, { bytes }) => sum + bytes, 0);
  const words = named.map((owner) => `${ownerName(owner, voice)} ${formatSize(owner.bytes)}`);
  if (rest >= WORTH_ADDING * peak) words.push(`the rest ${formatSize(rest)}`);
  return words;
}

/** 'cc1plus grammar.cpp', '6 × tesseract'. */
export function ownerName(
  { label, count }: Pick<OwnedBytes, 'label' | 'count'>,
  voice: Voice,
): string {
  return count > 1 ? `${count} ${voice.times} ${voice.name(label)}` : voice.name(label);
}

/** '98% of the peak is file pages, which the kernel can drop'. */
function kindWords(
  kinds: NonNullable<NonNullable<Report['peak']>['kinds']>,
  peak: number,
): string[] {
  // A small run is little more than the pages of its program and libraries.
  if (peak < SMALL_BYTES) return [];
  const known: Readonly<Record<string, number | undefined>> = kinds;
  return Object.entries<MetricInfo>(METRICS).flatMap(([kind, { unexpected }]) => {
    const bytes = known[kind] ?? 0;
    if (unexpected === undefined || bytes < UNEXPECTED * peak) return [];
    return [`${formatShare(Math.min(1, bytes / peak))} of the peak is ${unexpected}`];
  });
}
