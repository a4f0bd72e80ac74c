import type { ReportMetric } from '../../stream/metrics.ts';
import type { Peak } from '../../stream/records.ts';
import type { Report } from '../report-types.ts';
import { isTime, sizeOf } from './safe-values.ts';

interface Seen {
  readonly bytes: number;
  readonly time: number;
}

/**
 * The peak of the leading metric: the largest sum seen in the samples or, where the recorder saw a larger one than it
 * recorded, in the end record. `bound` is what the kernel's high-water marks allow at most; they know RSS only.
 */
export function peakOf(
  metric: ReportMetric,
  seen: Seen | undefined,
  told: Peak | undefined,
  start: number,
  highWater: number,
): Report['peak'] {
  const recorded = metric === 'system' ? Number.NaN : sizeOf(told?.[metric]);
  const larger = recorded > (seen?.bytes ?? -1);
  const bytes = larger ? recorded : seen?.bytes;
  if (bytes === undefined) return undefined;
  const time = larger && isTime(told?.time) ? told.time - start : (seen?.time ?? 0);
  const bound =
    metric === 'rss' ? Math.max(bytes, sizeOf(told?.bound) || 0, highWater || 0) : bytes;
  return { bytes, time: Math.max(0, time), ...(bound > bytes ? { bound } : {}), metric };
}
