import type { Report } from '../analyze/report/types.ts';
import { explainBreach } from '../limits/explain-breach.ts';
import { unjudgedWords } from '../limits/unjudged-words.ts';
import { formatDuration } from '../text/duration.ts';
import { formatSize } from '../text/size.ts';
import { outlivedWords } from './outlived-words.ts';
import { oneLine } from './text.ts';
import { watchNotes } from './watch-notes.ts';

/** What one must know to read the numbers correctly: shared pages, a peak that no sample saw, a missing end. */
export function notesOf(report: Report): string[] {
  const { peak, peaks, shared, finished, running, full, duration, processes } = report;
  const notes: string[] = [...(report.notes ?? []).map(oneLine), ...watchNotes(report)];
  // One at a limit of memory is told above all else.
  if (!finished && running !== true && full === undefined)
    notes.push(`Unfinished: the recording stops at ${formatDuration(duration)} without an end.`);
  if (report.outlived !== undefined) notes.push(`${outlivedWords(report.outlived)}.`);
  const pss = peak?.metric === 'pss' ? peak.bytes : peaks.pss;
  // A broken limit that shared pages broke says the same.
  const told = report.breaches.some((one) => explainBreach(one, report).sharing === true);
  if (!told && shared && pss !== undefined && (peaks.rss ?? 0) > pss * 1.1) {
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
  const unseen = unseenWords(report);
  if (unseen !== undefined) notes.push(unseen);
  for (const one of report.unjudged ?? []) notes.push(`${unjudgedWords(one)}.`);
  const huge = peaks.hugetlb ?? 0;
  if (huge > 0 && report.metric !== 'hugetlb')
    notes.push(
      `Beside it up to ${formatSize(huge)} of huge pages of hugetlbfs, which neither RSS nor PSS counts.`,
    );
  const lazy = lazyNote(report);
  if (lazy !== undefined) notes.push(lazy);
  return notes;
}

/** What lived unseen is told from here on, beside what is known of the peak. */
const WORTH_TELLING = 0.05;
const WORTH_BYTES = 4 * 2 ** 20;

/** The RSS that the tree may have held at most with what nobody saw, bytes; undefined where that is hardly more than is known. */
export function unseenPeak({ unseen, peak, peaks }: Report): number | undefined {
  if (unseen === undefined) return undefined;
  const known = Math.max(peaks.rss ?? 0, peak?.bytes ?? 0, peak?.bound ?? 0);
  const more = unseen.most - known;
  return more > WORTH_TELLING * known && more > WORTH_BYTES ? unseen.most : undefined;
}

function unseenWords(report: Report): string | undefined {
  const most = unseenPeak(report);
  const { unseen } = report;
  if (most === undefined || unseen === undefined) return undefined;
  const { births, bytes, time } = unseen;
  const [size, at, all] = [formatSize(bytes), formatDuration(time), formatSize(most)];
  const what =
    births > 0
      ? `Processes lived between two samples, unseen, and held ${size} at most before ${at}`
      : `Processes that ended before ${at} may have grown by ${size} after they were last seen`;
  return `${what}: rss was ${all} at most then.`;
}

/** Memory that is only not taken back yet, where there was most of it: its plateau is not held. */
function lazyNote({ phases }: Report): string | undefined {
  const most = phases.reduce((best, { lazyfree = 0 }) => Math.max(best, lazyfree), 0);
  const phase = most === 0 ? -1 : phases.findIndex(({ lazyfree }) => lazyfree === most);
  const found = phases[phase];
  if (found === undefined) return undefined;
  return `${formatSize(most)} of the ${formatSize(Math.max(most, found.endLevel))} at the end of phase ${phase + 1} (${found.kind}) are not held: the process freed them (MADV_FREE), and the kernel takes them when it needs memory.`;
}
