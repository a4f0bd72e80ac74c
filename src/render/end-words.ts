import type { Report } from '../analyze/report/types.ts';
import { endNote } from './killed-words.ts';

/** The fields that describe how a run ended. */
export type End = Pick<Report, 'exit' | 'status' | 'finished'> &
  Partial<Pick<Report, 'cause' | 'killed' | 'full' | 'running'>>;

/** How the run ended, in a few words: 'exit 0', 'SIGKILL, out of memory', 'exit 122', 'unfinished'. */
export function endWords(report: End): string {
  const note = endNote(report);
  return note === undefined ? plainWords(report) : `${plainWords(report)}, ${note}`;
}

function plainWords(report: End): string {
  const { exit, status } = report;
  if (!report.finished) return report.running === true ? 'still running' : 'unfinished';
  if (exit === undefined) return status === undefined ? 'ended' : `exit ${status}`;
  if ('signal' in exit)
    return status === 122 ? `exit 122, ${signalName(exit.signal)}` : signalName(exit.signal);
  return `exit ${status ?? exit.code}`;
}

/** Whether the run did not end successfully. */
export function failed(report: End): boolean {
  const { exit, status } = report;
  if (report.full?.probably === true) return true;
  if (exit === undefined) return status !== undefined && status !== 0;
  return 'signal' in exit || (status ?? exit.code) !== 0;
}

/** A recording may contain any text as a signal's name. */
function signalName(signal: string): string {
  return /^SIG[A-Z0-9+]{1,12}$/.test(signal) ? signal : 'a signal';
}
