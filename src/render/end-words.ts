import type { Report } from '../analyze/report/types.ts';

/** The fields that describe how a run ended. */
export type End = Pick<Report, 'exit' | 'status' | 'finished'>;

/** How the run ended, in a word or two: 'exit 0', 'SIGKILL', 'exit 122', 'unfinished'. */
export function endWords(report: End): string {
  const { exit, status } = report;
  if (!report.finished) return 'unfinished';
  if (exit === undefined) return status === undefined ? 'ended' : `exit ${status}`;
  if ('signal' in exit)
    return status === 122 ? `exit 122, ${signalName(exit.signal)}` : signalName(exit.signal);
  return `exit ${status ?? exit.code}`;
}

/** Whether the run did not end successfully. */
export function failed(report: End): boolean {
  const { exit, status } = report;
  if (exit === undefined) return status !== undefined && status !== 0;
  return 'signal' in exit || (status ?? exit.code) !== 0;
}

/** A recording may contain any text as a signal's name. */
function signalName(signal: string): string {
  return /^SIG[A-Z0-9+]{1,12}$/.test(signal) ? signal : 'a signal';
}
