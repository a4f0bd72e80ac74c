import { createReport } from '../analyze/report/report.ts';
import type { Report } from '../analyze/report/types.ts';
import type { ReportMetric } from '../recording/metrics.ts';
import { readReport } from './read-report.ts';
import type { Recording } from './recordings.ts';

/** What runs are best compared by, where they lead with different metrics: the first that all of them have. */
const BEST: readonly ReportMetric[] = ['pss', 'rss', 'anon', 'system'];
/** So many recordings are named in a note. */
const MOST_NAMED = 2;

/** Reports that lead with one metric. */
export interface Alike {
  /** In the order of the recordings. */
  readonly reports: readonly Report[];
  /** Which metric that is, where it is not the one that was asked for, or that each of them leads with by itself. */
  readonly note?: string;
}

/**
 * Reads recordings into reports by one metric: the one asked for, or the one that all of them lead with, else the best that
 * all of them have, each with its phases and owners in it. Throws UserError as readReport does.
 */
export async function readAlike(
  recordings: readonly Recording[],
  asked: ReportMetric | undefined,
): Promise<Alike> {
  const readers: Reread[] = [];
  for (const recording of recordings) readers.push(await readOnce(recording, asked));
  const reports = readers.map(({ report }) => report);
  const [first] = reports;
  const wanted = asked ?? first?.metric;
  if (reports.every(({ metric }) => metric === wanted)) return { reports };
  const common = BEST.find((metric) => reports.every(({ peaks }) => peaks[metric] !== undefined));
  if (common === undefined) return { reports };
  const alike: Report[] = [];
  for (const reader of readers) alike.push(await reader.by(common));
  return { reports: alike, note: noteOf(recordings, reports, asked, common) };
}

interface Reread {
  readonly report: Report;
  /** The same by another metric. */
  by(metric: ReportMetric): Promise<Report>;
}

async function readOnce(recording: Recording, asked: ReportMetric | undefined): Promise<Reread> {
  if (recording.path !== undefined) {
    const report = await readReport(recording, asked);
    return {
      report,
      by: async (metric) => (metric === report.metric ? report : readReport(recording, metric)),
    };
  }
  // What comes by a pipe can be read only once.
  const others = new Map(BEST.map((metric) => [metric, createReport({ metric })]));
  const report = await readReport(recording, asked, (record) => {
    for (const builder of others.values()) builder.add(record);
  });
  return { report, by: async (metric) => others.get(metric)?.finish() ?? report };
}

function noteOf(
  recordings: readonly Recording[],
  reports: readonly Report[],
  asked: ReportMetric | undefined,
  common: ReportMetric,
): string {
  const named = (chosen: (report: Report) => boolean): string => {
    const labels = recordings.flatMap(({ label }, i) => {
      const report = reports[i];
      return report !== undefined && chosen(report) ? [label] : [];
    });
    const more = labels.length > MOST_NAMED ? ` and ${labels.length - MOST_NAMED} more` : '';
    return labels.slice(0, MOST_NAMED).join(', ') + more;
  };
  const better = asked ?? BEST[BEST.indexOf(common) - 1];
  const without = better && named(({ peaks }) => peaks[better] === undefined);
  if (without) return `compared by ${common}, the best that all have: no ${better} in ${without}`;
  const others = named(({ metric }) => metric !== common);
  return `compared by ${common}, which all have; by itself another metric leads in ${others}`;
}
