import type { Report } from '../../analyze/report/types.ts';
import { LIMIT_ROWS } from '../../limits/table.ts';
import { metricOfBreach } from '../../recording/breach-metric.ts';
import { formatSize } from '../../text/size.ts';

/** A value that the curve is measured against. */
export interface Limit {
  readonly bytes: number;
  readonly label: string;
}

/** Limits higher than this would flatten the curve: mention them only. */
const WORTH_SHOWING = 1.5;

/** The limits of the metric shown: those set for the run, the cgroup's, the machine's memory. */
export function limitsOf(report: Report): Limit[] {
  const { limits = {}, machine = {}, metric } = report;
  const found: Limit[] = [];
  const add = (bytes: number | undefined, name: string, size?: string): void => {
    if (bytes === undefined || !(bytes > 0) || !Number.isFinite(bytes)) return;
    if (found.some((limit) => limit.bytes === bytes)) return;
    found.push({ bytes, label: `${name} ${size ?? formatSize(bytes, { fixed: true })}` });
  };
  for (const row of LIMIT_ROWS) {
    const breach = report.breaches.find(({ limit }) => limit === row.name);
    // A broken ceiling of RSS or PSS counts the huge pages of hugetlbfs too.
    const counted = breach !== undefined && metricOfBreach(breach) === metric;
    if (row.metric !== metric && !counted) continue;
    const allowed = limits[row.name] ?? breach?.allowed;
    add(
      row.drawnAt?.(limits[row.name], breach),
      row.name,
      allowed === undefined ? undefined : row.drawnAs?.(allowed),
    );
  }
  // The whole machine is not held to it.
  if (metric !== 'system') add(machine.limit, 'cgroup limit');
  add(machine.total, 'machine');
  return found;
}

/** Whether a limit is near enough to the curve's top to be drawn. */
export function isInRange(limit: Limit, top: number): boolean {
  return limit.bytes <= top * WORTH_SHOWING;
}
