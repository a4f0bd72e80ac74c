import type { Report } from '../analyze/report/types.ts';
import { breachWords } from '../limits/breach-words.ts';
import { endNote } from './killed-words.ts';

/** The fields that describe how a run ended; `breaches` as far as they are known. */
export type End = Pick<Report, 'exit' | 'status' | 'finished'> &
  Partial<Pick<Report, 'cause' | 'killed' | 'full' | 'running' | 'watch'>> & {
    readonly breaches?: readonly { readonly limit: string }[];
  };

/** memwrap's status for a broken limit. */
const BREACH = 122;

/**
 * How the command ended, and apart from that whether it broke a limit: 'exit 0', 'SIGKILL, out of memory', 'unfinished',
 * 'exit 0, ceiling broken (122)'.
 */
export function endWords(report: End): string {
  const { exit, status, breaches = [] } = report;
  const note = endNote(report);
  const words = note === undefined ? ownWords(report) : `${ownWords(report)}, ${note}`;
  if (!report.finished || (exit === undefined && report.watch === undefined)) return words;
  const isOwn = exit !== undefined && 'code' in exit && exit.code === BREACH;
  const failed = status === BREACH && !isOwn;
  if (breaches.length === 0 && !failed) return words;
  const titles = breaches.map(({ limit }) => breachWords(limit).title);
  const what = titles.length === 0 ? 'ceiling' : [...new Set(titles)].join(' and ');
  if (failed) return `${words}, ${what} broken (${BREACH})`;
  // The command failed by itself, or --on-breach warn.
  return `${words}, ${what} broken${status === 0 ? ' (a warning only)' : ''}`;
}

/** The same where there is little room: 'exit 0 (122)'. */
export function shortEndWords(report: End): string {
  const words = endWords(report);
  return words.replace(/, .* broken(?= \(122\)$)/, '');
}

/** What the command itself ended with; memwrap's status where only that is known. */
function ownWords({ exit, status, finished, running, watch }: End): string {
  if (!finished) return running === true ? 'still running' : 'unfinished';
  if (exit === undefined) {
    return status === undefined || watch !== undefined ? 'ended' : `exit ${status}`;
  }
  return 'signal' in exit ? signalName(exit.signal) : `exit ${exit.code}`;
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
