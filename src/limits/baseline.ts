import {
  type Comparison,
  compareReports,
  differentSurroundings,
} from '../analyze/compare/compare.ts';
import type { Report } from '../analyze/report/types.ts';
import { readReport } from '../read/read-report.ts';
import type { ReportMetric } from '../recording/metrics.ts';
import { printable } from '../text/printable.ts';
import { isUserError } from '../text/user-error.ts';
import type { Broken } from './breach-line.ts';

/** What a comparison with earlier runs came to. */
export interface Judgement {
  readonly comparison: Comparison;
  /** What got worse: the peak, the end, then growth; none where nothing did. */
  readonly worse: readonly Broken[];
  /** Why being worse is only worth a warning: another machine, limit or interval. */
  readonly excuses: readonly string[];
}

export interface Judged {
  /** Absent where no earlier run can be used. */
  readonly judgement?: Judgement;
  /** What has to be said about runs of the baseline that cannot. */
  readonly remarks: readonly string[];
}

/**
 * Runs are compared by RSS, which every sample and the kernel's own marks know: the sum of a pool of forks repeats within a
 * percent. PSS is read so seldom that in a run of seconds its peak is a matter of luck.
 */
const METRIC = 'rss';

/** Compares a run with earlier ones that ended well; `read` gives its report by the metric that is asked for. */
export async function judge(
  files: readonly string[],
  read: (metric: ReportMetric) => Promise<Report | undefined>,
  tolerance: number,
): Promise<Judged> {
  const { reports, remarks } = await readBaseline(files);
  const report = reports.length === 0 ? undefined : await read(METRIC);
  if (report === undefined) return { remarks };
  return { remarks, judgement: judgeReports(reports, report, tolerance) };
}

/** Compares a run with earlier ones, one at least. */
export function judgeReports(
  baseline: readonly Report[],
  report: Report,
  tolerance: number,
): Judgement {
  const comparison = compareReports(baseline, [report], { tolerance });
  const worse: Broken[] = [];
  for (const by of ['peak', 'end'] as const) {
    const size = comparison[by];
    if (size?.verdict !== 'worse') continue;
    const allowed = Math.round(size.base + size.allowed);
    worse.push({ limit: 'baseline', allowed, measured: Math.round(size.next), by });
  }
  for (const growth of comparison.growths) {
    if (growth.verdict !== 'worse') continue;
    const { base, allowed, next, template, kind, nextNumber } = growth;
    worse.push({
      limit: 'baseline',
      allowed: Math.round(base + allowed),
      measured: Math.round(next),
      by: 'growth',
      phase: `${nextNumber} ${kind}`,
      follows: template,
    });
  }
  return { comparison, worse, excuses: differentSurroundings(baseline, [report]) };
}

async function readBaseline(
  files: readonly string[],
): Promise<{ readonly reports: readonly Report[]; readonly remarks: readonly string[] }> {
  const reports: Report[] = [];
  const remarks: string[] = [];
  for (const file of files) {
    try {
      const report = await readReport({ label: printable(file), path: file }, METRIC);
      if (endedWell(report)) reports.push(report);
      else remarks.push(`${printable(file)}: left out of the baseline, that run did not end well`);
    } catch (error) {
      if (!isUserError(error)) throw error;
      remarks.push(`${error.message}; left out of the baseline`);
    }
  }
  return { reports, remarks };
}

/** Other tools do not tell how a run ended. */
function endedWell({ finished, exit, source }: Report): boolean {
  if (exit === undefined) return finished || source !== undefined;
  return 'code' in exit && exit.code === 0;
}
