import { formatDuration } from '../text/duration.ts';
import { formatShare } from '../text/share.ts';
import { formatSize } from '../text/size.ts';
import { formatSlope } from '../text/slope.ts';
import type { Breach, BreachWords, Reached } from './breach.ts';
import { distinctSize } from './size-words.ts';

/** A size with as many digits as its limit was given with. */
export const fixed = (bytes: number): string => formatSize(bytes, { fixed: true });

/** The words about a broken ceiling of a metric; `needed`: the bytes that would have kept it. */
export function ceilingWords(
  metric: 'rss' | 'pss' | 'anon',
  needed: (reached: Reached) => number,
): BreachWords {
  const highest = ({ measured, sizes }: Breach, { peaks, withHugePages = 0 }: Reached): number => {
    const most = Math.max(measured, peaks[metric] ?? 0);
    if (metric === 'rss') return Math.max(most, withHugePages);
    // PSS is read now and then: what came to it afterwards is known of huge pages alone.
    const later = (peaks.hugetlb ?? 0) - (sizes?.hugetlb ?? 0);
    return metric === 'pss' && sizes?.hugetlb !== undefined
      ? Math.max(most, measured + later)
      : most;
  };
  // What is compared: the kernel counts huge pages of hugetlbfs neither as resident nor in PSS.
  const compared = ({ sizes }: Breach): string =>
    metric !== 'anon' && (sizes?.hugetlb ?? 0) > 0 ? `${metric} + hugetlb` : metric;
  return {
    what: 'over the ceiling',
    title: 'ceiling',
    about: 'moment',
    figures: (breach) => {
      const { measured, allowed, by } = breach;
      return `${distinctSize(measured, allowed)} ${compared(breach)}${seenWords(by)} > ${distinctSize(allowed, measured)}`;
    },
    sentence: (breach, reached) =>
      `peaked at ${fixed(highest(breach, reached))} ${compared(breach)}${breach.by === 'bound' ? ' at least' : ''} (${fixed(breach.allowed)} allowed)`,
    summary: (breach, reached) =>
      `ceiling ${fixed(breach.allowed)} ${compared(breach)} ${passedBy(highest(breach, reached) - breach.allowed, breach.by)}`,
    needed: (breach, reached) => Math.max(needed(reached), highest(breach, reached)),
  };
}

function seenWords(by: string): string {
  if (by === 'hwm') return ' between two samples';
  if (by === 'bound') return ' at least';
  return by === 'cgroup' ? ' wanted' : '';
}

/** '3.50 MiB/s over 20s': the slope of the lower envelope, and the time that it was measured over. */
export function climbWords({ measured, allowed, over }: Breach): string {
  const slope = formatSlope(measured, allowed);
  return over === undefined ? slope : `${slope} over ${formatDuration(over)}`;
}

/** With what confidence a climb is a leak. */
export function sureWords({ confidence }: Breach): string {
  return confidence === undefined ? '' : ` (${formatShare(confidence)} sure that it is more)`;
}

/** 'passed by 12 MiB' */
export function passedBy(bytes: number, by?: string): string {
  return `passed by ${by === 'bound' ? 'at least ' : ''}${formatSize(Math.abs(bytes))}`;
}

/** Growth up to the peak, bytes. */
export function growthIn({ measured, since }: Breach, { peaks }: Reached): number {
  return since === undefined ? measured : Math.max(measured, (peaks.rss ?? 0) - since);
}
