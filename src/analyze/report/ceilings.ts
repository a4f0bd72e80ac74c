import { metricOfBreach } from '../../recording/breach-metric.ts';
import type { Metric, ReportMetric } from '../../recording/metrics.ts';
import type { Report } from './types.ts';

/** The metrics that a limit of the run is about; huge pages of hugetlbfs, which ceilings count too, of any run with a limit. */
export function metricsOfLimits(limits: Readonly<Record<string, number>> = {}): Metric[] {
  const broken = Object.keys(limits).flatMap((limit) => metricOfBreach({ limit }) ?? []);
  return broken.length === 0 ? [] : [...broken, 'hugetlb'];
}

/** The ceilings that the curve of `metric` may still meet: those of the run for it, and its container's; of the machine's all memory. */
export function ceilingsOf(
  limits: Readonly<Record<string, number>> | undefined,
  machine: Report['machine'],
  metric: ReportMetric,
): { readonly name: string; readonly bytes: number }[] {
  if (metric === 'system') {
    return machine?.total === undefined ? [] : [{ name: 'machine', bytes: machine.total }];
  }
  const name = `max-${metric}`;
  const bytes = limits?.[name];
  const own = bytes === undefined ? [] : [{ name, bytes }];
  const container = machine?.limit;
  return container === undefined ? own : [...own, { name: 'container', bytes: container }];
}
