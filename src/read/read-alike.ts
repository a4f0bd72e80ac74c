import { createReport } from '../analyze/report/report.ts';
import type { Report } from '../analyze/report/types.ts';
import { isPartOfProcess } from '../recording/measure.ts';
import type { ReportMetric } from '../recording/metrics.ts';
import { printable } from '../text/printable.ts';
import { UserError } from '../text/user-error.ts';
import type { ForeignOptions } from './read-foreign.ts';
import { type Read, readAny } from './read-report.ts';
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
  /** Where one of the files holds tasks without a curve: what each holds, in their order; `reports` is empty then. */
  readonly reads?: readonly Read[];
}

/**
 * Reads recordings into reports by one metric: the one asked for, or the one that all of them lead with, else the best that
 * all of them have, each with its phases and owners in it. `foreign` is what was said of files that memwrap did not write.
 * Throws UserError as readReport does.
 */
export async function readAlike(
  recordings: readonly Recording[],
  asked: ReportMetric | undefined,
  foreign?: Said,
): Promise<Alike> {
  const readers: Reread[] = [];
  const reads: Read[] = [];
  for (const recording of recordings) {
    const [read, reader] = await readOnce(recording, asked, foreign);
    reads.push(read);
    if (reader !== undefined) readers.push(reader);
  }
  if (readers.length < reads.length) return { reports: [], reads };
  const reports = readers.map(({ report }) => report);
  refuseHeapBesideMore(recordings, reports);
  const [first] = reports;
  const wanted = asked ?? first?.metric;
  if (reports.every(({ metric }) => metric === wanted)) return { reports };
  const common = BEST.find((metric) => reports.every(({ peaks }) => peaks[metric] !== undefined));
  if (common === undefined) return { reports };
  const alike: Report[] = [];
  for (const reader of readers) alike.push(await reader.by(common));
  return { reports: alike, note: noteOf(recordings, reports, asked, common) };
}

/** A heap is a part of a process: beside what a process holds it says nothing. */
function refuseHeapBesideMore(recordings: readonly Recording[], reports: readonly Report[]): void {
  const heap = reports.findIndex(
    ({ measure }) => measure !== undefined && isPartOfProcess(measure),
  );
  const other = reports.findIndex(({ measure }) => measure !== reports[heap]?.measure);
  if (heap < 0 || other < 0) return;
  const named = (i: number): string =>
    `${recordings[i]?.label ?? ''} holds ${printable(reports[i]?.measure ?? 'RSS')}`;
  throw new UserError(
    `${named(heap)}, ${named(other)}: the two cannot be compared`,
    'compare recordings of one kind',
  );
}

type Said = Pick<ForeignOptions, 'from' | 'given'>;

interface Reread {
  readonly report: Report;
  /** The same by another metric. */
  by(metric: ReportMetric): Promise<Report>;
}

async function readOnce(
  recording: Recording,
  asked: ReportMetric | undefined,
  foreign: Said | undefined,
): Promise<[Read, Reread?]> {
  if (recording.path !== undefined) {
    const readBy = (metric: ReportMetric | undefined): Promise<Read> =>
      readAny(recording, metric, undefined, undefined, foreign);
    const read = await readBy(asked);
    if (read.kind === 'tasks') return [read];
    const { report } = read;
    const again = async (metric: ReportMetric): Promise<Report> => {
      const other = await readBy(metric);
      return other.kind === 'run' ? other.report : report;
    };
    return [
      read,
      { report, by: async (metric) => (metric === report.metric ? report : again(metric)) },
    ];
  }
  // What comes by a pipe can be read only once.
  const others = new Map(BEST.map((metric) => [metric, createReport({ metric })]));
  const read = await readAny(
    recording,
    asked,
    (record) => {
      // Another run of the same file begins anew.
      if (record.type === 'start') {
        for (const metric of others.keys()) others.set(metric, createReport({ metric }));
      }
      for (const builder of others.values()) builder.add(record);
    },
    undefined,
    foreign,
  );
  if (read.kind === 'tasks') return [read];
  const { report } = read;
  return [read, { report, by: async (metric) => others.get(metric)?.finish() ?? report }];
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
