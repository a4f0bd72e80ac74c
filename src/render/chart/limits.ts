import type { Report } from '../../analyze/report/types.ts';
import { formatSize, formatSizeChange } from '../../text/size.ts';

/** A value that the curve is measured against. */
export interface Limit {
  readonly bytes: number;
  readonly label: string;
}

/** Further above the curve than this a limit would press the curve flat, and is only told. */
const WORTH_SHOWING = 1.5;

/** The limits that hold for the metric shown: ceilings given for the run, growth that was not to be, the cgroup's limit, the machine's memory. */
export function limitsOf(report: Report): Limit[] {
  const { limits = {}, machine = {}, metric } = report;
  const found: Limit[] = [];
  const add = (bytes: number | undefined, name: string): void => {
    if (bytes === undefined || !(bytes > 0) || !Number.isFinite(bytes)) return;
    if (found.some((limit) => limit.bytes === bytes)) return;
    found.push({ bytes, label: `${name} ${formatSize(bytes, { fixed: true })}` });
  };
  if (metric === 'rss' || metric === 'pss') add(limits[`max-${metric}`], `max-${metric}`);
  const grown = report.breaches.find(({ limit }) => limit === 'max-growth');
  if (metric === 'rss' && grown?.since !== undefined) {
    const label = `max-growth ${formatSizeChange(grown.allowed, { fixed: true })}`;
    found.push({ bytes: grown.since + grown.allowed, label });
  }
  add(machine.limit, 'cgroup limit');
  add(machine.total, 'machine');
  return found;
}

/** Whether a limit is near enough to a curve's top to be drawn. */
export function isInRange(limit: Limit, top: number): boolean {
  return limit.bytes <= top * WORTH_SHOWING;
}
