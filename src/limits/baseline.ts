import {
  type Comparison,
  compareReports,
  differentSurroundings,
} from '../analyze/compare/compare.ts';
import type { Report } from '../analyze/report/types.ts';
import { readReport } from '../read/read-report.ts';
import { isPartOfProcess } from '../recording/measure.ts';
import type { ReportMetric } from '../recording/metrics.ts';
import { printable } from '../text/printable.ts';
import { isUserError } from '../text/user-error.ts';
import type { Breach } from './breach.ts';
import { BASELINE } from './breach-words.ts';

/** What a comparison with earlier runs came to. */
export interface Judgement {
  readonly comparison: Comparison;
  /** What got worse: the peak, the end, then growth; none where nothing did. */
  readonly worse: readonly Breach[];
  /** Why being worse is only worth a warning: another machine, limit or interval. */
  readonly excuses: readonly string[];
}

export interface Judged {
  /** Absent where no earlier run can be used. */
  readonly judgement?: Judgement;
  /** Why runs of the baseline were left out, a line each. */
  readonly remarks: readonly string[];
  /** Why it cannot be told whether the run is worse, as a clause; absent where it can, or where there is no baseline yet. */
  readonly why?: string;
}

/**
 * Runs are compared by RSS, which every sample has: even for a pool of forks it repeats within a percent. PSS is read so
 * seldom that the peak of a short run is a matter of luck.
 */
const METRIC = 'rss';

export interface JudgeOptions {
  readonly tolerance: number;
  /** Whether a file was named, so that there has to be a baseline; what a pattern matches may be of no use yet. */
  readonly baselineNamed: boolean;
}

/** Compares a run with the earlier ones that succeeded; `read` gives its report by the metric. */
export async function judge(
  files: readonly string[],
  read: (metric: ReportMetric) => Promise<Report | undefined>,
  { tolerance, baselineNamed }: JudgeOptions,
): Promise<Judged> {
  const { reports, remarks } = await readBaseline(files);
  if (reports.length === 0) {
    const known = baselineNamed && files.length > 0;
    return { remarks, ...(known && { why: 'no run of the baseline can be used' }) };
  }
  const report = await read(METRIC);
  if (report === undefined) return { remarks, why: 'the recording cannot be read back' };
  if (!isMeasured(report)) return { remarks, why: `this run has no ${METRIC} to compare` };
  const alike = reports.filter((one) => isSameMemory(one, report));
  const others = reports.filter((one) => !alike.includes(one));
  const told = others.map(
    (one) => `${printable(one.name)}: left out of the baseline, it holds ${measureOf(one)}`,
  );
  if (alike.length === 0) {
    return {
      remarks: [...remarks, ...told],
      why: `this run holds ${measureOf(report)}, which no run of the baseline does`,
    };
  }
  const judgement = judgeReports(alike, report, tolerance);
  // A run that was cut short may have become worse later.
  const open = judgement.worse.length === 0 && !report.finished && report.source === undefined;
  return {
    remarks: [...remarks, ...told],
    judgement,
    ...(open && { why: 'the recording has no end' }),
  };
}

/** A heap, which is a part of a process, is compared with heaps alone. */
function isSameMemory(a: Report, b: Report): boolean {
  const parts = [a, b].some(({ measure }) => measure !== undefined && isPartOfProcess(measure));
  return !parts || a.measure === b.measure;
}

const measureOf = ({ measure = 'RSS' }: Report): string => printable(measure).slice(0, 40);

const isMeasured = ({ peaks }: Report): boolean => peaks[METRIC] !== undefined;

/** Compares a run with earlier ones, one at least. */
export function judgeReports(
  baseline: readonly Report[],
  report: Report,
  tolerance: number,
): Judgement {
  const comparison = compareReports(baseline, [report], { tolerance });
  const worse: Breach[] = [];
  for (const by of ['peak', 'end'] as const) {
    const size = comparison[by];
    if (size?.verdict !== 'worse') continue;
    const allowed = Math.round(size.base + size.allowed);
    worse.push({ limit: BASELINE, allowed, measured: Math.round(size.next), by });
  }
  for (const growth of comparison.growths) {
    if (growth.verdict !== 'worse') continue;
    const { base, allowed, next, template, kind, nextNumber } = growth;
    worse.push({
      limit: BASELINE,
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
      if (!isMeasured(report)) {
        remarks.push(`${printable(file)}: left out of the baseline, it holds no ${METRIC}`);
      } else if (endedWell(report)) reports.push(report);
      else remarks.push(`${printable(file)}: left out of the baseline, that run failed`);
    } catch (error) {
      if (!isUserError(error)) throw error;
      remarks.push(`${error.message}; left out of the baseline`);
    }
  }
  return { reports, remarks };
}

/** An import from another tool does not say how the run ended. */
function endedWell({ finished, exit, source }: Report): boolean {
  if (exit === undefined) return finished || source !== undefined;
  return 'code' in exit && exit.code === 0;
}
