import { compareReports, differentSurroundings } from '../analyze/compare/compare.ts';
import type { Report } from '../analyze/report/types.ts';
import { isPartOfProcess } from '../recording/measure.ts';
import type { ReportMetric } from '../recording/metrics.ts';
import { printable } from '../text/printable.ts';
import type { Breach } from './breach.ts';
import { BASELINE } from './breach-words.ts';
import type { Judged, Judgement, JudgeOptions } from './judged.ts';
import { isMeasured, METRIC, readBaseline } from './read-baseline.ts';

/** Compares a run with the earlier ones that succeeded; `read` gives its report by the metric. */
export async function judge(
  files: readonly string[],
  read: (metric: ReportMetric) => Promise<Report | undefined>,
  { tolerance, baselineNamed, foreign }: JudgeOptions,
): Promise<Judged> {
  const { reports, tables, remarks } = await readBaseline(files, foreign);
  if (reports.length === 0 && tables.length > 0) {
    const { judgeByTasks } = await import('./task-baseline.ts');
    return judgeByTasks(tables, await read(METRIC), { tolerance, remarks });
  }
  for (const { name } of tables) {
    remarks.push(
      `${printable(name)}: left out of the baseline, it has one number a task and the others a curve`,
    );
  }
  if (reports.length === 0) {
    const known = baselineNamed && files.length > 0;
    return { remarks, ...(known && { why: 'no run of the baseline can be used' }) };
  }
  const report = await read(METRIC);
  if (report === undefined) return { remarks, why: 'the recording cannot be read back' };
  if (!isMeasured(report)) return { remarks, why: `this run has no ${METRIC} to compare` };
  const alike = reports.filter((one) => isSameMemory(one, report));
  for (const one of reports) {
    if (alike.includes(one)) continue;
    remarks.push(`${printable(one.name)}: left out of the baseline, it holds ${measureOf(one)}`);
  }
  if (alike.length === 0) {
    return {
      remarks,
      why: `this run holds ${measureOf(report)}, which no run of the baseline does`,
    };
  }
  const judgement = judgeReports(alike, report, tolerance);
  // A run that was cut short may have become worse later.
  const open = judgement.worse.length === 0 && !report.finished && report.source === undefined;
  return { remarks, judgement, ...(open && { why: 'the recording has no end' }) };
}

/** A heap, which is a part of a process, is compared with heaps alone. */
function isSameMemory(a: Report, b: Report): boolean {
  const parts = [a, b].some(({ measure }) => measure !== undefined && isPartOfProcess(measure));
  return !parts || a.measure === b.measure;
}

const measureOf = ({ measure = 'RSS' }: Report): string => printable(measure).slice(0, 40);

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
