import type { Report } from '../analyze/report/types.ts';
import { formatDuration } from '../text/duration.ts';
import { formatSize } from '../text/size.ts';
import { oneLine } from './text.ts';

/** What one must know to read the numbers correctly: shared pages, a peak that no sample saw, a missing end. */
export function notesOf(report: Report): string[] {
  const { peak, peaks, shared, finished, duration, processes } = report;
  const notes: string[] = (report.notes ?? []).map(oneLine);
  if (!finished)
    notes.push(`Unfinished: the recording stops at ${formatDuration(duration)} without an end.`);
  const pss = peak?.metric === 'pss' ? peak.bytes : peaks.pss;
  if (shared && pss !== undefined && (peaks.rss ?? 0) > pss * 1.1) {
    const who = processes > 1 ? `${processes} processes share pages` : 'Pages are shared';
    notes.push(
      `${who}: RSS counts them once per process (peak ${formatSize(peaks.rss ?? 0)}), PSS once (${formatSize(pss)}).`,
    );
  }
  if (peak?.bound !== undefined && peak.bound > peak.bytes * 1.05) {
    notes.push(
      `Peak: ${formatSize(peak.bytes)} was seen; between samples it was ${formatSize(peak.bound)} at most.`,
    );
  }
  return notes;
}
