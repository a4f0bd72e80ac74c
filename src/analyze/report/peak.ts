import type { ReportMetric } from '../../recording/metrics.ts';
import type { Peak } from '../../recording/records.ts';
import type { PeakKinds } from './curve.ts';
import { isTime, sizeOrNaN } from './safe-values.ts';
import type { Report } from './types.ts';

interface Seen {
  readonly bytes: number;
  readonly time: number;
  readonly kinds: PeakKinds;
}

/**
 * The peak of the leading metric: the largest sum in the samples, or in the end record if the recorder knew of a
 * larger one than it recorded. `bound` is the upper limit by the kernel's high-water marks, where they are known;
 * they exist for RSS only.
 */
export function peakOf(
  metric: ReportMetric,
  seen: Seen | undefined,
  summary: Peak | undefined,
  start: number,
  highWater: number,
): Report['peak'] {
  // What high-water marks prove to have been held at one moment is a peak too, even if no sample saw it.
  const proven = metric === 'rss' ? sizeOrNaN(summary?.seen) : Number.NaN;
  const summed = sizeOrNaN(metric === 'system' ? summary?.machine : summary?.[metric]);
  const recorded = Math.max(Number.isNaN(proven) ? -1 : proven, Number.isNaN(summed) ? -1 : summed);
  const larger = recorded > (seen?.bytes ?? -1);
  const bytes = larger ? recorded : seen?.bytes;
  if (bytes === undefined) return undefined;
  const time = larger && isTime(summary?.time) ? summary.time - start : (seen?.time ?? 0);
  const marks = metric === 'rss' ? Math.max(sizeOrNaN(summary?.bound) || 0, highWater || 0) : 0;
  const bound = marks > 0 ? { bound: Math.max(bytes, marks) } : {};
  const kinds = seen && Object.keys(seen.kinds).length > 0 ? { kinds: seen.kinds } : {};
  return { bytes, time: Math.max(0, time), ...bound, metric, ...kinds };
}
